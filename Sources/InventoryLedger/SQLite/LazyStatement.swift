import GRDB

/// A statement that is prepared when it is first needed, and kept by the connection: to prepare one costs more than to run
/// it, and most of those that look up codes are never run by a reader. It is reset before another of the same text is
/// asked.
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
