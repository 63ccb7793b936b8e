import Dispatch

/// The digest of the batch being written. It is computed on another thread, because writing takes longer.
// Unchecked, and safe: only the work on the other thread uses the digest, one piece after the other, and those who
// waited for its end.
final class BatchDigest: @unchecked Sendable {
    private var digest: EventDigest
    private let beside = SideWork()
    /// Limits the blocks that are held in memory.
    private let free = DispatchSemaphore(value: 0)

    private static let blocksMax = 2
    /// Handing fewer events to the other thread costs more than their digest.
    private static let manyMin = 16

    /// Values that repeat in a file, as the chain writes them.
    struct Names {
        var forms: [EventDigest.Form] = []
        var skus: [[UInt8]] = []
    }

    init(_ digest: EventDigest) {
        self.digest = digest
        // Counted up from zero, because a semaphore must not be freed below its initial value.
        for _ in 0..<Self.blocksMax { free.signal() }
    }

    /// Adds an event.
    func add(_ event: Event, _ links: EventLinks, seq: Int64, row: Int64?) {
        beside.finish()
        digest.add(event, links, seq: seq, row: row)
    }

    /// Adds the events of a range of a file's block, numbered from `seq` on.
    func add(_ block: PlainEvents, _ range: Range<Int>, _ names: Names, seq: Int64) {
        guard range.count >= Self.manyMin else {
            beside.finish()
            return addNow(block, range, names, seq: seq)
        }
        free.wait()
        beside.add { [self] in
            addNow(block, range, names, seq: seq)
            free.signal()
        }
    }

    private func addNow(_ block: PlainEvents, _ range: Range<Int>, _ names: Names, seq: Int64) {
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
    }

    /// Runs a block with the digest of everything added before.
    func with<T>(_ body: (inout EventDigest) throws -> T) rethrows -> T {
        beside.finish()
        return try body(&digest)
    }
}
