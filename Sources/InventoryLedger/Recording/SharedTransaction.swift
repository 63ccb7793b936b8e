import GRDB

/// One transaction for several batches. The pages that each of them changes are written once for all of them.
///
/// Each batch is a savepoint. Nothing is on disk before the transaction ends.
package final class SharedTransaction {
    private let ledger: Ledger
    private let database: Database
    private let earlier = EarlierBatches()
    /// What was recorded so far.
    private var batches = 0
    private var events: Int64 = 0

    /// Others wait for the lock until the transaction ends, and a crash loses all of it.
    private static let eventsMax = 100_000

    fileprivate init(_ ledger: Ledger, _ database: Database) {
        self.ledger = ledger
        self.database = database
    }

    /// Whether the next batch should have another transaction.
    package var isFull: Bool { events >= Self.eventsMax }

    /// Appends one batch, like `Ledger.append`. An error rolls back this batch, and then no other may follow.
    package func append(
        action: BatchAction,
        options: AppendOptions,
        _ rows: (Appender) throws -> BatchOrigin
    ) throws -> AppendResult {
        let before = earlier.left
        let result: AppendResult
        do {
            result = try database.savepoint(isKept: \.isRecorded) {
                try ledger.append(database, after: earlier, action: action, options: options, rows)
            }
        } catch {
            // The batches before this one are still recorded.
            earlier.left = before
            throw error
        }
        // A batch that was taken back may have added codes.
        if result.isRecorded { batches += 1 } else { earlier.left.names = nil }
        events += result.events
        return result
    }

    /// Writes what follows from the batches. Returns whether there were any.
    fileprivate func finish() throws -> Bool {
        // SQLite itself rolls back after some errors, and then nothing may be written.
        guard database.isInsideTransaction else {
            throw LedgerError(.unexpected, "a transaction ended without a result")
        }
        guard batches > 0 else { return false }
        try DayWriter(database).write(earlier.left.days)
        try KindWriter(database).write(earlier.left.kinds)
        try ProjectionWriter(database, names: Names(database)).add(SortedSums([earlier.left.sums]))
        return true
    }
}

extension Ledger {
    /// Runs a block that records several batches in one transaction. They are on disk when this returns.
    ///
    /// - Throws: `LedgerError`, and then none of them is recorded.
    package func inSharedTransaction<T>(_ block: (SharedTransaction) throws -> T) throws -> T {
        try write { database in
            let shared = SharedTransaction(self, database)
            func record() throws -> (result: T, isKept: Bool) { (try block(shared), try shared.finish()) }
            return try database.transaction(isKept: { $0.isKept }, record).result
        }
    }
}
