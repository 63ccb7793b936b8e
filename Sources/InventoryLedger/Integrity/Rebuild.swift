import GRDB
import Synchronization

extension Ledger {
    /// The result of a rebuild.
    public struct RebuildResult: Sendable {
        /// Events folded.
        public let events: Int64
        /// The first difference between the stored sums and the log; nil if there is none.
        public let difference: String?
    }

    /// Recomputes all sums from the log.
    ///
    /// The sums are made beside the live ones, on all cores, and swapped in within one transaction. Readers see the
    /// old ones until then.
    ///
    /// - Parameter checkOnly: compares without changing the live sums.
    public func rebuild(checkOnly: Bool = false) throws -> RebuildResult {
        // Held while the parts are folded, so that all connections see one state of the log.
        let lock: WriteLock
        do {
            lock = try WriteLock.acquire(ledgerPath: path)
        } catch let error as LedgerError where checkOnly && [.noPermission, .nameTaken].contains(error.code) {
            // Comparing is reading and needs no permission to write.
            return try compareStill()
        }
        defer { lock.release() }
        let last = try connections.read { try LogHead.seq($0) }
        if checkOnly { return try compare(last: last) }
        let (sums, openings) = try foldWhole(last: last)
        return try connections.write { database in
            try RebuiltTables.withoutOverwriting(database) {
                try database.inTransaction(.immediate) {
                    try RebuiltTables.make(database, sums: sums, openings: openings)
                    try RebuiltTables.swapIn(database)
                    return .commit
                }
            }
            connections.checkpoint(database)
            return RebuildResult(events: last, difference: nil)
        }
    }

    /// Compares the stored sums with the log. The caller holds the write lock.
    private func compare(last: Int64) throws -> RebuildResult {
        let (sums, openings) = try foldWhole(last: last)
        let comparison = SumComparison(connections: connections, sums: sums, openings: openings)
        return RebuildResult(events: last, difference: try comparison.firstDifference())
    }

    /// Compares without the lock, for users who cannot take it. If a writer interferes, the number of events shows it
    /// and the comparison is repeated.
    private func compareStill() throws -> RebuildResult {
        for _ in 0..<3 {
            let last = try connections.read { try LogHead.seq($0) }
            let result = try compare(last: last)
            if try connections.read({ try LogHead.seq($0) }) == last { return result }
        }
        throw LedgerError(.busy, "\(path) is written without pause and cannot be locked here; try again")
    }

    /// The sums of the whole log and its openings. The caller holds the write lock.
    private func foldWhole(last: Int64) throws -> (SortedSums, Openings) {
        // The meaning of an event depends on the opening of its warehouse, which is in the log too. The log is read
        // with the stored openings, and once more if its openings differ.
        var openings = try connections.read { try Openings($0) }
        while true {
            let fold = LogFold(zone: settings.zone, openings: openings)
            let parts = try foldInParallel(fold, ranges: LogRange.parts(ofLogTo: last))
            var told = Openings()
            for event in parts.flatMap(\.openingEvents) { told.add(event) }
            if told.isSame(as: openings) { return (SortedSums(parts.map(\.sums)), openings) }
            openings = told
        }
    }

    /// Folds ranges of the log in parallel. The caller holds the write lock.
    func foldInParallel(_ fold: LogFold, ranges: [LogRange]) throws -> [LogFold.Part] {
        let results = Mutex<[Int: Result<LogFold.Part, any Error>]>([:])
        Cores.forEach(ranges.count) { index in
            let range = ranges[index]
            let result = Result {
                try self.connections.read { try fold.part($0, first: range.first, last: range.last) }
            }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in try ranges.indices.compactMap { try results[$0]?.get() } }
    }
}
