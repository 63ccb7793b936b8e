import GRDB

/// A row that cannot be understood until the ledger knows more, as in its file.
public struct WaitingRow: Sendable {
    /// Why a row waits.
    public enum Reason: Hashable, Sendable {
        /// The ledger has no order or shipment of the number.
        case unknown
        /// Several sources have an order of this number, and none of them is the row's own.
        case ambiguousOrder([Source])
        /// Several sources have an order of this number, and rows of another one do not say which order they are about.
        case sharedOrder(by: Source, among: [Source])
        /// The order or shipment is known, but not which of its goods the row means.
        case unclearGoods
        /// The row states a line by its id, without a SKU.
        case noSKU
        /// The row states a line without units.
        case noUnits
        /// The row may mean one of several lines of a SKU.
        case ambiguousLine
        /// The row is recorded, as one of several cancelled lines of which only some were shipped.
        case uncertainDispatch
    }

    /// The batch whose file had the row.
    public let batch: Int64
    /// The file that the row came from.
    public let file: String?
    /// From 1; nil for a row recorded by hand.
    public let row: Int64?
    /// The source of the row.
    public let source: Source
    /// The document that the row is of.
    public let document: Document
    /// The line's id, if the row has one.
    public let line: Line?
    /// The SKU as the file wrote it; nil if the row names none.
    public let sku: SKU?
    /// The warehouse, if the row names one.
    public let warehouse: Warehouse?
    /// The units, if the row states them.
    public let quantity: Quantity?
    /// When the row was recorded.
    public let since: Instant
    /// Why the row waits.
    public let reason: Reason
    /// The order or shipment that the row waits for; nil if it waits for a fuller statement of its own document.
    package let need: Statement.Need?
    /// The source of the order that the row waits for, if the row names it.
    package let orderSource: Source?
    /// The row's bytes; empty for a row recorded by hand.
    public let raw: [UInt8]
}

extension Ledger {
    /// The rows that wait for an order, a shipment or a fuller statement of their line, in order.
    ///
    /// A row leaves the list in the transaction that brings what it needs, and returns if that is undone.
    public func waitingRows() throws -> [WaitingRow] {
        try read { try WaitingRow.all($0).filter { $0.reason != .uncertainDispatch } }
    }
}

extension WaitingRow {
    static func all(_ database: Database) throws -> [WaitingRow] {
        let names = try Names(database)
        let finder = try WaitingRowFinder(database, names: names)
        let batches = Dictionary(try BatchTable.fetch(database).map { ($0.id, $0) }) { $1 }
        let table = try StatementTable(database, names: names)
        let select = try StatementTable.selectAll(
            database,
            """
            WHERE needs IS NOT NULL OR id IN (SELECT statement FROM ambiguous_line) ORDER BY id
            """
        )
        var rows: [WaitingRow] = []
        while try select.next() {
            let row = StatementTable.row(select)
            guard table.holds(row), let batch = batches[row.batch] else { continue }
            let statement = try table.statement(row)
            guard let reason = try finder.reason(row, statement) else { continue }
            rows.append(
                WaitingRow(
                    batch: row.batch,
                    file: batch.file,
                    row: row.row,
                    source: statement.fields.source,
                    document: row.line.document,
                    line: statement.fields.line,
                    sku: statement.fields.sku,
                    warehouse: statement.fields.warehouse,
                    quantity: statement.fields.quantity,
                    since: batch.recordedAt,
                    reason: reason,
                    need: reason == .ambiguousLine ? nil : statement.need,
                    orderSource: statement.fields.detail.orderSource,
                    raw: row.raw ?? []
                )
            )
        }
        return rows
    }
}

/// Finds out from the log alone whether rows wait, and why.
final class WaitingRowFinder {
    private let table: StatementTable
    private let orders: OrderFacts
    private let full: FullRows
    private let ambiguous: Set<Int64>
    private let codes: CodeBook
    private let selectLive: RowStatement
    private let keys: LiveKeys

    init(_ database: Database, names: Names) throws {
        table = try StatementTable(database, names: names)
        keys = LiveKeys(database, names: names)
        orders = try OrderFacts(database, names: names, keys: keys)
        full = try FullRows(database, names: names, keys: keys)
        ambiguous = try AmbiguousLines(database).ids
        codes = try CodeBook(database)
        selectLive = try RowStatement(
            database,
            """
            SELECT 1 FROM event_detail d WHERE d.statement = ?
               AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = d.seq) LIMIT 1
            """
        )
    }

