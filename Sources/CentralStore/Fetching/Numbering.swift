import InventoryLedger

/// The numbers of a book's batches, events and statements, one after the other without gaps, as if one ledger had
/// recorded them.
///
/// The batches of a book come in the order in which they were recorded, by the clocks of the ledgers. Those of one
/// ledger stay in their own order, whatever its clock said.
struct Numbering {
    /// A batch of the book.
    struct Batch {
        let ledger: Int64
        let batch: Int64
        let events: Int64
        let lastSeq: Int64
    }

    /// In the order of the book: the first has the number 1.
    let batches: [Batch]
    /// By ledger: the number of each of its batches, from its first.
    private var numbers: [Int64: [Int64]] = [:]
    var events = Runs()
    var statements = Runs()

    /// - Parameter rows: ledger, batch, recorded_at, events and last_seq of each batch, by ledger and batch.
    init(_ rows: [(batch: Batch, recordedAt: Int64)]) throws {
        var latest: [Int64: Int64] = [:]
        var keyed: [(recordedAt: Int64, batch: Batch)] = []
        for (batch, recordedAt) in rows {
            let known = max(latest[batch.ledger] ?? .min, recordedAt)
            latest[batch.ledger] = known
            keyed.append((known, batch))
        }
        keyed.sort {
            ($0.recordedAt, $0.batch.ledger, $0.batch.batch) < (
                $1.recordedAt, $1.batch.ledger, $1.batch.batch
            )
        }
        batches = keyed.map(\.batch)
        for (index, batch) in batches.enumerated() {
            numbers[batch.ledger, default: []].append(Int64(index) + 1)
            guard numbers[batch.ledger]?.count == Int(exactly: batch.batch) else {
                throw CentralError(
                    .damaged,
                    "batch \(batch.batch) of a ledger is out of its order in the store"
                )
            }
        }
    }

    /// The number of a ledger's batch in the book.
    func number(ofBatch batch: Int64, of ledger: Int64) throws -> Int64 {
        guard let all = numbers[ledger], 1...Int64(all.count) ~= batch else {
            throw CentralError(.damaged, "batch \(batch) of a ledger is missing in the store")
        }
        return all[Int(batch) - 1]
    }

    /// Numbers by ledger that were given to runs of a ledger's own numbers, which only grow.
    struct Runs {
        private struct Run {
            let first: Int64
            var last: Int64
            let new: Int64
        }

        private var runs: [Int64: [Run]] = [:]
        /// The last number that was given.
        private(set) var last: Int64 = 0

        /// Gives the next numbers to a run. It may overlap none before it.
        mutating func add(_ first: Int64, _ last: Int64, of ledger: Int64) throws {
            guard first <= last else { return }
            var known = runs[ledger] ?? []
            if let before = known.last {
                guard before.last < first else {
                    throw CentralError(.damaged, "a number is twice in the store, or out of order")
                }
                if before.last + 1 == first, before.new + (before.last - before.first) == self.last {
                    known[known.count - 1].last = last
                    runs[ledger] = known
                    self.last += last - first + 1
                    return
                }
            }
            runs[ledger, default: []].append(Run(first: first, last: last, new: self.last + 1))
            self.last += last - first + 1
        }

        /// The number that one of a ledger's own was given; nil if none was.
        func number(of own: Int64, of ledger: Int64) -> Int64? {
            guard let known = runs[ledger] else { return nil }
            var (low, high) = (0, known.count)
            while low < high {
                let middle = (low + high) / 2
                if known[middle].last < own { low = middle + 1 } else { high = middle }
            }
            guard low < known.count, known[low].first <= own else { return nil }
            return known[low].new + (own - known[low].first)
        }
    }
}
