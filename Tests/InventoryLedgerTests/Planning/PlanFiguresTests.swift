import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct PlanFiguresTests {
    private func decimal(_ text: String) throws -> Fraction { try #require(Fraction(decimal: text)) }

    @Test func `the uplift of a SKU is drawn towards that of its category`() throws {
        let lamp = Uplift.History(sold: Fraction(66), expected: Fraction(4 * 5))
        let fan = Uplift.History(sold: Fraction(24), expected: Fraction(2 * 5))
        let pooled = try #require(try Uplift.pooled([lamp, fan]))
        #expect(pooled == Fraction(3))
        #expect(try Uplift.of(lamp, pooled: pooled) == decimal("3.05"))
        #expect(try Uplift.of(fan, pooled: pooled).decimal(places: 3) == "2.945")
        #expect(try Uplift.of(nil, pooled: pooled) == pooled)
        #expect(try Uplift.pooled([Uplift.History(sold: .zero, expected: Fraction(5))]) == nil)
    }

    private func lamp() throws -> PlanFigures.Inputs {
        PlanFigures.Inputs(
            rate: Fraction(6),
            forecast: try Fraction(6) * Fraction(5) * decimal("3.05") * decimal("1.10"),
            safetyFactor: try decimal("1.15"),
            firstShare: try decimal("0.75"),
            sellable: 330,
            incoming: 0,
            daysToReady: 50,
            bridgeDays: 3,
            cartonUnits: 12
        )
    }

    @Test func `the worked example comes out to the unit`() throws {
        let inputs = try lamp()
        #expect(inputs.forecast == (try decimal("100.65")))
        let figures = try PlanFigures(inputs)
        #expect(figures.target == 116)
        #expect(figures.position == Fraction(30))
        #expect(figures.bridge == Fraction(18))
        #expect(figures.need == 104)
        #expect(figures.firstNeed == 64)
        #expect(figures.first == 72)
        #expect(figures.second == 36)
        #expect(try figures.daysToEmpty() == 55)
        #expect(try figures.leftoverDays(expected: inputs.forecast)?.decimal(places: 3) == "3.225")
    }

    @Test func `stock for more than ten years does not end`() throws {
        var inputs = try lamp()
        inputs.sellable = .max
        #expect(try PlanFigures(inputs).daysToEmpty() == nil)
        inputs.sellable = 6 * 3_653
        #expect(try PlanFigures(inputs).daysToEmpty() == 3_653)
        inputs.sellable = -5
        #expect(try PlanFigures(inputs).daysToEmpty() == 0)
    }

    @Test func `an exact product is not rounded up by a rounding error`() throws {
        var inputs = try lamp()
        inputs.forecast = try Fraction(300, over: 9) * Fraction(3)
        inputs.safetyFactor = try decimal("1.16")
        #expect(try PlanFigures(inputs).target == 116)
    }

    @Test func `the least order and cartons raise an order, and nothing raises none`() throws {
        var inputs = try lamp()
        inputs.leastOrder = 100
        #expect(try PlanFigures(inputs).first == 108)
        #expect(try PlanFigures(inputs).second == 0)
        inputs.sellable = 10_000
        #expect(try PlanFigures(inputs).first == 0)
        inputs.sellable = 330
        inputs.cartonUnits = nil
        inputs.leastOrder = nil
        #expect(try PlanFigures(inputs).first == 64)
        #expect(try PlanFigures(inputs).second == 40)
    }

    @Test func `quantities beyond 64 bits are an error`() throws {
        var inputs = try lamp()
        inputs.sellable = .max
        inputs.incoming = 1
        #expect(throws: LedgerError.self) { try PlanFigures(inputs) }
        inputs = try lamp()
        inputs.forecast = Fraction(.max)
        #expect(throws: LedgerError.self) { try PlanFigures(inputs) }
    }

    @Test func `the normal rate counts in-stock days without promotions`() throws {
        let course = [
            DemandDay(day: 100, available: 50, ordered: 5), DemandDay(day: 102, available: 0, ordered: 45),
            DemandDay(day: 110, available: 20, ordered: 0), DemandDay(day: 112, available: 10, ordered: 9),
        ]
        // In stock on 112, 111, 110, 102, 101 and 100; 111 is left out.
        let demand = try NormalDemand(course, upTo: 112, count: 30, without: DaySet([111...111]))
        #expect(demand == NormalDemand(ordered: 59, days: 5))
        #expect(
            try NormalDemand(course, upTo: 112, count: 2, without: DaySet([111...111]))
                == NormalDemand(ordered: 9, days: 2)
        )
        #expect(
            try NormalDemand(course, upTo: 101, count: 30, without: DaySet([]))
                == NormalDemand(ordered: 5, days: 2)
        )
        #expect(try NormalDemand(course, upTo: 99, count: 30, without: DaySet([])).perDay == nil)
    }

    @Test func `safety is learned from thirty pairs of a class on`() throws {
        let pairs = (1...29).map { (expected: Fraction(20), actual: Int64($0)) }
        #expect(try LearnedSafety(pairs).factor(for: Fraction(20), share: decimal("0.8")) == nil)
        let more = try LearnedSafety(pairs + [(Fraction(20), 30), (.zero, 9), (Fraction(200), 1)])
        #expect(more.count(for: Fraction(29)) == 30)
        // The 24th of 30 is 24 units of 20.
        #expect(try more.factor(for: Fraction(10), share: decimal("0.8")) == decimal("1.2"))
        #expect(try more.factor(for: Fraction(30), share: decimal("0.8")) == nil)
        #expect(
            [2, 3, 9, 10, 29, 30, 99, 100, 299, 300].map { LearnedSafety.classNumber(Fraction($0)) } == [
                0, 1, 1, 2, 2, 3, 3, 4, 4, 5,
            ]
        )
    }
}
