import GRDB
import TestSupport
import Testing

@testable import InventoryLedger

/// Rows that SQLite passes from its own loop.
@Suite struct RowFeedTests {
    private struct Stop: Error {}

    @Test func `every row is passed, even in nested queries`() throws {
        let book = try Book.season()
        try book.ledger.connections.read { database in
            let outer = try RowFeed(database, "seq, document, sku", "FROM event WHERE seq > ?")
            let inner = try RowFeed(database, "seq", "FROM event WHERE seq <= ?")
            outer.bind(4, at: 1)
            var recorded: [String] = []
            try outer.forEachRow { row in
                inner.bind(row.integer(0), at: 1)
                var count = 0
                try inner.forEachRow { _ in count += 1 }
                #expect(count == Int(row.integer(0)))
                recorded.append("\(row.integer(0)) \(row.text(1)) \(row.isNull(2))")
            }
            let plain = try Row.fetchAll(
                database,
                sql:
                    "SELECT seq || ' ' || document || ' ' || iif(sku IS NULL, 'true', 'false') FROM event WHERE seq > 4"
            )
            #expect(recorded == plain.map { $0[0] as String })
            // Again, with another value.
            outer.bind(8, at: 1)
            var count = 0
            try outer.forEachRow { _ in count += 1 }
            #expect(count == 1)
        }
    }

    @Test func `an error of the block ends the query and is thrown`() throws {
        let book = try Book.season()
        try book.ledger.connections.read { database in
            let feed = try RowFeed(database, "seq", "FROM event")
            var count = 0
            #expect(throws: Stop.self) {
                try feed.forEachRow { _ in
                    count += 1
                    if count == 3 { throw Stop() }
                }
            }
            #expect(count == 3)
            var all = 0
            try feed.forEachRow { _ in all += 1 }
            #expect(all == 9)
        }
    }

    @Test func `a forged receiver in SQL is ignored`() throws {
        let book = try Book.season()
        try book.ledger.connections.read { database in
            let answer = try Int64.fetchOne(database, sql: "SELECT feed(seq, seq) FROM event")
            #expect(answer == nil)
        }
    }
}
