import GRDB

/// A row that the book does not know enough to understand yet, kept as its file had it.
public struct WaitingRow: Sendable {
    public let batch: Int64
    public let file: String?
    /// From 1; nil for a row by hand.
    public let row: Int64?
    public let source: Source
    public let document: Document
    public let sku: SKU?
    public let warehouse: Warehouse?
    public let quantity: Quantity?
    /// When the ledger learned of it.
    public let since: Instant
    /// What it waits for.
    public let need: Statement.Need
    /// The row's bytes; empty for a row by hand.
    public let raw: [UInt8]
}

extension Ledger {
    /// The rows that wait for an order or a shipment, in the order they came.
    ///
    /// A row leaves the list in the transaction that brings what it waits for, and returns to it when that is undone.
    public func waitingRows() throws -> [WaitingRow] {
        try read { database in
            let names = try Names(database)
            let table = try StatementTable(database, names: names)
            let batches = Dictionary(try BatchTable.fetch(database).map { ($0.id, $0) }) { $1 }
            let takenBack = try Declarations.batchesTakenBack(database)
            let orders = try OrderFacts(database, names: names)
            let full = try FullRows(database, names: names)
            /// Whether the book does not know yet what a row left out.
            func isOpen(_ consequence: StatedLine.Consequence) throws -> Bool {
                let fields = consequence.fields
                guard fields.sku == nil || consequence.needsQuantity else { return false }
                if try full.tell(fields) { return false }
                guard fields.kind != .customsReleased,
                    let order = fields.kind == .returnReceived ? fields.detail.order : fields.document
                else { return true }
                let lines = try orders.lines(order, asking: fields.source, for: fields.kind, except: [])
                return consequence.completed(lines) == nil
            }
            let select = try StatementTable.selectAll(
                database,
                """
                WHERE needs IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM statement l JOIN event_detail d ON d.statement = l.id
                     WHERE l.document = statement.document AND l.source = statement.source AND l.sku = statement.sku
                       AND l.line = statement.line
                       AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = d.seq))
                 ORDER BY id
                """
            )
            var rows: [WaitingRow] = []
            while try select.next() {
                let row = StatementTable.row(select)
                guard !takenBack.contains(row.batch), let batch = batches[row.batch] else { continue }
                let statement = try table.statement(row)
                guard let need = statement.need else { continue }
                // Another row of the line may have said what this one left out.
                let line = StatedLine(
                    try table.rows(row.line).map {
                        StatedLine.Told(id: $0.id, statement: try table.statement($0))
                    }
                )
                guard try line.consequences().contains(where: isOpen) else {
                    continue
                }
                rows.append(
                    WaitingRow(
                        batch: row.batch,
                        file: batch.file,
                        row: row.row,
                        source: statement.fields.source,
                        document: row.line.document,
                        sku: statement.fields.sku,
                        warehouse: statement.fields.warehouse,
                        quantity: statement.fields.quantity,
                        since: batch.recordedAt,
                        need: need,
                        raw: row.raw ?? []
                    )
                )
            }
            return rows
        }
    }
}
