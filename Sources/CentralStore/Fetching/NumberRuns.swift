/// Numbers that were given to runs of the ledgers' own numbers, one after the other without gaps.
struct NumberRuns {
    /// A run of numbers of one ledger.
    struct Run {
        let ledger: Int64
        /// The first and the last of the ledger's own numbers.
        let first: Int64
        fileprivate(set) var last: Int64
        /// What the first was given.
        let new: Int64
    }

    /// In the order of the numbers that were given.
    private(set) var all: [Run] = []
    /// By ledger: the places of its runs, whose numbers only grow.
    private var places: [Int64: [Int]] = [:]
    /// The last number that was given.
    private(set) var last: Int64 = 0

    /// Gives the next numbers to a run of a ledger. It may overlap none before it.
    mutating func add(_ first: Int64, _ last: Int64, of ledger: Int64) throws {
        guard first <= last else { return }
        if let place = places[ledger]?.last {
            guard all[place].last < first else {
                throw CentralError(.damaged, "a number is twice in the store, or out of order")
            }
            if place == all.count - 1, all[place].last + 1 == first {
                all[place].last = last
                self.last += last - first + 1
                return
            }
        }
        places[ledger, default: []].append(all.count)
        all.append(Run(ledger: ledger, first: first, last: last, new: self.last + 1))
        self.last += last - first + 1
    }

    /// The number that one of a ledger's own was given; nil if none was.
    func number(of own: Int64, of ledger: Int64) -> Int64? {
        guard let places = places[ledger] else { return nil }
        let place = Self.first(places.count) { all[places[$0]].last >= own }
        guard place < places.count else { return nil }
        let run = all[places[place]]
        return run.first <= own ? run.new + (own - run.first) : nil
    }

    /// Whose number was given this one, and which; nil if it was not given.
    func own(of number: Int64) -> (ledger: Int64, own: Int64)? {
        guard number <= last else { return nil }
        let place = Self.first(all.count) { all[$0].new > number } - 1
        guard place >= 0 else { return nil }
        return (all[place].ledger, all[place].first + (number - all[place].new))
    }

    /// The first place that holds, if all after it do; the count if none does.
    private static func first(_ count: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
