/// What an undo is to record again: the events that a batch reversed, each with what the batch put in its place.
///
/// A batch records a replacement right behind the reversal that makes room for it.
struct RestorePlan {
    /// By number, ascending: what was replaced by an event that lived until now, and what was taken away without
    /// replacement.
    let restorable: [Int64]
    /// What was taken away without replacement.
    let isUnpaired: SeqBitmap
    let hasUnpaired: Bool
    /// What the batch recorded in the place of something else.
    let isReplacement: SeqBitmap

    /// - Parameter taken: the events of the batch that lived until its undo.
    init(_ log: LogWriter, _ span: BatchSpan, _ taken: SeqBitmap) throws {
        var pairs: [(replaced: Int64, by: Int64)] = []
        var unpaired: [Int64] = []
        var isReplacement = SeqBitmap()
        var reversal: (seq: Int64, of: Int64, key: EventKey)?
        func endReversal() {
            // What the batch itself had recorded was never in the book without it.
            if let reversal, reversal.of < span.first { unpaired.append(reversal.of) }
            reversal = nil
        }
        // What follows from statements comes and goes with them.
        let isInFull = """
            AND d.statement IS NULL
            AND NOT EXISTS (SELECT 1 FROM event_detail v WHERE v.seq = e.reverses AND v.statement IS NOT NULL)
            """
        let isBehindReversal =
            "EXISTS (SELECT 1 FROM event p WHERE p.seq = e.seq - 1 AND p.reverses IS NOT NULL)"
        try span.forEachEvent(log, "AND (e.reverses IS NOT NULL OR \(isBehindReversal)) \(isInFull)") {
            stored in
            let key = EventKey(stored.event, stored.ids)
            if let reversed = stored.reverses {
                endReversal()
                reversal = (stored.seq, reversed, key)
            } else if let open = reversal, open.seq == stored.seq - 1, open.key == key {
                pairs.append((open.of, stored.seq))
                isReplacement.insert(stored.seq)
                reversal = nil
            } else {
                endReversal()
            }
        }
        endReversal()
        // A replacement that the same batch replaced again stands for its last one.
        let inside = Dictionary(
            pairs.filter { $0.replaced >= span.first }.map { ($0.replaced, $0.by) }
        ) { $1 }
        let replaced = pairs.filter { pair in
            guard pair.replaced < span.first else { return false }
            var last = pair.by
            while let next = inside[last] { last = next }
            return taken.contains(last)
        }
        var isUnpaired = SeqBitmap()
        for seq in unpaired { isUnpaired.insert(seq) }
        restorable = (replaced.map(\.replaced) + unpaired).sorted()
        self.isUnpaired = isUnpaired
        hasUnpaired = !unpaired.isEmpty
        self.isReplacement = isReplacement
    }
}
