import InventoryLedger

extension CentralStore {
    /// How a ledger is shipped.
    public struct ShipOptions {
        /// The name of the ledger in the book; needed once.
        public var name: String?
        /// How many events one transaction takes at least. A batch is never divided.
        public var events: Int64 = 100_000
        /// Gets how many of the new events were sent.
        public var progress: (_ done: Int64, _ all: Int64) -> Void = { _, _ in }

        /// The usual way.
        public init() {}
    }

    /// What was shipped.
    public struct ShipResult: Sendable {
        /// The name of the ledger in the book.
        public let ledger: String
        /// The batches that were new.
        public internal(set) var batches: Int64 = 0
        /// Their events.
        public internal(set) var events: Int64 = 0
        /// The last batch that the store has of the ledger; 0 for none.
        public internal(set) var lastBatch: Int64 = 0
        /// The digest of that batch, in hexadecimal; that of the settings for an empty ledger.
        public internal(set) var head = ""
        /// Why the clock of the ledger is doubted; nil if it is not.
        public internal(set) var clockWarning: String?
    }

    /// Sends what a ledger recorded since it was last shipped, exactly once.
    ///
    /// Each transaction takes whole batches. If the connection ends, what was committed stays, and the next call sends
    /// the rest. A ledger whose chain of digests is broken sends nothing from the broken batch on.
    ///
    /// - Throws: `CentralError` for each reason why the store refuses it; `LedgerError` if the ledger cannot be read.
    public func ship(_ ledger: Ledger, to book: String, _ options: ShipOptions = ShipOptions()) throws
        -> ShipResult
    {
        try ledger.readRecorded { log in
            let found = try self.book(book)
            let name = try ShippedName(log, in: found, of: self).name(options.name)
            var result = ShipResult(ledger: name)
            let takenBack = try log.takenBack()
            var known: Int64?
            var attempts = 0
            while true {
                do {
                    guard try shipSome(log, found, name, takenBack, &known, options, &result) else {
                        return result
                    }
                    attempts = 0
                } catch let error as CentralError where error.code == .busy && attempts < Self.attemptsMax {
                    // The server chose this one of several that waited for each other.
                    attempts += 1
                }
            }
        }
    }

    /// How often a transaction is tried that the server gave up for others.
    private static let attemptsMax = 10

    /// Ships in one transaction. Returns false if nothing was left.
    private func shipSome(
        _ log: RecordedLog,
        _ book: Book,
        _ name: String,
        _ takenBack: SeqBitmap,
        _ known: inout Int64?,
        _ options: ShipOptions,
        _ result: inout ShipResult
    ) throws -> Bool {
        var done = result
        var sent = known
        let isMore = try connection.transaction {
            let begun = try connection.query(
                "SELECT o_batch, o_seq, o_head FROM tarima.ship_begin($1, $2, $3, $4, $5, $6)",
                [
                    .text(book.name), .text(name), .bytes(log.genesis), .text(log.settings.zone.identifier),
                    .text(log.settings.currency?.code), .integer(log.createdAt),
                ]
            )[0]
            let (batch, seq, head) = (try begun.number(0), try begun.number(1), try begun.digest(2))
            // Somebody else may have shipped another copy since the names were compared.
            guard try log.digest(ofBatch: batch) == head else {
                _ = try ShippedName(log, in: book, of: self).name(name)
                throw CentralError(
                    .historyChanged,
                    "another copy of this ledger was shipped meanwhile as \(name)"
                )
            }
            let batches = try log.batches(after: batch, events: max(1, options.events))
            guard let last = batches.last else {
                done.lastBatch = batch
                done.head = head.hexadecimal
                throw NothingLeft()
            }
            var cargo = Cargo(log, connection, takenBack: takenBack)
            if sent == nil, log.lastSeq - seq > options.events {
                // New codes and routes are numbered under the lock of the book. If several transactions follow, they
                // are sent before, so that other ledgers need not wait while events are sent.
                sent = seq
                try cargo.copyNames()
                try connection.query("SELECT o_batch FROM tarima.ship_end()")
                return true
            }
            let first = sent ?? seq
            sent = first
            try cargo.copy(batches, after: head, seq: seq) {
                options.progress(seq - first + $0, log.lastSeq - first)
            }
            try connection.query("SELECT o_batch FROM tarima.ship_end()")
            done.batches += Int64(batches.count)
            done.events += batches.reduce(0) { $0 + $1.events }
            done.lastBatch = last.id
            done.head = last.digest.hexadecimal
            done.clockWarning = try clockWarning(last)
            return last.id < log.lastBatch
        } orIfNothingIsLeft: {
            false
        }
        known = sent
        result = done
        return isMore
    }

    /// A clock that is more than a day ahead of the store's.
    private func clockWarning(_ batch: BatchRecord) throws -> String? {
        let now = try connection.query("SELECT (extract(epoch FROM now()) * 1000)::bigint")[0].number(0)
        guard batch.recordedAt.milliseconds > now + 86_400_000 else { return nil }
        return
            "batch \(batch.id) was recorded at \(batch.recordedAt), which is more than a day ahead of the store's clock"
    }
}

/// Ends a transaction in which nothing was to be done.
private struct NothingLeft: Error {}

extension Connection {
    fileprivate func transaction(_ body: () throws -> Bool, orIfNothingIsLeft: () -> Bool) throws -> Bool {
        do {
            // What others commit must be seen once the book is locked.
            return try transaction("ISOLATION LEVEL READ COMMITTED", body)
        } catch is NothingLeft {
            return orIfNothingIsLeft()
        }
    }
}
