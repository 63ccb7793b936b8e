/// What the batches of a shared transaction leave to those after them, and to its end.
final class EarlierBatches {
    /// What the recorded batches left. A batch that is taken back leaves nothing.
    var left = Left()
    /// The sources of facts, once a batch was recorded. Reading them takes longer the more batches a ledger has.
    var factSources: FactSources?

    struct Left {
        /// The codes that they looked up or added; nil if there may be some that are not in the ledger.
        var names: Names?
        /// The sums that are not in their tables yet.
        var sums = Sums()
        /// The events that are not in the lists of their months yet.
        var days: [DayEntry] = []
        /// The events that are not in the lists of their kinds yet.
        var kinds = KindEntries()
    }
}
