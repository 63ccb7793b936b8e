import InventoryLedger
import TestSupport
import Testing

/// What `verify` says about a ledger that was changed from outside.
@Suite struct VerifyTests {
    private static let brokenDigest = "its digest does not match its contents"

    @Test func `an unchanged ledger is sound`() throws {
        let book = try Book.season()
        let result = try book.ledger.verify()
        #expect(result.findings == [])
        #expect(result.isSound)
        #expect(result.events == 9)
        #expect(result.batches == 3)
        #expect(result.head.count == 64)
        #expect(try book.ledger.batches().last?.digest.hexadecimal == result.head)
    }

    @Test func `an empty ledger is sound and has no head`() throws {
        let book = try Book()
        let result = try book.ledger.verify()
        #expect(result.isSound)
        #expect(result.head == "")
        #expect(result.events == 0)
    }

    @Test(arguments: [
        "UPDATE event SET quantity = quantity + 1 WHERE seq = 5",
        "UPDATE event SET occurred_at = occurred_at + 1 WHERE seq = 5",
        "UPDATE event SET document = '2000004799' WHERE seq = 5",
        "UPDATE event SET line = '2' WHERE seq = 5",
        "UPDATE event SET line = NULL WHERE seq = 5",
        "UPDATE event SET row = row + 1 WHERE seq = 5",
        "UPDATE event SET row = NULL WHERE seq = 5",
        "UPDATE event SET amount = 39700 WHERE seq = 5",
        "UPDATE event SET currency = 'USD' WHERE seq = 5",
        "UPDATE event SET amount = NULL, currency = NULL WHERE seq = 5",
        "UPDATE event SET channel = NULL WHERE seq = 5",
        "UPDATE event SET sku = 2 WHERE seq = 5",
        "UPDATE event SET reverses = 3 WHERE seq = 5",
        "UPDATE event SET route = (SELECT route FROM event WHERE seq = 7) WHERE seq = 5",
        "UPDATE event_detail SET reason = 'seized' WHERE seq = 4",
        "UPDATE event_detail SET note = 'a note' WHERE seq = 4",
        "UPDATE event_detail SET pedimento = '265137466000124' WHERE seq = 2",
        "DELETE FROM event_detail WHERE seq = 4",
        "INSERT INTO event_detail (seq, tracking) VALUES (5, 'X')",
        "UPDATE sku SET code = 'MX-9' WHERE id = 1",
        "UPDATE warehouse SET code = 'MTY2' WHERE id = 1",
        "UPDATE shipment SET code = 'S-9' WHERE id = 1",
        "UPDATE source SET code = 'amazon' WHERE id = 1",
        "UPDATE channel SET code = 'amazon' WHERE id = 1",
        "UPDATE route SET stage = 'damaged' WHERE kind = 'stock_received'",
        "UPDATE route SET kind = 'sale_shipped' WHERE kind = 'order_placed'",
        "UPDATE route SET memo = 1 WHERE kind = 'order_placed'",
        "UPDATE batch SET recorded_at = recorded_at - 1 WHERE id = 1",
        "UPDATE batch SET file = 'other.csv' WHERE id = 1",
        "UPDATE batch SET file_sha256 = zeroblob(32) WHERE id = 1",
        "UPDATE batch SET profile = 'other' WHERE id = 1",
        "UPDATE batch SET action = 'open' WHERE id = 1",
        "UPDATE batch SET undoes = 1 WHERE id = 1",
        "UPDATE batch SET recorded = recorded - 1, stale = stale + 1 WHERE id = 1",
        "UPDATE batch SET superseded = 1 WHERE id = 1",
        "UPDATE batch SET digest = zeroblob(32) WHERE id = 1",
        "UPDATE batch SET digest = NULL WHERE id = 1",
        "UPDATE ledger SET time_zone = 'America/Tijuana'",
        "UPDATE ledger SET currency = 'USD'",
        "UPDATE ledger SET currency = NULL",
        "UPDATE ledger SET created_at = created_at + 1",
    ])
    func `a change of the first batch is found and named`(change: String) throws {
        let book = try Book.season()
        try book.tamper(change)
        let findings = try book.ledger.verify().findings
        #expect(findings.contains("batch 1: " + Self.brokenDigest), "\(findings)")
        #expect(!findings.contains { $0.hasPrefix("batch 2") }, "\(findings)")
    }

    @Test(arguments: [
        "UPDATE rejected_row SET raw = x'00'", "UPDATE rejected_row SET problems = '[]'",
        "UPDATE rejected_row SET row = 1", "DELETE FROM rejected_row", "DELETE FROM restated",
        "UPDATE restated SET first_seq = 1", "INSERT INTO restated VALUES (2, 1, 1)",
        "INSERT INTO rejected_row (batch, row, raw, raw_hash, problems) VALUES (2, 9, x'00', 0, '[]')",
    ])
    func `the data of a batch besides its events is part of its digest`(change: String) throws {
        let book = try Book.season()
        try book.tamper(change)
        #expect(try book.ledger.verify().findings.contains("batch 2: " + Self.brokenDigest))
    }

