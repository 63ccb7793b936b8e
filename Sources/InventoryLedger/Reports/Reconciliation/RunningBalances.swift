/// Counts that a row states beside its own movement, as a log of operations does: the balance after it. Of several at one
/// instant only the last one is the balance at the end of that instant; they are no bins, which would add up.
struct RunningBalances {
    private let events: EventLookup

    init(_ events: EventLookup) { self.events = events }

    /// A count with the units by which its row's movements changed the place.
    private struct Step {
        let count: StoredEvent
        let units: Int64
        let before: Int64
    }

    /// Parts the counts of one place and instant that stand beside a movement of their row from the others.
    func split(_ counts: [StoredEvent]) throws -> (running: [StoredEvent], others: [StoredEvent]) {
        guard counts.count > 1 else { return ([], counts) }
        var running: [StoredEvent] = []
        var others: [StoredEvent] = []
        for count in counts {
            if try moved(beside: count) == nil { others.append(count) } else { running.append(count) }
        }
        return (running, others)
    }

    /// The count that follows all the others: the one that none of them begins with. Where that leaves several, the one of
    /// the last number.
    func last(of running: [StoredEvent]) throws -> StoredEvent? {
        let steps = try running.map { count in
            let units = count.event.quantity?.units ?? 0
            let moved = try moved(beside: count) ?? 0
            return Step(count: count, units: units, before: try units.adding(moved.negated()))
        }
        let ends = steps.indices.filter { index in
            !steps.indices.contains { $0 != index && steps[$0].before == steps[index].units }
        }
        let candidates = ends.isEmpty ? steps : ends.map { steps[$0] }
        return candidates.max { Self.precedes($0.count, $1.count) }?.count
    }

    /// The numbers of rows in the order of their digits, so that 9 comes before 10.
    private static func precedes(_ lhs: StoredEvent, _ rhs: StoredEvent) -> Bool {
        let (one, other) = (lhs.event.line?.text ?? "", rhs.event.line?.text ?? "")
        if one.hasSameBytes(as: other) { return lhs.seq < rhs.seq }
        let areNumbers = (one + other).utf8.allSatisfy { (0x30...0x39).contains($0) }
        if areNumbers, one.utf8.count != other.utf8.count { return one.utf8.count < other.utf8.count }
        return one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// By how many units the row of a count moved the place that it counts; nil where it moved nothing.
    private func moved(beside count: StoredEvent) throws -> Int64? {
        guard let stage = count.event.stage, count.statedInRow != nil else { return nil }
        var moved: Int64?
        for step in [Int64(-1), 1] {
            var seq = count.seq + step
            // The events of one row stand side by side.
            while seq > 0, let other = try events.eventIfAny(seq), other.statedInBatch == count.statedInBatch,
                other.statedInRow == count.statedInRow
            {
                seq += step
                guard other.reverses == nil, other.event.sku == count.event.sku,
                    other.event.warehouse == count.event.warehouse, let move = other.event.move
                else { continue }
                var units = moved ?? 0
                if case .warehouse(_, let to) = move.to, stage.includes(to.rawValue) {
                    units = try units.adding(move.units)
                }
                if case .warehouse(_, let from) = move.from, stage.includes(from.rawValue) {
                    units = try units.adding(move.units.negated())
                }
                moved = units
            }
        }
        return moved
    }
}
