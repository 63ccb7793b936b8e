/// Reads the rows of a query some at a time, within a transaction. COPY would be as fast, but binds no values.
struct RowCursor {
    private let connection: Connection
    private let name: String
    private var rows: QueryRows?
    private var next = 0

    private static let rowsAtOnce = 4000

    /// - Parameter name: tells the cursor from others that are open; a word of the program.
    init(_ connection: Connection, name: String, _ sql: String, _ values: [Connection.Value]) throws {
        self.connection = connection
        self.name = name
        try connection.query("DECLARE \(name) NO SCROLL CURSOR FOR \(sql)", values)
    }

    /// The next row; nil at the end.
    mutating func row() throws -> QueryRow? {
        if let rows, next < rows.count {
            defer { next += 1 }
            return rows[next]
        }
        if let rows, rows.count < Self.rowsAtOnce { return nil }
        let fresh = try connection.query("FETCH \(Self.rowsAtOnce) FROM \(name)")
        rows = fresh
        next = 1
        return fresh.count > 0 ? fresh[0] : nil
    }

    /// Passes all rows.
    static func forEachRow(
        _ connection: Connection,
        name: String,
        _ sql: String,
        _ values: [Connection.Value],
        _ body: (QueryRow) throws -> Void
    ) throws {
        var cursor = try RowCursor(connection, name: name, sql, values)
        while let row = try cursor.row() { try body(row) }
        try cursor.close()
    }

    func close() throws { try connection.run("CLOSE \(name)") }
}
