import TestSupport
import Testing

@testable import InventoryLedger

/// Queries in plain SQL, independent of the reports.
extension Ledger {
    /// The rows of a query with this many numbers; null reads as 0.
    func numbers(_ columns: Int32, _ sql: String) throws -> [[Int64]] {
        try read { database in
            let statement = try RowStatement(database, sql)
            var rows: [[Int64]] = []
            while try statement.next() { rows.append((0..<columns).map { statement.integer($0) }) }
            return rows
        }
    }
}

/// What holds for every ledger after every operation.
func expectSound(_ book: Book, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let ledger = book.ledger
    #expect(try ledger.verify().findings == [], sourceLocation: sourceLocation)
    let unbalanced = try ledger.numbers(
        2,
        "SELECT sku, sum(units) FROM position GROUP BY sku HAVING sum(units) <> 0"
    )
    #expect(unbalanced == [], "every SKU sums to zero over all places", sourceLocation: sourceLocation)
    let log = try ledger.numbers(
        3,
        "SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) - count(*), (SELECT sum(events) FROM batch) - count(*) FROM event"
    )
    #expect(log == [[1, 0, 0]], "the log has no gaps", sourceLocation: sourceLocation)
    let oddBatches = try ledger.numbers(
        1,
        """
        SELECT id FROM batch b
         WHERE rows <> recorded + duplicates + stale + conflicts + waiting + rejected + ignored
            OR events <> (SELECT count(*) FROM event e WHERE e.batch = b.id)
            OR recorded_at < (SELECT max(recorded_at) FROM batch p WHERE p.id < b.id)
        """
    )
    #expect(oddBatches == [], "every batch adds up", sourceLocation: sourceLocation)
    let uncancelled = try ledger.numbers(
        1,
        """
        SELECT r.seq FROM events r LEFT JOIN events o ON o.seq = r.reverses
         WHERE r.reverses IS NOT NULL AND (o.seq IS NULL OR o.seq >= r.seq OR o.reverses IS NOT NULL
            OR o.quantity <> -r.quantity OR o.occurred_at <> r.occurred_at OR o.sku <> r.sku
            OR o.warehouse <> r.warehouse OR o.document <> r.document OR o.amount_minor <> -r.amount_minor)
        """
    )
    #expect(uncancelled == [], "a reversal is its event turned round", sourceLocation: sourceLocation)
}