    @Test(arguments: [
        "UPDATE declaration SET value = '{}' WHERE batch = 4",
        "UPDATE declaration SET subject = 'MX-2' WHERE batch = 4",
        "UPDATE declaration SET topic = 'teller' WHERE batch = 4",
        "DELETE FROM declaration WHERE batch = 4 AND n = 1",
        "UPDATE declaration SET value = NULL WHERE batch = 4",
        "UPDATE declaration SET n = 9 WHERE batch = 4 AND n = 1",
        "INSERT INTO declaration VALUES (4, 3, 'item', 'MX-3', '{}')",
    ])
    func `declarations are part of their batch's digest`(change: String) throws {
        let book = try Book.season()
        try book.ledger.declare(items: [Item(sku: "MX-1", name: "table"), Item(sku: "MX-2", name: "chair")])
        try book.tamper(change)
        #expect(try book.ledger.verify().findings.contains("batch 4: " + Self.brokenDigest))
    }

    @Test(arguments: [
        ("DELETE FROM event WHERE seq = 2", "batch 1: expected event 2, found 3"),
        ("DELETE FROM event WHERE seq = 1", "batch 1: expected event 1, found 2"),
        ("DELETE FROM event WHERE seq = 6", "batch 1: has 5 events instead of 6"),
        ("DELETE FROM event WHERE seq = 9", "batch 3: has 0 events instead of 1"),
        ("UPDATE event SET seq = 12 WHERE seq = 9", "batch 3: expected event 9, found 12"),
        ("UPDATE event SET batch = 1 WHERE seq = 7", "batch 1: has 7 events instead of 6"),
        ("DELETE FROM batch WHERE id = 2", "batch 3: expected batch 2"),
        ("DELETE FROM batch WHERE id = 3", "event 9: is not in any batch"),
        (
            "UPDATE batch SET recorded_at = recorded_at - 1 WHERE id = 3",
            "batch 3: was recorded before the previous batch"
        ),
        ("UPDATE batch SET rows = rows + 1 WHERE id = 2", "batch 2"),
        ("UPDATE batch SET events = events + 1 WHERE id = 2", "batch 2: has 2 events instead of 3"),
        ("UPDATE batch SET action = 'forge' WHERE id = 2", "batch 2"),
        ("UPDATE route SET kind = 'forge' WHERE kind = 'order_shipped'", "unknown kind"),
        ("DELETE FROM sku WHERE id = 1", "code with id 1 is missing"),
        ("DELETE FROM route WHERE id = 1", "route 1 is missing"),
        ("DELETE FROM ledger", "the settings of the ledger are missing"),
        (
            """
            INSERT INTO event (seq, batch, route, source, document, sku, quantity, occurred_at)
            SELECT 10, 3, route, source, 'FORGED', sku, quantity, occurred_at FROM event WHERE seq = 9
            """,
            "batch 3: has 2 events instead of 1"
        ),
        (
            """
            INSERT INTO event (seq, batch, route, source, document, sku, quantity, occurred_at)
            SELECT 10, 4, route, source, 'FORGED', sku, quantity, occurred_at FROM event WHERE seq = 9
            """,
            "event 10: is not in any batch"
        ),
    ])
    func `a gap or a forgery is found where it is`(change: String, finding: String) throws {
        let book = try Book.season()
        try book.tamper(change)
        let result = try book.ledger.verify()
        #expect(!result.isSound)
        #expect(result.findings.contains { $0.contains(finding) }, "\(result.findings)")
    }

    @Test func `the head of an earlier batch is accepted as an expected head`() throws {
        let book = try Book.season()
        for batch in try book.ledger.batches() {
            #expect(try book.ledger.verify(expectedHead: batch.digest.hexadecimal).isSound)
            #expect(try book.ledger.verify(expectedHead: batch.digest.hexadecimal.uppercased()).isSound)
        }
    }

    @Test func `a cut-off end is found only with a head kept elsewhere`() throws {
        let book = try Book.season()
        let copy = book.folder.file("copy.ledger")
        _ = try book.ledger.backup(to: copy)
        try book.ledger.record([
            .stockReceived("GRN-9", sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
        ])
        let head = try book.ledger.verify().head
        let cutOff = try Ledger.open(copy)
        #expect(try cutOff.verify().isSound)
        #expect(
            try cutOff.verify(expectedHead: head).findings == [
                "no batch ends with the expected head \(head)"
            ]
        )
    }

    @Test func `an undone and repeated import verifies like any other`() throws {
        let book = try Book.season()
        for batch in 1...3 { _ = try book.ledger.undo(batch: Int64(batch)) }
        _ = try book.ledger.undo(batch: 6)
        #expect(try book.ledger.verify().findings == [])
    }
}
