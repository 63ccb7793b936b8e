/// plain events -> log, many at a time if their keys are new.
///
/// Most files are either entirely new or mostly known. So events are first treated as new: all their keys are searched
/// for at once, in their order. Only if one of them exists is each row checked by itself. Known rows are recognized without
/// a search while they come in the ledger's order.
final class PlainAppender {
    private let log: LogWriter
    private let keys: LiveKeys
    private let scan: BookScan
    private var names = FileNames()
    private var entries: [KeyEntry] = []

    /// Whether the file has receipts that name no shipment.
    private var hasReceipts = false

    private var takesForNew = true
    /// Consecutive new rows among those checked one by one.
    private var newInARow = 0
    private static let newInARowMin = 1000
    /// Fewer rows are not worth the preparation.
    private static let manyMin = 16

    init(_ log: LogWriter) throws {
        self.log = log
        keys = log.keys
        scan = try BookScan(log.database, last: log.head.seq)
    }

    /// Looks up the new forms and SKUs of a block.
    func learn(_ block: PlainEvents, admitting admit: (Event) throws -> Void) throws {
        if block.forgetsForms { names.forgetForms(log.names) }
        for form in block.newForms {
            try admit(form.sample)
            try names.add(form, names: log.names)
            if form.sample.kind.isDispatch { log.shipments.expect(form.sample.document) }
            hasReceipts = hasReceipts || form.sample.mayFindShipment
        }
        for sku in block.newSKUs { try names.add(sku, names: log.names) }
    }

    /// The form of an event and its SKU; nil for none.
    func look(_ event: PlainEvent) -> (form: FormIDs, sku: (sku: SKU, id: Int64)?) {
        (names.forms[event.form], event.sku < 0 ? nil : names.skus[event.sku])
    }

    /// The positions of receipts whose document may be the number of a shipment.
    func mayFindShipment(_ events: PlainRange) throws -> [Int] {
        guard hasReceipts else { return [] }
        return try events.range.filter { place in
            let event = events.all[place]
            return try names.forms[event.form].mayFindShipment
                && log.shipments.mayHave(Document(trusted: event.document.text(in: events.bytes)))
        }
    }

    /// Appends the events of a range if none of their keys is live. Returns false, with nothing done, if one is or
    /// may be.
    func appendAsNew(_ events: PlainRange) throws -> Bool {
        guard takesForNew, events.count >= Self.manyMin else { return false }
        guard try addKeys(of: events) else {
            takesForNew = false
            newInARow = 0
            return false
        }
        try log.append(events, names)
        return true
    }

    /// Notes whether a row that was checked by itself was new.
    func note(isNew: Bool) {
        newInARow = isNew ? newInARow + 1 : 0
        if newInARow >= Self.newInARowMin { takesForNew = true }
    }

    /// Ends the reading of the ledger until a row restates an event.
    func pause() { scan.leave() }

    /// Expects the next row to restate the event after this one; nil if the last row restated none.
    func follow(_ seq: Int64?) {
        if let seq { scan.follow(seq) }
    }

    /// The event that a row restates, if it is the one after the last restated event.
    func statedNext(_ event: PlainEvent, in bytes: UnsafeBufferPointer<UInt8>) throws -> Int64? {
        try scan.takeIfStated(event, names.forms[event.form], sku: names.sku(of: event), in: bytes)
    }

    /// Adds the keys of events with their future numbers, or none if one of them is live.
    private func addKeys(of events: PlainRange) throws -> Bool {
        let hash = try keys.hash()
        let first = log.lastSeq + 1 - Int64(events.range.lowerBound)
        entries.removeAll(keepingCapacity: true)
        // Rows of a document are mostly side by side.
        var document: (span: PlainEvent.Span, number: UInt64)?
        for place in events.range {
            let event = events.all[place]
            let key = key(of: event, in: events.bytes)
            let number: UInt64
            if let document, document.span.compare(event.document, in: events.bytes) == 0 {
                number = document.number
            } else {
                number = hash.document(key.document)
                document = (event.document, number)
            }
            entries.append(KeyEntry(key: hash.number(document: number, key), seq: first + Int64(place)))
        }
        entries.sortFromLog()
        return try keys.add(entries, after: log.head.seq) { seq in
            key(of: events.all[Int(seq - first)], in: events.bytes)
        }
    }

    private func key(of event: PlainEvent, in bytes: UnsafeBufferPointer<UInt8>) -> PlainKey {
        PlainKey(event, names.forms[event.form], sku: names.sku(of: event), in: bytes)
    }
}
