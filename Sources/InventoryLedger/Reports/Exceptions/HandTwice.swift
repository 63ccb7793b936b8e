/// Events without a source that a source states too: the same kind, document, SKU, warehouse and units, recorded by hand
/// and imported from a file.
struct HandTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.handTwice]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let view = context.view
        guard let byHand = try view.names.sources.known(.manual) else { return [] }
        var found: [LedgerException] = []
        for document in try documents(view, byHand) {
            let events = document.filter { view.hasHappened($0.event.occurredAt) }
            var others = events.filter { $0.ids.source != byHand }
            for own in events where own.ids.source == byHand {
                // Each event of a file is the twin of one by hand.
                guard let place = others.firstIndex(where: { Self.areAlike(own.event, $0.event) }) else {
                    continue
                }
                found.append(try exception(own, others.remove(at: place), context))
            }
        }
        return found
    }

    private func exception(
        _ own: StoredEvent,
        _ twin: StoredEvent,
        _ context: ExceptionContext
    ) throws -> LedgerException {
        let units = own.event.quantity?.units ?? 0
        var exception = LedgerException(
            .handTwice,
            "\(own.event.kind.rawValue) of \(units.inUnits) in document \(own.event.document) was recorded without a source "
                + "(\(try context.rows(of: [own]))) and by \(twin.event.source) (\(try context.rows(of: [twin]))); if both are "
                + "one, undo one of them"
        )
        exception.sku = own.event.sku
        exception.warehouse = own.event.warehouse
        exception.document = own.event.document.text
        exception.quantity = units
        exception.since = own.event.occurredAt
        return exception
    }

    private static func areAlike(_ one: Event, _ other: Event) -> Bool {
        one.kind == other.kind && one.sku == other.sku && one.warehouse == other.warehouse
            && one.quantity == other.quantity && one.stage == other.stage && one.shipment == other.shipment
            && one.memo == other.memo && one.sku != nil && one.kind != .stockCounted
    }

    /// The live events of each document that has some without a source and some with one.
    private func documents(_ view: BookView, _ byHand: Int64) throws -> [[StoredEvent]] {
        let own = try recorded(view, byHand)
        // The events of a document come together.
        var candidates: [[Int64]] = []
        var document: UInt64?
        var seqs: [Int64] = []
        var hasOwn = false
        var hasOther = false
        func close() {
            if hasOwn, hasOther { candidates.append(seqs) }
            seqs.removeAll(keepingCapacity: true)
            (hasOwn, hasOther) = (false, false)
        }
        try LiveKeys(view.database, names: view.names).forEachEntry { entry in
            let number = KeyHash.document(ofNumber: entry.key)
            if number != document {
                close()
                document = number
            }
            let isByHand = own.contains(entry.seq)
            hasOwn = hasOwn || isByHand
            hasOther = hasOther || !isByHand
            seqs.append(entry.seq)
        }
        close()
        // Different documents may have one number.
        let lookup = try EventLookup(view.database, names: view.names)
        return try candidates.flatMap { seqs in
            Dictionary(grouping: try seqs.sorted().map(lookup.event), by: \.event.document).values
        }
    }

    /// The events without a source.
    private func recorded(_ view: BookView, _ byHand: Int64) throws -> SeqBitmap {
        var seqs = SeqBitmap(upTo: try LogHead.seq(view.database))
        let rows = try RowFeed(view.database, "seq", "FROM event WHERE source = ?")
        rows.bind(byHand, at: 1)
        try rows.forEachRow { seqs.insert($0.integer(0)) }
        return seqs
    }
}
