import GRDB

/// A file of the same bytes that an earlier batch recorded: rows of it that are new now were left out then, or differ by
/// what was supplied from outside the file, such as a date that it does not have. Then its movements may count twice.
struct FileAgain {
    /// - Returns: a warning; nil where no living batch recorded the file.
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
