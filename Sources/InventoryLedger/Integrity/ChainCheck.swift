import GRDB

/// Recomputes the digest of every batch from its events.
struct ChainCheck {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    struct Result {
        var events: Int64 = 0
        var batches: Int64 = 0
        /// The start of the chain: the digest of the ledger's settings.
        var genesis: [UInt8] = []
        /// The digest of each good batch, with its last event.
        var closings: [(digest: [UInt8], seq: Int64)] = []
        var findings: [String] = []
    }

    /// Stops at the first bad batch, because every later digest depends on it.
    func run(_ result: inout Result) throws {
        let names = try Names(database)
        var chain = Chain(
            batches: try BatchTable.fetch(database),
            attachments: try BatchAttachments(database, names: names),
            previous: try EventDigest.genesis(database)
        )
        chain.result.genesis = chain.previous
        defer { result = chain.result }
        let digest = RowDigest(names)
        // The rows come in the order of their numbers, which is that of the table.
        let rows = try RowFeed(database, RowDigest.columns, RowDigest.source)
        // Through a pointer, because Swift checks a captured variable for exclusive access at every row.
        try withUnsafeMutablePointer(to: &chain) { chain in
            try rows.forEachRow { row in
                guard !chain.pointee.isBroken else { return }
                try chain.pointee.add(row, digest)
            }
            try chain.pointee.finish()
        }
    }

    /// The chain up to some event.
    private struct Chain {
        private let batches: [BatchRecord]
        private let attachments: BatchAttachments
        private(set) var previous: [UInt8]
        var result = Result()
        private(set) var isBroken = false

        /// The batch whose events come next, if any.
        private var next = 0
        private var digest: EventDigest
        private var count: Int64 = 0
        private var recordedAt: Instant?

        init(batches: [BatchRecord], attachments: BatchAttachments, previous: [UInt8]) {
            self.batches = batches
            self.attachments = attachments
            self.previous = previous
            digest = EventDigest(after: previous)
        }

        mutating func add(_ row: FedRow, _ rows: RowDigest) throws {
            let (seq, batch) = try rows.place(of: row)
            while next < batches.count, batches[next].id != batch {
                try close()
                if isBroken { return }
            }
            guard next < batches.count else {
                result.findings.append("event \(seq): is not in any batch")
                isBroken = true
                return
            }
            result.events += 1
            count += 1
            guard seq == result.events else {
                fail(next, "expected event \(result.events), found \(seq)")
                isBroken = true
                return
            }
            try rows.add(row, to: &digest)
        }

        mutating func finish() throws {
            while next < batches.count, !isBroken { try close() }
        }

        private mutating func fail(_ batch: Int, _ message: String) {
            result.findings.append("batch \(batches[batch].id): \(message)")
        }

        /// Compares a batch with its digest, once all of its events were added.
        private mutating func close() throws {
            var batch = batches[next]
            result.batches += 1
            if batch.id != result.batches { fail(next, "expected batch \(result.batches)") }
            if let recordedAt, batch.recordedAt < recordedAt, !batch.isClockVouchedFor {
                fail(next, "was recorded before the previous batch")
            }
            recordedAt = batch.recordedAt
            if count != batch.events { fail(next, "has \(count) events instead of \(batch.events)") }
            try attachments.add(of: batch.id, to: &digest)
            batch.events = count
            let stored = batch.digest
            if digest.close(batch) != stored { fail(next, "its digest does not match its contents") }
            isBroken = !result.findings.isEmpty
            if isBroken { return }
            result.closings.append((stored, result.events))
            previous = stored
            digest = EventDigest(after: previous)
            count = 0
            next += 1
        }
    }
}
