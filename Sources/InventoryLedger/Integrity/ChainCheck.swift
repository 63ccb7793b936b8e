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
        let reader = try EventReader(database, names: names, where: "ORDER BY e.seq")
        let attachments = try BatchAttachments(database, names: names)
        var previous = try LedgerSettings.genesis(database)
        result.genesis = previous
        var upcoming = try reader.next()
        var recordedAt: Instant?
        for var batch in try BatchTable.fetch(database) {
            let stored = batch.digest
            result.batches += 1
            func fail(_ message: String) { result.findings.append("batch \(batch.id): \(message)") }
            if batch.id != result.batches { fail("expected batch \(result.batches)") }
            if let recordedAt, batch.recordedAt < recordedAt, !batch.isClockVouchedFor {
                fail("was recorded before the previous batch")
            }
            recordedAt = batch.recordedAt
            var digest = EventDigest(after: previous)
            var count: Int64 = 0
            while let event = upcoming, event.batch == batch.id {
                result.events += 1
                count += 1
                if event.seq != result.events {
                    fail("expected event \(result.events), found \(event.seq)")
                    return
                }
                digest.add(event)
                upcoming = try reader.next()
            }
            if count != batch.events { fail("has \(count) events instead of \(batch.events)") }
            try attachments.add(of: batch.id, to: &digest)
            batch.events = count
            if digest.close(batch) != stored { fail("its digest does not match its contents") }
            if !result.findings.isEmpty { return }
            result.closings.append((stored, result.events))
            previous = stored
        }
        if let event = upcoming { result.findings.append("event \(event.seq): is not in any batch") }
    }
}
