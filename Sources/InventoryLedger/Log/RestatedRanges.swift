import GRDB

/// Which batches restated events of earlier batches.
struct RestatedRanges {
    /// The ranges of each batch, in ascending order.
    private var ranges: [Int64: [ClosedRange<Int64>]] = [:]

    init(_ database: Database) throws {
        let statement = try RowStatement(
            database,
            "SELECT batch, first_seq, last_seq FROM restated ORDER BY batch, first_seq"
        )
        while try statement.next() {
            let (first, last) = (statement.integer(1), statement.integer(2))
            if first <= last { ranges[statement.integer(0), default: []].append(first...last) }
        }
    }

    /// The batches that restated events.
    var allBatches: [Int64] { ranges.keys.sorted() }

    /// The events that a batch restated.
    func events(restatedBy batch: Int64) -> [ClosedRange<Int64>] { ranges[batch] ?? [] }

    /// The batches that restated an event.
    func batches(restating seq: Int64) -> [Int64] {
        ranges.compactMap { batch, ranges in Self.contain(ranges, seq) ? batch : nil }
    }

    /// Whether a batch restated an event.
    func isRestated(_ seq: Int64, by batch: Int64) -> Bool {
        ranges[batch].map { Self.contain($0, seq) } ?? false
    }

    private static func contain(_ ranges: [ClosedRange<Int64>], _ seq: Int64) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < seq { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(seq)
    }
}
