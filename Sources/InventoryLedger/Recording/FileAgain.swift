import GRDB

/// Detects a file that an earlier batch already recorded. Rows that are new now were left out then, or differ in
/// values supplied from outside the file, such as a missing date. Their movements may then count twice.
struct FileAgain {
    /// - Returns: a warning; nil if no batch that still counts recorded the file.
    static func warning(_ database: Database, digest: [UInt8]) throws -> RowProblem? {
        let statement = try RowStatement(
            database,
            """
            SELECT id FROM batch b WHERE file_sha256 = ? AND digest IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.id) ORDER BY id DESC LIMIT 1
            """
        )
        statement.bind(blob: digest, at: 1)
        defer { statement.reset() }
        guard try statement.next() else { return nil }
        return RowProblem(
            row: nil,
            column: "",
            value: "",
            code: "file_again",
            message:
                "batch \(statement.integer(0)) already recorded this file; check that no movement counts twice"
        )
    }
}
