import TestSupport
import Testing

@testable import InventoryLedger

/// A set of days has exactly the days of its ranges.
@Suite struct DaySetTests {
    @Test(arguments: seeds(10))
    func `a day is in a set if it is in one of its ranges`(seed: UInt64) {
        var random = SeededDraws(seed: seed)
        let ranges = (0..<random.number(0...6)).map { _ in
            let first = random.number(-40...40)
            return first...first + random.number(0...12)
        }
        let set = DaySet(ranges)
        for day in -50...60 { #expect(set.contains(day) == ranges.contains { $0.contains(day) }) }
    }

    @Test func `an empty set has no day`() {
        #expect(!DaySet([]).contains(0))
    }
}
