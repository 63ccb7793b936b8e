import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct RunsOutTests {
    @Test func `stock runs out at the normal rate, and sooner in a promotion`() throws {
        let book = try PlanTests.season()
        var query = RunsOutQuery()
        query.time = ReportTime(asOf: PlanTests.asOf)
        let rows = try book.ledger.runsOut(query)
        #expect(rows.map(\.sku) == ["FAN", "LAMP"])
        // 20 fans at 3 a day: the last of them on the seventh day.
        #expect(rows[0].runsOutOn.description == "2026-09-27" && rows[0].during == nil)
        // 330 lamps: 52 days at 6 leave 18, which last one day at 6 x 3.05.
        #expect(rows[1].runsOutOn.description == "2026-11-12" && rows[1].during == "fin-2026")
        query.before = CalendarDate("2026-11-12")
        let before = try book.ledger.runsOut(query)
        #expect(before.map(\.sku) == ["FAN"])
        // 45 days at 3 a day.
        #expect(before[0].shortUnits == 135)
    }

    @Test func `units on the way arrive on their expected day`() throws {
        let book = try PlanTests.season { text in
            text =
                text.split(separator: "\n").map { $0 + (text.hasPrefix($0) ? ",mode" : ",") }
                .joined(separator: "\n") + "\n"
            text += "shipment_dispatched,S-1,FAN,MTY1,30,2026-09-19T13:00,air\n"
            text += "shipment_dispatched,S-2,FAN,MTY1,7,2026-09-19T13:00,\n"
        }
        var query = RunsOutQuery(sku: "FAN")
        query.time = ReportTime(asOf: PlanTests.asOf)
        let row = try #require(try book.ledger.runsOut(query).first)
        // By air 9 days to the port, 6 to the release, 4 to the shelf: too late for 20 fans.
        #expect(row.nextArrivalOn?.description == "2026-10-08")
        #expect(row.runsOutOn.description == "2026-09-27")
        #expect(row.incoming == 30 && row.undated == 7)
    }

    /// Against a walk from day to day.
    @Test(arguments: seeds(10))
    func `the last day is that of a walk from day to day`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        for _ in 0..<50 {
            let stock = Int64.random(in: 1...200, using: &draws)
            let rate = try Fraction(
                Int128.random(in: 0...40, using: &draws),
                over: Int128.random(in: 1...9, using: &draws)
            )
            var changes: [StockForecast.Change] = []
            for day in Set((0..<4).map { _ in Int.random(in: 101...180, using: &draws) }) {
                changes.append(
                    StockForecast.Change(
                        day: day,
                        arriving: Int64.random(in: 0...60, using: &draws),
                        rate: Bool.random(using: &draws)
                            ? try Fraction(Int128.random(in: 0...50, using: &draws), over: 3) : nil
                    )
                )
            }
            var left = Fraction(stock)
            var current = rate
            var walked: Int?
            for day in 101...4_000 {
                if let change = changes.first(where: { $0.day == day }) {
                    left = try left + Fraction(change.arriving)
                    current = change.rate ?? current
                }
                left = try left - current
                if left <= .zero {
                    walked = day
                    break
                }
            }
            let found = try StockForecast.lastDay(stock: stock, rate: rate, today: 100, changes: changes)
            if let walked { #expect(found == walked) } else { #expect((found ?? 4_000) >= 3_700) }
        }
        #expect(try StockForecast.lastDay(stock: 0, rate: .one, today: 100, changes: []) == 100)
    }
}
