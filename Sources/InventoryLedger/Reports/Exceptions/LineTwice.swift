import GRDB

/// Rows of one SKU in one document of which some bear the id of a line and some do not: one line, perhaps, that two files
/// state in two ways.
struct LineTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.lineTwice]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let lookup = try EventLookup(context.view.database, names: context.view.names)
        return try groups(context.view).compactMap { seqs in
            let parts = try seqs.map(lookup.event).filter { context.view.hasHappened($0.event.occurredAt) }
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

    /// The live events of each source, kind, document and SKU that has both.
    private func groups(_ view: BookView) throws -> [[Int64]] {
        // In the order of the keys, so what belongs together comes together, and rows without a line first.
        let rows = try RowFeed(view.database, "document, scope, sku, line, seq", "FROM live_key")
        var groups: [[Int64]] = []
        // The key of the open group, which begins with a row without a line.
        var document: [UInt8] = []
        var key = (scope: Int64(0), sku: Int64(0))
        var seqs: [Int64] = []
        func close() {
            if seqs.count > 1 { groups.append(seqs) }
            seqs.removeAll(keepingCapacity: true)
        }
        try rows.forEachRow { row in
            let isOfGroup =
                !seqs.isEmpty && row.integer(1) == key.scope && row.integer(2) == key.sku
                && row.text(0, hasBytes: document)
            if isOfGroup { return seqs.append(row.integer(4)) }
            if !seqs.isEmpty { close() }
            guard row.isEmpty(3) else { return }
            row.copyText(0, to: &document)
            key = (row.integer(1), row.integer(2))
            seqs.append(row.integer(4))
        }
        close()
        return groups
    }
}
