/// plain events -> log, many at a time if their keys are new.
///
/// Most files are either entirely new or mostly known. So events are first treated as new: all their keys are added
/// at once, in key order. Only if one of them exists is each row checked by itself. Known rows are recognized without
/// a search while they come in the ledger's order.
final class PlainAppender {
    private let log: LogWriter
    private let keys: LiveKeys
    private let scan: BookScan
    private var names = FileNames()
    private var entries: [LiveKeys.Entry] = []
    /// Whether the ledger has live events of the document whose keys are collected; nil if not looked up yet.
    private var documentIsKnown: Bool?

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
        }
        for sku in block.newSKUs { try names.add(sku, names: log.names) }
    }

    /// The form of an event and its SKU; nil for none.
    func look(_ event: PlainEvent) -> (form: FormIDs, sku: (sku: SKU, id: Int64)?) {
        (names.forms[event.form], event.sku < 0 ? nil : names.skus[event.sku])
    }

    /// Appends the events of a range if none of their keys is live. Returns false, with nothing done, if one is or
    /// may be.
    ///
    /// - Parameter byKey: the positions of all events in key order.
    func appendAsNew(_ events: PlainRange, byKey: [Int32]) throws -> Bool {
        guard takesForNew, events.count >= Self.manyMin else { return false }
        guard try collect(events.places(byKey), of: events), try keys.insert(entries) else {
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

    /// Collects the keys of events with their future numbers. Returns false if the ledger or another row has one of
    /// them.
    private func collect(_ places: [Int32], of events: PlainRange) throws -> Bool {
        entries.removeAll(keepingCapacity: true)
        var first = 0
        var document: PlainEvent.Span?
        while first < places.count {
            // Keys that differ only in what the order ignores are adjacent.
            let head = events.all[Int(places[first])]
            if document.map({ $0.compare(head.document, in: events.bytes) != 0 }) ?? true {
                document = head.document
                documentIsKnown = log.lastSeq > 0 ? nil : false
            }
            var end = first + 1
            while end < places.count,
                events.all[Int(places[end])].hasSameTexts(as: head, in: events.bytes)
            { end += 1 }
            if end == first + 1 {
                guard try add(entry(Int(places[first]), events), after: nil) else { return false }
            } else if try !collect(alike: places[first..<end], of: events) {
                return false
            }
            first = end
        }
        return true
    }

    private func collect(alike places: ArraySlice<Int32>, of events: PlainRange) throws -> Bool {
        let alike = places.map { entry(Int($0), events) }
            .sorted { ($0.key.scope, $0.key.shipment, $0.seq) < ($1.key.scope, $1.key.shipment, $1.seq) }
        var last: LiveKeys.Entry?
        for entry in alike {
            guard try add(entry, after: last) else { return false }
            last = entries.last
        }
        return true
    }

    private func entry(_ place: Int, _ events: PlainRange) -> LiveKeys.Entry {
        let event = events.all[place]
        return LiveKeys.Entry(
            key: PlainKey(event, names.forms[event.form], sku: names.sku(of: event), in: events.bytes),
            n: 0,
            seq: log.lastSeq + 1 + Int64(place - events.range.lowerBound)
        )
    }

    /// Whether the ledger has live events of a key's document. Rows without ids have few documents, so one look-up
    /// for each shows that most rows are new.
    private func knows(documentOf key: PlainKey) throws -> Bool {
        if let documentIsKnown { return documentIsKnown }
        let isKnown = try keys.has(document: key.document)
        documentIsKnown = isKnown
        return isKnown
    }

    /// Adds a key, as a further member if it equals the previous one.
    private func add(_ entry: LiveKeys.Entry, after last: LiveKeys.Entry?) throws -> Bool {
        var entry = entry
        if let last, last.key.equals(entry.key) {
            guard entry.key.isOfGroup else { return false }
            entry.n = last.n &+ 1
        } else if entry.key.isOfGroup, try knows(documentOf: entry.key), let group = try keys.group(entry.key)
        {
            guard group.firstSeq > log.head.seq else { return false }
            entry.n = group.last &+ 1
        }
        entries.append(entry)
        return true
    }
}
