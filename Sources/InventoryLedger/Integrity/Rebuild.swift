import GRDB
import Synchronization

extension Ledger {
    /// What a rebuild found.
    public struct RebuildResult: Sendable {
        /// Events folded.
        public let events: Int64
        /// The first difference between the sums kept and the sums of the log, nil where there is none.
        public let difference: String?
    }

    /// Adds up the whole log anew.
    ///
    /// The sums are made beside the live ones, on both cores, and swapped in within one transaction; readers see the
    /// old ones until then.
    ///
    /// - Parameter checkOnly: compares and keeps the live sums as they are.
    public func rebuild(checkOnly: Bool = false) throws -> RebuildResult {
        // Held while the parts are folded: on their several connections they all see one state of the log.
        let lock: WriteLock
        do {
            lock = try WriteLock.acquire(ledgerPath: path)
        } catch let error as LedgerError where checkOnly && [.noPermission, .nameTaken].contains(error.code) {
            // To compare is to read, which needs nothing that this user may not make.
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

    /// Compares the sums kept with those of the log. The caller holds the write lock.
    private func compare(last: Int64) throws -> RebuildResult {
        let (sums, openings) = try foldWhole(last: last)
        let comparison = SumComparison(connections: connections, sums: sums, openings: openings)
        return RebuildResult(events: last, difference: try comparison.firstDifference())
    }

    /// Compares where this user cannot lock the ledger. A writer that comes between shows in the number of events, and
    /// the comparison is made again.
    private func compareStill() throws -> RebuildResult {
        for _ in 0..<3 {
            let last = try connections.read { try LogHead.seq($0) }
            let result = try compare(last: last)
            if try connections.read({ try LogHead.seq($0) }) == last { return result }
        }
        throw LedgerError(.busy, "\(path) is written without pause and cannot be locked here; try again")
    }

    /// The sums of the whole log and the openings that it states. The caller holds the write lock.
    private func foldWhole(last: Int64) throws -> (SortedSums, Openings) {
        // What an event means depends on when its warehouse was opened, which the log tells too: it is read once, with
        // the openings that are stored, and once more where it tells of others.
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

    /// Folds ranges of the log side by side. The caller holds the write lock.
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
