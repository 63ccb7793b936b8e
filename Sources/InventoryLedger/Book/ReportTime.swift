import GRDB

/// The part of the ledger that a report includes.
///
/// `asOf` limits it to what had happened by an instant, `knownAt` to what had been recorded by an instant, both
/// included.
public struct ReportTime: Hashable, Sendable, Codable {
    /// The last instant whose events count; nil for all of them.
    public var asOf: Instant?
    /// The last instant by which a batch must have been recorded to count; nil for all of them.
    public var knownAt: Instant?

    /// The whole ledger, unless an instant limits it.
    public init(asOf: Instant? = nil, knownAt: Instant? = nil) {
        self.asOf = asOf
        self.knownAt = knownAt
    }

    /// The last batch recorded by `knownAt`; nil if every batch is known.
    func lastKnownBatch(_ database: Database) throws -> Int64? {
        try known(database, "SELECT coalesce(max(id), 0) FROM batch WHERE recorded_at <= ?")
    }

    /// The last event known at `knownAt`: that of the last batch recorded by then, whatever the times of earlier
    /// batches. A batch that a wrong clock recorded in the future was known once a later batch was recorded.
    func lastKnownSeq(_ database: Database) throws -> Int64? {
        try known(
            database,
            "SELECT coalesce(sum(events), 0) FROM batch WHERE id <= (SELECT max(id) FROM batch WHERE recorded_at <= ?)"
        )
    }

    /// The number that a query finds for `knownAt`.
    private func known(_ database: Database, _ query: String) throws -> Int64? {
        guard let knownAt else { return nil }
        let statement = try RowStatement(database, query)
        statement.bind(knownAt.milliseconds, at: 1)
        defer { statement.reset() }
        return try statement.next() ? statement.integer(0) : 0
    }
}
