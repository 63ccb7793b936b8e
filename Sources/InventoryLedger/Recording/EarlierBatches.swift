/// What the batches of a shared transaction leave to those after them, and to its end.
final class EarlierBatches {
    /// The sums that are not in their tables yet.
    var sums = Sums()
    /// The events that are not in the lists of their months yet.
    var days: [DayEntry] = []
    /// The codes that they looked up or added; nil after a batch that was rolled back, which may have added others.
    var names: Names?
    /// The sources of facts, once a batch was recorded. Reading them takes longer the more batches a ledger has.
    var factSources: FactSources?
}
