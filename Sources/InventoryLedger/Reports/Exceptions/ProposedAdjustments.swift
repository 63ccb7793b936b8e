/// The adjustments that were proposed for a count.
enum ProposedAdjustments {
    /// A reader of the numbers of the live ones.
    static func events(_ view: BookView) throws -> LiveEvents<Int64> {
        let routes = try view.routes { $0.key.kind == .stockAdjusted && !$0.key.memo }
        return LiveEvents(of: routes, ["e.route", "e.seq", "e.document", "e.occurred_at"]) { row, _ in
            let isProposed = ProposalNumber(Document(trusted: row.text(2))) != nil
            return isProposed && view.hasHappened(Instant(milliseconds: row.integer(3)))
                ? row.integer(1) : nil
        }
    }
}
