/// The numbers of a book's batches, one after the other, as if one ledger had recorded them.
///
/// The batches of a book come in the order in which they were recorded, by the clocks of the ledgers. Those of one
/// ledger stay in their own order, whatever its clock said.
struct Numbering {
    /// A batch of the book.
    struct Batch {
        let ledger: Int64
        let batch: Int64
        let recordedAt: Int64
        let events: Int64
        let lastSeq: Int64
    }

    /// In the order of the book: the first has the number 1.
    let batches: [Batch]
    /// By ledger: the number of each of its batches, from its first.
    private var numbers: [Int64: [Int64]] = [:]

    /// - Parameter rows: the batches by ledger and batch.
    init(_ rows: [Batch]) throws {
        var latest: [Int64: Int64] = [:]
        var keyed: [(recordedAt: Int64, batch: Batch)] = []
        for batch in rows {
            let known = max(latest[batch.ledger] ?? .min, batch.recordedAt)
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

    /// The numbers of the ledgers that have batches.
    var ledgers: [Int64] { numbers.keys.sorted() }

    /// The last batch of a ledger; 0 for none.
    func lastBatch(of ledger: Int64) -> Int64 { Int64(numbers[ledger]?.count ?? 0) }

    /// The number of a ledger's batch in the book.
    func number(ofBatch batch: Int64, of ledger: Int64) throws -> Int64 {
        guard let all = numbers[ledger], 1...Int64(all.count) ~= batch else {
            throw CentralError(.damaged, "batch \(batch) of a ledger is missing in the store")
        }
        return all[Int(batch) - 1]
    }
}
