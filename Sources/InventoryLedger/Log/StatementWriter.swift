import GRDB

/// Writes new statements, many at a time.
final class StatementWriter {
    static let columns = [
        "id", "batch", "row", "document", "source", "sku", "line", "stated_at", "needs", "value", "raw",
        "whole",
    ]
    private static let rowsPerStatement = 32

    private let insertRow: LazyStatement
    private let insertRows: LazyStatement
    /// Rows that are not written yet.
    private var rows: [StatementRow] = []

    init(_ database: Database) {
        func insertion(rows: Int) -> String {
            EventTable.insertion(into: "statement", Self.columns, rows: rows)
        }
        insertRow = LazyStatement(database, insertion(rows: 1))
        insertRows = LazyStatement(database, insertion(rows: Self.rowsPerStatement))
    }

    /// Adds a row, which is written later.
    func add(_ row: StatementRow) throws {
        rows.append(row)
        if rows.count == Self.rowsPerStatement { try save() }
    }

    /// Writes the rows that were added, if any of them is of such a document, which is about to be read.
    func save(ifAnyDocument isRead: (Document) -> Bool) throws {
        if rows.contains(where: { isRead($0.line.document) }) { try save() }
    }

    /// Writes the rows that were added.
    func save() throws {
        let isMany = rows.count == Self.rowsPerStatement
        let statement = isMany ? try insertRows.prepared() : try insertRow.prepared()
        for (place, row) in rows.enumerated() {
            Self.bind(row, to: statement, after: isMany ? place * Self.columns.count : 0)
            if !isMany { try statement.run() }
        }
        if isMany { try statement.run() }
        rows.removeAll(keepingCapacity: true)
    }

    private static func bind(_ row: StatementRow, to statement: RowStatement, after place: Int) {
        let place = Int32(truncatingIfNeeded: place)
        statement.bind(row.id, at: place + 1)
        statement.bind(row.batch, at: place + 2)
        statement.bind(row.row, at: place + 3)
        statement.bind(row.line.document.text, at: place + 4)
        statement.bind(row.line.source, at: place + 5)
        statement.bind(row.line.sku, at: place + 6)
        statement.bind(row.line.line, at: place + 7)
        statement.bind(row.statedAt?.milliseconds, at: place + 8)
        statement.bind(row.needs, at: place + 9)
        statement.bind(row.value, at: place + 10)
        if let raw = row.raw {
            statement.bind(blob: raw, at: place + 11)
        } else {
            statement.bindNull(at: place + 11)
        }
        statement.bind(row.whole.map { $0 ? 1 : 0 }, at: place + 12)
    }
}
