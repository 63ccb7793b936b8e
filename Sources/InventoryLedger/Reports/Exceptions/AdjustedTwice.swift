/// Adjustments proposed for one count, of which a later one does not know an earlier one: both bring the ledger to the
/// count, so together they go beyond it.
struct AdjustedTwice: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.adjustedTwice]
    let needs: Set<ExceptionNeed> = [.adjustments]

    private struct Place: Hashable {
        let sku: Int64
        let route: Int64
        let at: Instant
    }

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        var places: [Place: [(stored: StoredEvent, lastBatch: Int64)]] = [:]
        for stored in try context.adjustments.map(context.event) {
            guard let number = ProposalNumber(stored.event.document) else { continue }
            let place = Place(sku: stored.ids.sku, route: stored.ids.route, at: stored.event.occurredAt)
            places[place, default: []].append((stored, number.lastBatch))
        }
        return try places.values.compactMap { parts in
            let sorted = parts.sorted { $0.stored.statedInBatch < $1.stored.statedInBatch }
            let unaware = zip(sorted, sorted.dropFirst()).first { earlier, later in
                later.lastBatch < earlier.stored.statedInBatch
                    && earlier.stored.statedInBatch < later.stored.statedInBatch
            }
            guard let (earlier, later) = unaware, let sku = later.stored.event.sku else { return nil }
            var exception = LedgerException(
                .adjustedTwice,
                "\(sku) was adjusted twice to the count of \(later.stored.event.warehouse) at "
                    + "\(context.clock(later.stored.event.occurredAt)) "
                    + "(\(try context.rows(of: [earlier.stored, later.stored]))), and the second adjustment was proposed before the first was imported; undo both and propose again"
            )
            exception.sku = sku
            exception.warehouse = later.stored.event.warehouse
            exception.document = later.stored.event.document.text
            exception.quantity = later.stored.event.quantity?.units
            exception.since = later.stored.event.occurredAt
            return exception
        }
    }
}