    /// Why a row waits; nil if it does not.
    func reason(_ row: StatementRow, _ statement: Statement) throws -> WaitingRow.Reason? {
        let isAmbiguous = ambiguous.contains(row.id)
        if isAmbiguous, row.whole != true { return .ambiguousLine }
        guard isAmbiguous || statement.need != nil else { return nil }
        let held = try table.rows(row.line.group).held
        let entries = try held.filter { !$0.isIgnored }.map(table.entry)
        let hasID = row.line.group.hasID
        guard statement.isReference else {
            let group = StatedGroup(
                entries.filter { !$0.statement.isReference },
                hasID: hasID,
                whole: try table.wholeExports(row.line.document, source: row.line.source)
                    .without(held.filter(\.isIgnored))
            )
            if isAmbiguous { return group.unclear.contains(row.id) ? .ambiguousLine : .uncertainDispatch }
            return try group.line(of: row.id).flatMap { try reason(group.lines[$0]) }
        }
        let references = StatedReferences.all(entries.filter(\.statement.isReference), hasID: hasID)
        guard let reference = references.first(where: { $0.entries.contains { $0.id == row.id } }),
            try !reference.entries.contains(where: { try isLive($0.id) })
        else { return nil }
        for consequence in reference.consequences() {
            if let reason = try reason(consequence) { return reason }
        }
        return nil
    }

    /// Why a line waits, unless another row supplies what this one left out.
    private func reason(_ line: StatedLine) throws -> WaitingRow.Reason? {
        for consequence in line.consequences() {
            if consequence.needsQuantity, line.isOfNothing { continue }
            if consequence.fields.sku == nil { return .noSKU }
            if consequence.needsQuantity, try orders.units(consequence.fields) == nil { return .noUnits }
        }
        return nil
    }

    private func reason(_ consequence: StatedLine.Consequence) throws -> WaitingRow.Reason? {
        let fields = consequence.fields
        guard fields.sku == nil || consequence.needsQuantity else { return nil }
        if try full.cover(fields) { return nil }
        if fields.kind == .customsReleased, let shipment = fields.shipment {
            let dispatches = try keys.seqs(
                of: Document(trusted: shipment.text),
                kinds: [.shipmentDispatched, .transferDispatched]
            )
            return dispatches.isEmpty ? .unknown : .unclearGoods
        }
        guard let order = fields.kind == .returnReceived ? fields.detail.order : fields.document else {
            return .unknown
        }
        switch try orders.left(
            order,
            asking: fields.source,
            of: fields.detail.orderSource,
            for: fields.kind,
            except: []
        ) {
        case .unknown: return .unknown
        case .ambiguous(let sources): return .ambiguousOrder(sources)
        case .shared(let source, let among): return .sharedOrder(by: source, among: among)
        case .left(let left): return consequence.completed(left, codes) == nil ? .unclearGoods : nil
        }
    }

    private func isLive(_ statement: Int64) throws -> Bool {
        selectLive.bind(statement, at: 1)
        defer { selectLive.reset() }
        return try selectLive.next()
    }
}

extension WaitingRow {
    /// The row as lists name it: its batch and, unless it was recorded by hand, its place in the file, such as `12:7`.
    public var name: String { DismissedRow(batch: batch, row: row).subject }

    /// Why the row waits and which file would resolve it, in one sentence.
    public var message: String {
        let place = [file ?? "batch \(batch)", row.map { String($0) }].compactMap { $0 }.joined(
            separator: ":"
        )
        let about =
            switch need {
            case .order(let document)?:
                orderSource.map { "order \(document) of \($0)" } ?? "order \(document)"
            case .shipment(let shipment)?: "shipment \(shipment)"
            case nil: "document \(document)"
            }
        switch reason {
        case .unknown:
            return "\(place) waits for \(about); import the file that has it"
        case .ambiguousOrder(let sources):
            let names = sources.map(\.text).joined(separator: " and ")
            return "\(place) is ambiguous: \(names) both have \(about); name one of them in order_source"
        case .sharedOrder(let source, let among):
            let names = among.map(\.text).joined(separator: " and ")
            return
                "\(place) waits: \(names) both have \(about), and rows of \(source) do not say which of the two they are "
                + "about; name it in order_source of those rows"
        case .unclearGoods:
            return
                "\(place) refers to \(about) without saying which of its goods; state SKU and units in a corrected row"
        case .noSKU:
            return
                "\(place) states line \(line?.text ?? "") of document \(document) without a SKU; import a later file "
                + "that names the SKU of that line"
        case .noUnits:
            return
                "\(place) states \(sku?.text ?? "a line") of document \(document) without units; import a file that "
                + "states them"
        case .ambiguousLine:
            return
                "\(place) may mean more than one line of \(sku?.text ?? "a SKU") in document \(document), so it "
                + "changes nothing; import an export that lists every line of the document"
        case .uncertainDispatch:
            return
                "\(place) is one of several cancelled lines of \(sku?.text ?? "a SKU") in document \(document), of which "
                + "only some were shipped; nothing tells which, so check the stock of the SKU"
        }
    }
}
