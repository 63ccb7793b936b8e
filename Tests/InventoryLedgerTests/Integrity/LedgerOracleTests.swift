import InventoryLedger
import TestSupport
import Testing

/// The oracle of the fault tests is tested itself: it accepts sound ledgers and no others.
@Suite struct LedgerOracleTests {
    @Test func `a sound ledger contains what was acknowledged`() throws {
        let book = try Book.season()
        let batches = [(1, 6), (2, 2), (3, 1)].map { AcknowledgedBatch(id: $0, events: $1) }
        #expect(
            try LedgerOracle.check(path: book.ledger.path, acknowledged: batches, attempted: []) == []
        )
        #expect(
            try LedgerOracle.check(
                path: book.ledger.path,
                acknowledged: Array(batches.prefix(2)),
                attempted: [batches[2], AcknowledgedBatch(id: 4, events: 9)]
            ) == []
        )
    }

    @Test(arguments: seeds(3))
    func `a season with undone batches is sound`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, keepsPlans: true)
        let book = try Book(of: season)
        for file in random.dealt(season.papers + season.openings, into: 3) where !file.isEmpty {
            try book.importPapers(file, of: season)
        }
        let imported = try LedgerOracle.check(path: book.ledger.path, verifies: false)
        #expect(imported == [])
        try book.ledger.undo(batch: 1)
        let undone = try LedgerOracle.check(path: book.ledger.path, verifies: false)
        #expect(undone == [])
        _ = try book.ledger.rebuild()
        let rebuilt = try LedgerOracle.check(path: book.ledger.path)
        #expect(rebuilt == [])
    }

    @Test func `a batch that is missing, incomplete or unexpected is found`() throws {
        let book = try Book.season()
        let one = AcknowledgedBatch(id: 1, events: 6)
        func check(_ acknowledged: [AcknowledgedBatch], _ attempted: [AcknowledgedBatch]?) throws -> Int {
            try LedgerOracle.check(path: book.ledger.path, acknowledged: acknowledged, attempted: attempted)
                .count
        }
        #expect(try check([one, AcknowledgedBatch(id: 4, events: 1)], nil) == 1)
        #expect(try check([AcknowledgedBatch(id: 1, events: 5)], nil) == 1)
        #expect(try check([one], []) == 2)
        #expect(try check([one], [AcknowledgedBatch(id: 2, events: 3)]) == 2)
    }

    @Test(
        arguments: [
            "UPDATE event SET quantity = 96 WHERE seq = 3",
            "UPDATE event SET occurred_at = occurred_at + 1 WHERE seq = 3",
            "UPDATE event SET document = 'GRN-2' WHERE seq = 3",
            "UPDATE event SET row = 7 WHERE seq = 3",
            "UPDATE event SET seq = 90 WHERE seq = 9",
            "DELETE FROM event WHERE seq = 9",
            "UPDATE event SET batch = 2 WHERE seq = 9",
            "UPDATE event_detail SET reason = 'stolen'",
            "UPDATE sku SET code = 'MX-3' WHERE id = 1",
            "UPDATE batch SET recorded = recorded + 1 WHERE id = 2",
            "UPDATE batch SET recorded = recorded + 1, rows = rows + 1 WHERE id = 2",
            "UPDATE batch SET events = 7 WHERE id = 1",
            "UPDATE batch SET digest = NULL WHERE id = 3",
            "UPDATE batch SET recorded_at = 5 WHERE id = 3",
            "UPDATE batch SET id = 4 WHERE id = 3",
            "UPDATE rejected_row SET raw = x'00'",
            "DELETE FROM restated",
            "UPDATE position SET units = units + 1 WHERE stage = 'available'",
            "DELETE FROM position",
            "UPDATE move SET month = month + 12",
            "UPDATE move SET cells = CAST(substr(cells, 1, length(cells) - 1) || x'7E' AS BLOB) WHERE sku = 1",
            "DELETE FROM move",
            "UPDATE route_use SET events = events + 1",
            "DELETE FROM route_use WHERE route = 1",
            "DELETE FROM opening",
            "UPDATE event_month SET month = month + 12",
            "UPDATE event_month SET last = last + 1",
            "UPDATE event_month SET events = CAST(substr(events, 1, length(events) - 1) || x'7F' AS BLOB)",
            "UPDATE event_kind SET part = part + 1",
            "UPDATE event_kind SET last = last + 1",
            "UPDATE event_kind SET events = CAST(substr(events, 1, length(events) - 1) || x'1F' AS BLOB)",
            "UPDATE event_kind SET kind = 'stock_counted' WHERE kind = 'stock_received'",
            "DELETE FROM event_kind WHERE kind = 'stock_received'",
            "DELETE FROM key_page",
            "DELETE FROM key_run",
            "UPDATE key_run SET entries = entries + 1",
            "UPDATE key_page SET key = key + 1",
            "UPDATE key_page SET id = id + 1",
            "UPDATE key_page SET entries = CAST(substr(entries, 1, length(entries) - 1) || x'77' AS BLOB)",
            "CREATE TABLE position_rebuilt (a)",
            "DELETE FROM ledger",
            "PRAGMA application_id = 1",
        ]
    )
    func `anything that differs from what was recorded is found`(sql: String) throws {
        let book = try Book.season()
        try book.tamper("PRAGMA foreign_keys = OFF; " + sql)
        #expect(try !LedgerOracle.check(path: book.ledger.path, verifies: false).isEmpty)
    }
}
