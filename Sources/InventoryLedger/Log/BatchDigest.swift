import Dispatch

/// The digest of the batch being written, made beside the writing: to write is the longer work, and the digest waits for
/// nobody.
// Unchecked, and safe: the digest is touched by the work beside, which does one thing after the other, and by who has
// waited for its end.
final class BatchDigest: @unchecked Sendable {
    private var digest: EventDigest
    private let beside = SideWork()
    /// Blocks under way, which are held in memory.
    private let free = DispatchSemaphore(value: 0)

    private static let blocksMax = 2

    /// What stands in a file many times, as the chain writes it.
    struct Names {
        var forms: [EventDigest.Form] = []
        var skus: [[UInt8]] = []
    }

    init(_ digest: EventDigest) {
        self.digest = digest
        // Counted up from zero: a semaphore may not be freed below the value it was made with.
        for _ in 0..<Self.blocksMax { free.signal() }
    }

    /// Adds the events of a range of a block under the numbers from `seq` on.
    func add(_ block: PlainEvents, _ range: Range<Int>, _ names: Names, seq: Int64) {
        free.wait()
        beside.add { [self] in
            block.withRange(range) { events in
                for place in range {
                    let event = events.all[place]
                    digest.add(
                        event,
                        names.forms[event.form],
                        sku: event.sku < 0 ? nil : names.skus[event.sku],
                        seq: seq + Int64(place - range.lowerBound),
                        in: events.bytes
                    )
                }
            }
            free.signal()
        }
    }

    /// Runs a block with the digest of all that was added before.
    func with<T>(_ body: (inout EventDigest) throws -> T) rethrows -> T {
        beside.finish()
        return try body(&digest)
    }
}
