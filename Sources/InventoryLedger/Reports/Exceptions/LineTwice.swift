/// Rows of one SKU in one document of which some bear the id of a line and some do not: one line, perhaps, that two files
/// state in two ways.
struct LineTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.lineTwice]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        try groups(context.view).compactMap { group in
            let parts = group.filter { context.view.hasHappened($0.event.occurredAt) }
            let bare = parts.filter { $0.event.line == nil }
            let named = parts.filter { $0.event.line?.namesGroup == false }
            // An order has its lines once; of movements, only those that agree may be one.
            let pair = bare.lazy.compactMap { part in
                named.first { Self.mayBeOne(part, $0, in: context.view.zone) }.map { (part, $0) }
            }.first
            guard let (one, other) = pair, let sku = one.event.sku, let units = one.event.quantity?.units
            else {
                return nil
            }
            var exception = LedgerException(
                .lineTwice,
                "\(one.event.kind.rawValue) of \(sku) stands in document \(one.event.document) with the line "
                    + "\(other.event.line?.text ?? "") (\(try context.rows(of: [other]))) and without a line "
                    + "(\(try context.rows(of: [one]))); if they are one, undo the file that states it without"
            )
            exception.sku = sku
            exception.warehouse = one.event.warehouse
            exception.document = one.event.document.text
            exception.quantity = units
            exception.since = one.event.occurredAt
            return exception
        }
    }

    private static func mayBeOne(_ bare: StoredEvent, _ named: StoredEvent, in zone: BusinessZone) -> Bool {
        if bare.statement != nil, named.statement != nil { return true }
        let (one, other) = (bare.event, named.event)
        return one.quantity == other.quantity && one.warehouse == other.warehouse
            && (one.occurredAt == other.occurredAt
                || zone.day(of: one.occurredAt) == zone.day(of: other.occurredAt))
    }

    /// The live events of each source, kind, document and SKU that has both, those without a line first.
    private func groups(_ view: BookView) throws -> [[StoredEvent]] {
        // What belongs together comes together, and rows without a line first.
        var candidates: [[Int64]] = []
        var seqs: [Int64] = []
        var goods: UInt64?
        var hasLine = false
        func close() {
            if hasLine { candidates.append(seqs) }
            seqs.removeAll(keepingCapacity: true)
            hasLine = false
        }
        try LiveKeys(view.database, names: view.names).forEachEntry { entry in
            let own = KeyHash.goods(ofNumber: entry.key)
            if own != goods {
                close()
                goods = own
            }
            let isBare = KeyHash.hasNoLine(entry.key)
            guard isBare || !seqs.isEmpty else { return }
            seqs.append(entry.seq)
            hasLine = hasLine || !isBare
        }
        close()
        // Different goods may have one number.
        let lookup = try EventLookup(view.database, names: view.names)
        return try candidates.flatMap { seqs in
            Dictionary(grouping: try seqs.map(lookup.event)) { Goods(EventKey($0.event, $0.ids)) }.values.map
            {
                $0.sorted { ($0.event.line?.text ?? "", $0.seq) < ($1.event.line?.text ?? "", $1.seq) }
            }
        }
    }

    private struct Goods: Hashable {
        let document: Document
        let scope: Int64
        let sku: Int64

        init(_ key: EventKey) { (document, scope, sku) = (key.document, key.scope, key.sku) }
    }
}
