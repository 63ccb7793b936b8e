import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct ArrivalForecastTests {
    private func day(_ text: String) throws -> Int { try #require(CalendarDate(text)).dayNumber }

    private func open(_ name: CalendarName, _ year: Int = 2026) throws -> OpenDays {
        try OpenDays(WorkCalendar(name), from: day("\(year - 1)-01-01"), to: day("\(year + 1)-12-31"))
    }

    private func usual(_ mode: TransportMode) throws -> TransitRoute {
        func ahead(_ leg: TransitLeg, _ name: CalendarName?) throws -> LegAhead {
            LegAhead(
                leg: leg,
                open: try name.map { try open($0) } ?? .always,
                estimate: try #require(LegEstimate.usual(leg, by: mode))
            )
        }
        return TransitRoute(
            dispatch: try open(.china),
            legs: [
                try ahead(.dispatchPort, nil), try ahead(.portRelease, .mexicanCustoms),
                try ahead(.releaseShelf, .of("MTY1")),
            ]
        )
    }

    @Test(arguments: [
        (TransportMode.sea, "2026-11-09", "2026-09-23"), (.air, "2026-11-09", "2026-10-16"),
        // April 5 would do, but Qingming closes April 4 to 6.
        (.sea, "2026-05-22", "2026-04-03"),
    ])
    func `goods must leave on this day to be ready on that`(
        mode: TransportMode,
        readyBy: String,
        shipBy: String
    )
        throws
    {
        let route = try usual(mode)
        let found = try #require(route.shipBy(day(readyBy), service: 0.9))
        #expect(CalendarDate(dayNumber: found).description == shipBy)
        #expect(try route.probability(from: found, by: day(readyBy), service: 0.9) == 1)
    }

    @Test func `a shipment under way arrives with what is left of its leg`() throws {
        let legs = try usual(.sea).legs
        let arrival = try #require(
            ArrivalDays(from: day("2026-09-23"), over: legs, service: 0.9, elapsed: 10)
        )
        #expect(CalendarDate(dayNumber: try #require(arrival.day(0.9))).description == "2026-11-09")
        #expect(try ArrivalDays(from: day("2026-09-23"), over: legs, service: 0.9, elapsed: 35) == nil)
    }

    /// A route of measured legs and closed days drawn from a seed, with the durations of each leg as they were drawn.
    private func drawn(_ seed: UInt64) throws -> (
        route: TransitRoute, legs: [(durations: [Int64], closed: Set<Int>)]
    ) {
        var draws = SeededDraws(seed: seed)
        // Mexico has no holiday from here to September.
        let first = try day("2026-06-01")
        var ahead: [LegAhead] = []
        var legs: [(durations: [Int64], closed: Set<Int>)] = []
        let name = try CalendarName("warehouse:drawn")
        for leg in [TransitLeg.dispatchPort, .portRelease, .releaseShelf] {
            let durations = (0..<10).map { _ in Int64.random(in: 1...9, using: &draws) }
            let closed = Set((0..<12).map { _ in first + Int.random(in: 0..<60, using: &draws) })
            let periods = try closed.map {
                try CalendarPeriod(from: CalendarDate(dayNumber: $0), to: CalendarDate(dayNumber: $0))
            }
            let calendar = WorkCalendar(name, declared: [name: periods])
            let estimate = try #require(LegEstimate(SurvivalCurve(ended: durations, running: [])))
            ahead.append(
                LegAhead(
                    leg: leg,
                    open: OpenDays(calendar, from: first - 50, to: first + 61),
                    estimate: estimate
                )
            )
            legs.append((durations, closed))
        }
        return (TransitRoute(dispatch: .always, legs: ahead), legs)
    }

    /// Against all 1,000 combinations of what the legs took, walked from day to day.
    @Test(arguments: seeds(10))
    func `the days of an arrival are those of all combinations`(seed: UInt64) throws {
        let (route, legs) = try drawn(seed)
        let start = try day("2026-06-04")
        var counts: [Int: Int] = [:]
        for first in legs[0].durations {
            for second in legs[1].durations {
                for third in legs[2].durations {
                    var day = start
                    for (left, closed) in zip([first, second, third], legs.map(\.closed)) {
                        var left = left
                        while left > 0 {
                            day += 1
                            if !closed.contains(day) { left -= 1 }
                        }
                    }
                    counts[day, default: 0] += 1
                }
            }
        }
        let arrival = try #require(ArrivalDays(from: start, over: route.legs, service: 0.9))
        #expect(arrival.days.map(\.day) == counts.keys.sorted())
        for (day, probability) in arrival.days {
            #expect((probability - Double(counts[day] ?? 0) / 1000).magnitude < 1e-9)
        }
        let readyBy = start + 25
        let chances = ArrivalChances(route.legs, by: readyBy, service: 0.9)
        #expect((chances[start] - arrival.probability(by: readyBy)).magnitude < 1e-9)
        let shipBy = try #require(route.shipBy(readyBy, service: 0.9))
        #expect(route.probability(from: shipBy, by: readyBy, service: 0.9) >= 0.9 - 1e-9)
        for later in 1...8 {
            #expect(route.probability(from: shipBy + later, by: readyBy, service: 0.9) < 0.9)
        }
    }
}
