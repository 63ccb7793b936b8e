/// Adds up cells that come in sorted runs, as tables of sums are read. The runs are merged, which uses memory
/// sequentially; a hash table of all cells would miss the processor's cache at every cell.
///
/// Unsorted cells form many short runs. The result is right, but a hash table would be faster.
struct CellRuns {
    private typealias Entry = CellTable.Entry

    /// Merged runs, each at least twice as long as the next one, and the current run.
    private var runs: [[CellTable.Entry]] = []
    private var current: [CellTable.Entry] = []

    init() {}

    /// Adds to the sum of a cell.
    mutating func add(_ entry: CellTable.Entry) {
        if let last = current.last, last.key >= entry.key {
            if last.key == entry.key { return current[current.count - 1].add(entry) }
            finishRun()
        }
        current.append(entry)
    }

    /// Adds a whole run.
    mutating func add(run: [CellTable.Entry]) {
        finishRun()
        push(run)
    }

    /// The cells in the order of their keys.
    func merged() -> [CellTable.Entry] {
        var rest = self
        rest.finishRun()
        while rest.runs.count > 1 { rest.mergeLast() }
        return rest.runs.first ?? []
    }

    private mutating func finishRun() {
        let run = current
        current = []
        // The runs of a table have about the same length.
        current.reserveCapacity(run.count)
        push(run)
    }

    private mutating func push(_ run: [CellTable.Entry]) {
        guard !run.isEmpty else { return }
        runs.append(run)
        while runs.count > 1, runs[runs.count - 2].count < 2 * runs[runs.count - 1].count { mergeLast() }
    }

    private mutating func mergeLast() {
        guard let right = runs.popLast(), let left = runs.popLast() else { return }
        runs.append(Self.merge(left, right))
    }

    private static func merge(_ left: [Entry], _ right: [Entry]) -> [Entry] {
        var merged: [Entry] = []
        merged.reserveCapacity(left.count + right.count)
        var (l, r) = (0, 0)
        while l < left.count, r < right.count {
            let (one, other) = (left[l], right[r])
            if one.key == other.key {
                var sum = one
                sum.add(other)
                merged.append(sum)
                l += 1
                r += 1
            } else if one.key < other.key {
                merged.append(one)
                l += 1
            } else {
                merged.append(other)
                r += 1
            }
        }
        merged.append(contentsOf: left[l...])
        merged.append(contentsOf: right[r...])
        return merged
    }
}

extension CellTable.Entry {
    fileprivate mutating func add(_ other: CellTable.Entry) {
        // proven: sums of 64 bits, of which there are fewer than 2^63.
        units += other.units
        events &+= other.events
    }
}
