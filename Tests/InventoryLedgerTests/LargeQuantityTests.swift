import TestSupport
import Testing

@testable import InventoryLedger

/// What is recorded can be verified: no order of adding fails if the sums fit. Earlier versions accepted any quantity
/// of 64 bits, and their ledgers can still be read.
@Suite struct LargeQuantityTests {
    /// A ledger of an earlier version, with any quantity of 64 bits.
    private static func book(_ units: [(units: Int64, day: String)]) throws -> Book {
        let book = try Book()
        for (number, one) in units.enumerated() {
            var fields = try Event.stated("stock_adjusted").fields
            fields.document = try Document("D-\(number + 1)")
            fields.quantity = Quantity(one.units)
            fields.occurredAt = try instant(one.day)
            try book.ledger.record([Event(fields, .derived)])
        }
        return book
    }

    private static func instant(_ day: String) throws -> Instant {
        guard case .date(let date)? = WrittenTime(day) else { throw Missing() }
        return Instant(milliseconds: Int64(date.dayNumber) * Instant.dayMilliseconds + 43_200_000)
    }

    private struct Missing: Error {}

    @Test func `sums that exceed 64 bits only in between are verified, rebuilt and backed up`() throws {
        let book = try Self.book([
            (-5, "2026-08-01"), (.max, "2026-11-10"), (-.max, "2026-09-20"), (.max - 7, "2026-10-12"),
            (9 - .max, "2026-07-11"),
        ])
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
        _ = try book.ledger.rebuild()
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.backup(to: book.folder.file("copy.ledger")).isSound)
        #expect(try book.stock() == "MX-1 MTY1 available -3")
        for batch in [5, 4, 3, 2, 1] as [Int64] {
            try book.ledger.undo(batch: batch)
            #expect(try book.ledger.verify().findings == [])
        }
        #expect(try book.stock() == "")
    }

    @Test func `a sum that does not fit names its SKU and the largest event`() throws {
        let book = try Self.book([(-5, "2026-09-01"), (.max, "2026-11-10"), (-.max, "2026-10-20")])
        let asOf = StockQuery(time: ReportTime(asOf: try Self.instant("2026-10-31")))
        let error = #expect(throws: LedgerError.self) { try book.ledger.stock(asOf) }
        #expect(error?.code == .sumOverflow)
        #expect(error?.message.contains("SKU MX-1") == true)
        #expect(error?.message.contains("9223372036854775807 units in event 2 of batch 2") == true)
        let further = #expect(throws: LedgerError.self) {
            try book.importText(
                "kind,document,sku,warehouse,quantity,occurred_at\nstock_adjusted,E,MX-1,MTY1,-6,2026-10-20"
            )
            try book.ledger.undo(batch: 2)
        }
        #expect(further?.code == .sumOverflow)
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `a report that cannot add up says so, and never returns a wrong number`() throws {
        let book = try Self.book([(.max, "2026-11-10")])
        var fields = try Event.stated("stock_adjusted, quantity 9").fields
        fields.document = "OTHER"
        fields.sku = "MX-2"
        try book.ledger.record([Event(fields)])
        let report = try book.ledger.stock()
        let error = #expect(throws: LedgerError.self) { try report.total() }
        #expect(error?.code == .sumOverflow)
        #expect(error?.message.contains("SKU MX-") == true)
        let assertion = StockAssertion(
            sku: "MX-1",
            warehouse: "MTY1",
            stage: .available,
            units: -5,
            at: Book.now
        )
        #expect(throws: LedgerError.self) { try book.ledger.reconcile([assertion]) }
    }

    @Test func `a statement of an earlier version counts again when a newer one is undone`() throws {
        let book = try Book()
        var fields = try Event.stated("order_placed, document O-1").fields
        fields.quantity = Quantity(5 * Quantity.unitsMax)
        fields.detail.statedAt = Book.now.advanced(byMilliseconds: -2000)
        let occurredAt = try #require(fields.occurredAt)
        let statement = try Statement(
            fields,
            [Statement.Step(kind: .orderPlaced, occurredAt: occurredAt)],
            isOfWholeLine: false,
            isCumulative: false,
            .derived
        )
        _ = try book.ledger.append(action: .record, options: AppendOptions()) { appender in
            _ = try appender.append([Event](), stating: [statement], row: nil)
            return BatchOrigin()
        }
        #expect(try book.stock().contains("allocated 5000000000000"))
        fields.quantity = 2
        fields.detail.statedAt = Book.now
        try book.ledger.record([Event(fields)])
        #expect(try book.stock().contains("allocated 2"))
        try book.ledger.undo(batch: 2)
        #expect(try book.stock().contains("allocated 5000000000000"))
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `a derived event may be larger than a stated one`() throws {
        let book = try Book()
        let rows = (1...3).map {
            "shipment_dispatched,SEA-1,\($0),MX-1,MTY1,1000000000000,2026-10-0\($0)T12:00:00Z"
        }
        try book.importText(
            "kind,document,line,sku,warehouse,quantity,occurred_at\n" + rows.joined(separator: "\n")
        )
        try book.importText(
            """
            kind,document,shipment,warehouse,occurred_at,stated_at
            customs_released,SEA-1,SEA-1,MTY1,2026-10-05T12:00:00Z,2026-10-06T12:00:00Z
            """
        )
        #expect(try book.stock() == "MX-1 MTY1 released 3000000000000")
        #expect(try book.ledger.verify().findings == [])
    }
}
