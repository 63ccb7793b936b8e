import GRDB

/// The rows of a file with the schema of a ledger, in the columns in which they are exchanged.
struct RecordedRows {
    private let database: Database
    private let names: Names

    init(_ database: Database, _ names: Names) {
        self.database = database
        self.names = names
    }

    /// Passes the rows of a table that belong to some batches; of the log, the events with some numbers.
    func forEachRow(
        of table: RecordedTable,
        _ numbers: ClosedRange<Int64>,
        _ body: (any RecordedRow) throws -> Void
    ) throws {
        let statement = try RowStatement(database, Self.selection(table))
        statement.bind(numbers.lowerBound, at: 1)
        statement.bind(numbers.upperBound, at: 2)
        let row = StatementValues(statement: statement)
        while try statement.next() { try body(row) }
    }

    private static func selection(_ table: RecordedTable) -> String {
        if table.name == RecordedTable.event.name {
            let columns =
                EventColumn.allCases.map { "e.\($0.name)" }
                + DetailColumn.allCases.dropFirst().map { "d.\($0.name)" }
            return
                "SELECT \(columns.joined(separator: ", ")) FROM event e LEFT JOIN event_detail d ON d.seq = e.seq "
                + "WHERE e.seq BETWEEN ? AND ? ORDER BY e.seq"
        }
        let key = table.name == RecordedTable.batch.name ? "id" : "batch"
        let columns = table.columns.map { column in
            switch (table.name, column.name) {
            case ("batch", "batch"): "id"
            case ("rejected_row", "n"): "row_number() OVER (PARTITION BY batch ORDER BY id)"
            default: "\"\(column.name)\""
            }
        }
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \"\(table.name)\" WHERE \(key) BETWEEN ? AND ? ORDER BY 1, 2"
    }

    /// A code.
    func code(_ id: Int64, _ kind: RecordedCode) throws -> String {
        switch kind {
        case .sku: try names.skus.code(id).text
        case .warehouse: try names.warehouses.code(id).text
        case .shipment: try names.shipments.code(id).text
        case .source: try names.sources.code(id).text
        case .channel: try names.channels.code(id).text
        }
    }
}

/// The current row of a statement.
private struct StatementValues: RecordedRow {
    let statement: RowStatement

    func integer(_ place: Int) -> Int64? { statement.optionalInteger(Int32(truncatingIfNeeded: place)) }

    func withBytes<T>(_ place: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
        let column = Int32(truncatingIfNeeded: place)
        if statement.isNull(column) { return try body(nil) }
        return try statement.blob(column).withUnsafeBytes { try body($0) }
    }
}
