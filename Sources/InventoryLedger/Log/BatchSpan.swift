import GRDB

/// The events of a batch: a range, because a batch is written at once.
struct BatchSpan {
    let batch: Int64
    /// The batch that this one undoes.
    let undoes: Int64?
    let first: Int64
    let last: Int64

    /// Nil if there is no such batch.
    static func fetch(_ database: Database, batch: Int64) throws -> BatchSpan? {
        let statement = try RowStatement(
            database,
            """
            SELECT (SELECT coalesce(sum(events), 0) FROM batch WHERE id < ?1), events, undoes FROM batch WHERE id = ?1
            """
        )
        statement.bind(batch, at: 1)
        defer { statement.reset() }
        guard try statement.next() else { return nil }
        let before = statement.integer(0)
        return BatchSpan(
            batch: batch,
            undoes: statement.optionalInteger(2),
            first: before &+ 1,
            last: before &+ statement.integer(1)
        )
    }

    /// Passes the batch's events that match a further condition, in the order of the log.
    func forEachEvent(
        _ database: Database,
        _ names: Names,
        _ condition: String,
        _ body: (StoredEvent) throws -> Void
    ) throws {
        let reader = try EventReader(
            database,
            names: names,
            where: "WHERE e.seq BETWEEN ? AND ? \(condition) ORDER BY e.seq"
        )
        reader.bind(first, at: 1)
        reader.bind(last, at: 2)
        while let stored = try reader.next() { try body(stored) }
    }
}
