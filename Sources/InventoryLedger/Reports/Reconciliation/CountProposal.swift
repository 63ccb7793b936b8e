import Foundation
import GRDB

extension Ledger {
    /// The adjustments that bring the ledger to the counts, in order of time. Goods on the way have none, because a
    /// receipt or a shortage settles them. Sums of stages are adjusted in available.
    ///
    /// A place with different counts at one instant has none, because nobody says which count is right.
    ///
    /// Each takes the previous ones into account, so two counts that miss the same units lead to one adjustment.
    /// Their numbers contain the state of the ledger, so that a later proposal is not mistaken for an earlier one.
    public func adjustments(for reconciled: [Reconciliation]) throws -> [Event] {
        var adjusted: [CountedPosition: [Stage: Int64]] = [:]
        var events: [Event] = []
        // A count of available is more precise than a sum that includes it.
        let available = Set(
            reconciled.map(\.assertion).filter { $0.stage == .available }.map { $0.counting(0) }
        )
        let counted = Dictionary(grouping: Set(reconciled.map(\.assertion))) { $0.counting(0) }
        for row in reconciled.sorted(by: Self.byTime) {
            let assertion = row.assertion
            guard counted[assertion.counting(0)]?.count == 1 else { continue }
            guard !Stage.onTheWay.contains(assertion.stage) else { continue }
            if assertion.stage.isSum, available.contains(assertion.counting(0, at: .available)) { continue }
            let position = CountedPosition(sku: assertion.sku, warehouse: assertion.warehouse)
            var before: Int64 = 0
            for (stage, units) in adjusted[position] ?? [:]
            where assertion.stage.includes(stage.rawValue) { before = try before.adding(units) }
            let book = try row.book.adding(before)
            let missing = try assertion.units.adding(book.negated())
            guard missing != 0 else { continue }
            let stage: Stage = assertion.stage.isSum ? .available : assertion.stage
            adjusted[position, default: [:]][stage] = try (adjusted[position]?[stage] ?? 0).adding(missing)
            events.append(
                try .stockAdjusted(
                    ProposalNumber(of: assertion, lastBatch: row.lastBatch).document,
                    sku: assertion.sku,
                    quantity: Quantity(missing),
                    warehouse: assertion.warehouse,
                    stage: stage,
                    reason: "count: \(assertion.units), book: \(book)",
                    occurredAt: assertion.at
                )
            )
        }
        return events
    }

    private struct CountedPosition: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    /// By time, and at one instant single stages before the sums that include them.
    private static func byTime(_ lhs: Reconciliation, _ rhs: Reconciliation) -> Bool {
        let (one, other) = (lhs.assertion, rhs.assertion)
        if one.at != other.at { return one.at < other.at }
        if one.stage.isSum != other.stage.isSum { return !one.stage.isSum }
        return (one.sku, one.warehouse, one.stage.rawValue) < (
            other.sku, other.warehouse, other.stage.rawValue
        )
    }
}

/// The number of a proposed adjustment: the count, and the last batch that the proposal knows.
struct ProposalNumber {
    let document: Document
    let lastBatch: Int64

    private static let mark = " after batch "

    init(of count: StockAssertion, lastBatch: Int64) throws(FieldProblem) {
        document = try Document("count \(count.warehouse) \(count.at)\(Self.mark)\(lastBatch)")
        self.lastBatch = lastBatch
    }

    /// Nil if the document is not a proposal.
    init?(_ document: Document) {
        guard document.text.hasPrefix("count "),
            let mark = document.text.range(of: Self.mark, options: .backwards),
            let batch = Int64(document.text[mark.upperBound...])
        else { return nil }
        self.document = document
        lastBatch = batch
    }
}

extension Stage {
    /// Whether it is a sum of stages.
    fileprivate var isSum: Bool { self == .sellable || self == .onHand }
}
