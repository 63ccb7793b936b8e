import InventoryLedger
import TestSupport
import Testing

/// Reports on events in a source's own codes equal those on the same events in the ledger's codes.
@Suite struct MappedCodesReportTests {
    private static let header = "kind,source,document,sku,warehouse,quantity,occurred_at,order,amount\n"

    private func book(mapped: Bool) throws -> Book {
        let book = try Book()
        try book.importFile(Self.header + "stock_received,wms,G-1,A,MTY1,100,2026-11-01,,\n")
        if mapped {
            try book.ledger.declare(codes: [
                CodeMapping(.sku, source: "meli", code: "PACK", components: [.init(value: "A", units: 2)]),
                CodeMapping(.warehouse, source: "meli", code: "FULL", components: [.init(value: "MTY1")]),
            ])
        }
        let (sku, warehouse, units) = mapped ? ("PACK", "FULL", 1) : ("A", "MTY1", 2)
        func row(
            _ kind: String,
            _ document: String,
            _ packs: Int,
            _ at: String,
            _ order: String = "",
            _ amount: String = ""
        )
            -> String
        {
            "\(kind),meli,\(document),\(sku),\(warehouse),\(packs * units),\(at),\(order),\(amount)\n"
        }
        try book.importFile(
            Self.header + row("order_placed", "O1", 3, "2026-11-10T10:00", "", "300.00")
                + row("order_shipped", "O1", 2, "2026-11-10T20:00")
                + row("order_cancelled", "O1", 1, "2026-11-11T10:00", "", "100.00")
                + row("order_placed", "O2", 4, "2026-11-10T11:00", "", "400.00")
                + row("order_shipped", "O2", 4, "2026-11-14T11:00")
                + row("return_received", "R1", 1, "2026-11-16T10:00", "O2")
        )
        return book
    }

    @Test func `sell-through counts the units of a pack, its cancellations and its returns`() throws {
        let (mapped, plain) = (try book(mapped: true), try book(mapped: false))
        var query = SellThroughQuery(
            window: try ReportWindow(
                from: #require(CalendarDate(year: 2026, month: 11, day: 10)),
                to: #require(CalendarDate(year: 2026, month: 11, day: 12)),
                zone: mapped.ledger.settings.zone
            )
        )
        query.basis = .supply
        let recorded = try mapped.ledger.sellThrough(query).rows
        #expect(try recorded == plain.ledger.sellThrough(query).rows)
        let row = try #require(recorded.first)
        #expect(row.ordered == 14 && row.cancelled == 2 && row.sold == 12 && row.returned == 2)
        #expect(row.revenue.map(\.decimal) == ["600.00"])
    }

    @Test func `placed-shipped is measured under a source's own codes`() throws {
        let (mapped, plain) = (try book(mapped: true), try book(mapped: false))
        let recorded = try mapped.ledger.leadTimes()
        #expect(try recorded == plain.ledger.leadTimes())
        let orders = try #require(recorded.first { $0.leg == .placedShipped })
        #expect(orders.durations == [10 * 3_600_000, 96 * 3_600_000] && orders.overBuffer == 1)
    }
}
