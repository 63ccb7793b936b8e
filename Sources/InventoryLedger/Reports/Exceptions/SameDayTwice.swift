/// Equal parts of one document on one day, one with a time and one without: perhaps one movement in two files.
struct SameDayTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.sameDayTwice]

    private struct Group: Hashable {
        let key: EventKey
        let day: Int
        let warehouse: Warehouse
        let units: Int64
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let zone = context.view.zone
        return try groups(context).values.compactMap { parts in
            let sorted = parts.sorted(by: ShipmentStory.byTime)
            guard let first = sorted.first, let last = sorted.last, let sku = first.event.sku,
                first.event.mayMean(last.event, in: zone)
            else { return nil }
            let units = first.event.quantity?.units ?? 0
            var exception = LedgerException(
                .sameDayTwice,
                "document \(first.event.document) has \(units.inUnits) of \(sku) once with a day only and once with a time on "
                    + "that day (\(try context.rows(of: sorted))); if they are one movement, undo the file that states it "
                    + "again"
            )
            exception.sku = sku
            exception.warehouse = first.event.warehouse
            exception.document = first.event.document.text
            exception.quantity = units
            exception.since = first.event.occurredAt
            return exception
        }
    }

    /// Live movements of keys with several members, grouped by everything except the time of day.
    private func groups(_ context: ExceptionContext) throws -> [Group: [StoredEvent]] {
        let lookup = try EventLookup(context.view.database, names: context.view.names)
        var groups: [Group: [StoredEvent]] = [:]
        for seq in try members(context.view).sorted() {
            let stored = try lookup.event(seq)
            let key = EventKey(stored.event, stored.ids)
            guard stored.occasion(in: key) != nil, context.view.hasHappened(stored.event.occurredAt),
                let units = stored.event.quantity?.units
            else { continue }
            let group = Group(
                key: key,
                day: context.view.zone.day(of: stored.event.occurredAt),
                warehouse: stored.event.warehouse,
                units: units
            )
            groups[group, default: []].append(stored)
        }
        return groups
    }

    /// The live events whose keys have several, and perhaps a few others.
    private func members(_ view: BookView) throws -> [Int64] {
        var members: [Int64] = []
        var last: KeyEntry?
        var isFirst = true
        try LiveKeys(view.database, names: view.names).forEachEntry { entry in
            if let before = last, before.key == entry.key {
                if isFirst { members.append(before.seq) }
                members.append(entry.seq)
                isFirst = false
            } else {
                isFirst = true
            }
            last = entry
        }
        return members
    }
}
