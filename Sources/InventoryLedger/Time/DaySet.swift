/// A set of days since 1970-01-01, as a few ranges. Finding a day needs no hashing, because plans ask for millions.
struct DaySet: Sendable {
    /// Ascending, and apart from each other.
    private let ranges: [ClosedRange<Int>]

    /// - Parameter ranges: in any order; they may overlap.
    init(_ ranges: some Sequence<ClosedRange<Int>>) {
        var apart: [ClosedRange<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = apart.last, range.lowerBound <= last.upperBound {
                apart[apart.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                apart.append(range)
            }
        }
        self.ranges = apart
    }

    func contains(_ day: Int) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < day { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= day
    }
}
