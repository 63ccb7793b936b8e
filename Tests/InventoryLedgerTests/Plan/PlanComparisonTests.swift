import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct PlanComparisonTests {
    @Test func `methods are compared on what they knew, and on what then sold`() throws {
        let book = try PlanTests.season()
        var query = PlanQuery(promotion: "fin-2025")
        let day = try #require(CalendarDate("2025-09-24"))
        let before = try book.ledger.comparePlans(query, plannedOn: day)
        #expect(before.demand == 90 && before.positions == 2)
        func method(_ name: String, _ comparison: PlanComparison) throws -> PlanComparison.Method {
            try #require(comparison.methods.first { $0.name == name })
        }
        // 4 and 2 a day for five days, of 66 and 24.
        let mean = try method("mean_28", before)
        #expect((mean.ordered - 30.0 / 90).magnitude < 1e-9 && (mean.fill - 30.0 / 90).magnitude < 1e-9)
        #expect(mean.over == 0 && (mean.pinball - 0.8 * 60 / 90).magnitude < 1e-9)
        // Every week is the same: 4 and 2 a day for 42 + 5 days, less 35.
        #expect((try method("peak_rate", before).ordered - 6.0 * 12 / 90).magnitude < 1e-9)
        // 20 and 10 units x 1.15, since there is no earlier promotion.
        #expect((try method("plan_flat", before).ordered - 34.5 / 90).magnitude < 1e-9)
        let traffic = try #require(Fraction(decimal: "3"))
        query.traffic = traffic
        let triple = try method("plan_flat", try book.ledger.comparePlans(query, plannedOn: day))
        // 69 of 66 lamps, 34.5 of 24 fans.
        #expect(triple.fill == 1 && (triple.over - 13.5 / 90).magnitude < 1e-9)
        #expect(triple.covered == 1)
        // What is recorded of later days changes no order.
        try book.importFile(
            "kind,document,sku,warehouse,quantity,occurred_at\nsale_shipped,LATER,LAMP,MTY1,500,2025-10-20T12:00\n"
        )
        let again = try method("plan_flat", try book.ledger.comparePlans(query, plannedOn: day))
        #expect(again == triple)
    }

    @Test func `a promotion that has not ended, or a day in it, is refused`() throws {
        let book = try PlanTests.season()
        book.setNow(PlanTests.asOf)
        #expect(throws: LedgerError.self) {
            try book.ledger.comparePlans(PlanQuery(promotion: "fin-2026"))
        }
        let first = try #require(CalendarDate("2025-11-13"))
        #expect(throws: LedgerError.self) {
            try book.ledger.comparePlans(PlanQuery(promotion: "fin-2025"), plannedOn: first)
        }
    }
}
