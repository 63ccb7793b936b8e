import GRDB

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
    /// The sums are made on all cores and replaced within one transaction. Readers see the old ones until then.
    ///
    /// - Parameter checkOnly: compares without changing the live sums.
    public func rebuild(checkOnly: Bool = false) throws -> RebuildResult {
        try refuseSlice()
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
        try fold.replaceSums(last: last)
        return RebuildResult(events: last, difference: nil)
    }

    /// Compares the stored sums with the log. The caller holds the write lock.
    private func compare(last: Int64) throws -> RebuildResult {
        let (sums, openings) = try fold.sums(last: last)
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

    private var fold: WholeFold { WholeFold(connections: connections, zone: settings.zone) }
}
