import GRDB

/// Reverses events of a range of the log in blocks, as files are imported: writing one event at a time takes several
/// times as long.
final class BlockReversal {
    private let log: LogWriter
    private let changed: TakenBackKeys
    private let lookup: EventLookup
    private let rows: RowFeed
    private var names = FileNames()
    private var forms: [FormKey: Int] = [:]
    private var skus: [Int64: Int] = [:]
    private var block = PlainEvents()
    /// The events of the range whose details no block can have.
    private var singles: [Int64] = []

    private static let eventsPerBlock: Int64 = 8192

    /// What the rows of a form have in common.
    private struct FormKey: Hashable {
        let route: Int64
        let source: Int64
        let channel: Int64
        let hasGoods: Bool
        let currency: String?
        /// Empty as a rule.
        let detail: [String]
    }

    /// - Parameter changed: keys whose events are left alone.
    init(_ log: LogWriter, leavingKeysOf changed: TakenBackKeys) throws {
        self.log = log
        self.changed = changed
        lookup = try EventLookup(log.database, names: log.names)
        rows = try RowFeed(
            log.database,
            RowDigest.columns,
            """
            \(RowDigest.source) WHERE e.seq BETWEEN ? AND ? AND e.reverses IS NULL AND d.statement IS NULL
               AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)
            """
        )
    }

    /// Reverses the live events of complete rows in a range.
    ///
    /// - Parameter isKept: asked about each of them, says whether it stays.
    func reverse(_ range: ClosedRange<Int64>, unless isKept: (_ seq: Int64) -> Bool) throws {
        var first = range.lowerBound
        while first <= range.upperBound {
            let last = min(range.upperBound, first &+ (Self.eventsPerBlock - 1))
            try read(first...last)
            try reverseBlock(unless: isKept)
            for seq in singles {
                let stored = try lookup.event(seq)
                guard try !changed.contains(EventKey(stored.event, stored.ids)), !isKept(seq) else {
                    continue
                }
                try log.reverse(stored)
            }
            first = last &+ 1
        }
    }

    private func reverseBlock(unless isKept: (_ seq: Int64) -> Bool) throws {
        let stays = try block.withRange(block.events.indices) { events in
            try events.range.map { place in
                let event = events.all[place]
                return try changed.contains(key(of: event, in: events.bytes)) || isKept(event.reverses)
            }
        }
        if stays.contains(true) {
            block.events = zip(block.events, stays).filter { !$1 }.map(\.0)
        }
        guard !block.events.isEmpty else { return }
        try block.withRange(block.events.indices) { events in
            try log.append(events, names)
            guard !log.needs.isEmpty else { return }
            // Rows of the ledger may depend on what is gone.
            for event in block.events {
                let sku = event.sku < 0 ? nil : names.skus[event.sku].sku
                log.needs.note(event.event(names.forms[event.form].form, sku: sku, in: events.bytes))
            }
        }
    }

    private func key(of event: PlainEvent, in bytes: UnsafeBufferPointer<UInt8>) -> PlainKey {
        PlainKey(event, names.forms[event.form], sku: names.sku(of: event), in: bytes)
    }

    // MARK: Reading

    /// Makes a block of the reversals of a range's events.
    private func read(_ range: ClosedRange<Int64>) throws {
        block = PlainEvents()
        singles.removeAll(keepingCapacity: true)
        if forms.count > Self.eventsPerBlock {
            names.forgetForms(log.names)
            forms.removeAll()
        }
        rows.bind(range.lowerBound, at: 1)
        rows.bind(range.upperBound, at: 2)
        try rows.forEachRow { try add($0) }
    }

    private func add(_ fed: FedRow) throws {
        let row = EventRow(row: fed)
        let seq = try row.number(.seq) ?? 0
        guard row.isPlain else {
            singles.append(seq)
            return
        }
        let (quantity, amount) = (try row.number(.quantity) ?? 0, try row.number(.amount) ?? 0)
        let occurredAt = try row.number(.occurredAt) ?? .min
        guard quantity != .min, amount != .min, Instant.range.contains(Instant(milliseconds: occurredAt))
        else { throw LedgerError(.damaged, "event \(seq) has a number that no event can have; run verify") }
        var event = PlainEvent()
        event.form = try form(row, seq)
        event.sku = try row.number(.sku).map(sku) ?? -1
        event.document = try span(row, EventColumn.document)
        event.line = try span(row, EventColumn.line)
        event.order = try span(row, DetailColumn.order)
        event.tracking = try span(row, DetailColumn.tracking)
        event.quantity = try quantity.negated()
        event.occurredAt = occurredAt
        event.amount = try amount.negated()
        event.reverses = seq
        block.events.append(event)
    }

    private func form(_ row: EventRow, _ seq: Int64) throws -> Int {
        let key = FormKey(
            route: try row.number(.route) ?? 0,
            source: try row.number(.source) ?? 0,
            channel: try row.number(.channel) ?? 0,
            hasGoods: !row.isNull(.quantity),
            currency: row.isNull(.amount) ? nil : try row.text(.currency),
            detail: row.sharedDetail()
        )
        if let known = forms[key] { return known }
        forms[key] = names.forms.count
        try names.add(EventForm(sample: lookup.event(seq).event), names: log.names)
        return names.forms.count - 1
    }

    private func sku(_ id: Int64) throws -> Int {
        if let known = skus[id] { return known }
        skus[id] = names.skus.count
        try names.add(log.names.skus.code(id), names: log.names)
        return names.skus.count - 1
    }

    private func span(_ row: EventRow, _ column: some RowColumn) throws -> PlainEvent.Span {
        var span = PlainEvent.Span.none
        try row.withText(column) { if !$0.isEmpty { span = block.add($0) } }
        return span
    }
}

/// A row with the columns of an event and its detail, as `RowDigest` reads it.
private struct EventRow {
    let row: FedRow

    func number(_ column: EventColumn) throws -> Int64? { try row.number(column.place, column.name) }
    func isNull(_ column: EventColumn) -> Bool { row.isNull(column.place) }
    func text(_ column: EventColumn) throws -> String {
        var text = ""
        try withText(column) { text = String(decoding: $0, as: UTF8.self) }
        return text
    }

    func withText(_ column: some RowColumn, _ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
        try row.withText(column.place, column.name, body)
    }

    /// Whether a block can have all values of the detail.
    var isPlain: Bool { Self.single.allSatisfy { row.isNull($0.place) } }

    private static let single: [DetailColumn] = [
        .statedAt, .skuWritten, .warehouseWritten, .toWarehouseWritten, .part, .units, .statement, .origin,
        .orderSource,
    ]

    /// The values of the detail that the events of a form share; empty if there are none.
    func sharedDetail() -> [String] {
        guard Self.shared.contains(where: { !row.isNull($0.place) }) else { return [] }
        return Self.shared.map { row.isNull($0.place) ? "" : "=" + row.text($0.place) }
    }

    private static let shared: [DetailColumn] = [
        .pedimento, .importerRFC, .mode, .forwarder, .eta, .reason, .note,
    ]
}

private protocol RowColumn {
    /// The place in the row.
    var place: Int { get }
    var name: String { get }
}

extension EventColumn: RowColumn {
    fileprivate var place: Int { Int(rawValue) }
}

extension DetailColumn: RowColumn {
    fileprivate var place: Int { Int(EventColumn.count + rawValue) }
}
