import GRDB

/// A statement that is prepared on first use and cached by the connection. Preparing costs more than running, and
/// readers never run most of the statements that look up codes. It is reset before another one with the same text is
/// used.
final class LazyStatement {
    private let database: Database
    private let sql: String
    private var made: RowStatement?

    /// - Parameter database: must outlive the statement.
    init(_ database: Database, _ sql: String) {
        self.database = database
        self.sql = sql
    }

    func prepared() throws -> RowStatement {
        if let made { return made }
        let fresh = try RowStatement(database, sql)
        made = fresh
        return fresh
    }
}
