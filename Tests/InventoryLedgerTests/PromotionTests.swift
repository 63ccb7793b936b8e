import InventoryLedger
import TestSupport
import Testing

@Suite struct PromotionTests {
    private func promotion(_ name: String, _ from: Int, _ to: Int, zone: String = "America/Tijuana") throws
        -> Promotion
    {
        try Promotion(
            name: name,
            from: #require(CalendarDate(year: 2026, month: 11, day: from)),
            to: #require(CalendarDate(year: 2026, month: 11, day: to)),
            timeZone: zone
        )
    }

    @Test func `a promotion is recorded once and removed with its batch`() throws {
        let book = try Book()
        let buenFin = try promotion("Buen Fin", 13, 17)
        #expect(try book.ledger.declare(promotion: buenFin).batch == 1)
        #expect(try book.ledger.declare(promotion: buenFin).batch == nil)
        #expect(try book.ledger.promotions() == [buenFin])
        try book.ledger.undo(batch: 1)
        #expect(try book.ledger.promotions().isEmpty)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `existing names, reversed days and unknown zones are refused`() throws {
        let book = try Book()
        try book.ledger.declare(promotion: promotion("Buen Fin", 13, 17))
        #expect(throws: LedgerError.self) {
            try book.ledger.declare(promotion: promotion("buen fin", 14, 17))
        }
        #expect(throws: LedgerError.self) { try promotion("other", 17, 13) }
        #expect(throws: LedgerError.self) { try promotion("other", 13, 17, zone: "Mars/Olympus") }
        #expect(throws: LedgerError.self) { try promotion(" ", 13, 17) }
        #expect(throws: LedgerError.self) { try book.ledger.sellThrough(promotion: "buen fon") }
    }

    @Test func `removing a promotion takes its plan along, and undoing that brings both back`() throws {
        let book = try Book()
        let buenFin = try promotion("Buen Fin", 13, 17)
        let plan = [
            PlanLine(sku: "MX-1", warehouse: "MTY1", forecast: 40, stockTarget: 50),
            PlanLine(sku: "MX-2", forecast: 5),
        ]
        try book.ledger.declare(promotion: buenFin)
        try book.ledger.declare(plan: plan, of: "Buen Fin")
        #expect(try book.ledger.plan(of: "Buen Fin") == plan)
        try book.ledger.removePromotion("Buen Fin")
        #expect(try book.ledger.promotions().isEmpty)
        try book.ledger.declare(promotion: buenFin)
        #expect(try book.ledger.plan(of: "Buen Fin").isEmpty)
        try book.ledger.undo(batch: 4)
        try book.ledger.undo(batch: 3)
        #expect(try book.ledger.plan(of: "Buen Fin") == plan)
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `days are cut in the promotion's own zone`() throws {
        let window = try promotion("Buen Fin", 1, 1).window()
        // The day on which Tijuana's clocks go back has 25 hours.
        #expect(window.start.description == "2026-11-01T07:00:00Z")
        #expect(window.end.description == "2026-11-02T08:00:00Z")
    }
}
