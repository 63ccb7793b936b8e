import GRDB

/// Inserts rows into a table, many per statement, because running a statement costs more than inserting a row, and
/// rows in key order are appended without a search.
struct ManyRows {
    private let database: Database
    private let insert: String
    private let columns: Int
    private let conflict: String
    private let one: RowStatement
    /// Created only for many rows.
    private var many: RowStatement?

    private static let rowsPerStatement = 64

    /// - Parameters:
    ///   - insert: `INSERT INTO table (columns)`.
    ///   - columns: the number of columns.
    ///   - conflict: the conflict clause; empty by default.
    init(_ database: Database, _ insert: String, columns: Int, conflict: String = "") throws {
        self.database = database
        self.insert = insert
        self.columns = columns
        self.conflict = conflict
        one = try Self.statement(database, insert, columns, rows: 1, conflict)
    }

    /// Inserts rows.
    ///
    /// - Parameter bind: binds the values of a row, starting with the given parameter.
    mutating func insert<Row>(
        _ rows: [Row],
        _ bind: (Row, RowStatement, _ first: Int32) throws -> Void
    ) throws {
        var next = 0
        if rows.count >= Self.rowsPerStatement {
            let many =
                try self.many
                ?? Self.statement(database, insert, columns, rows: Self.rowsPerStatement, conflict)
            self.many = many
            while rows.count - next >= Self.rowsPerStatement {
                for offset in 0..<Self.rowsPerStatement {
                    try bind(rows[next + offset], many, Int32(truncatingIfNeeded: offset * columns + 1))
                }
                try many.run()
                next += Self.rowsPerStatement
            }
        }
        for row in rows[next...] {
            try bind(row, one, 1)
            try one.run()
        }
    }

    private static func statement(
        _ database: Database,
        _ insert: String,
        _ columns: Int,
        rows: Int,
        _ conflict: String
    ) throws -> RowStatement {
        let row = "(" + Array(repeating: "?", count: columns).joined(separator: ", ") + ")"
        let values = Array(repeating: row, count: rows).joined(separator: ", ")
        return try RowStatement(database, "\(insert) VALUES \(values) \(conflict)")
    }
}
