import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryLedger

/// The lists of events by month and SKU, against the events that were written.
@Suite struct EventDaysTests {
    private struct Event: Hashable {
        let day: Int
        let sku: Int64
        let seq: Int64

        init(_ day: Int, _ sku: Int64, _ seq: Int64) { (self.day, self.sku, self.seq) = (day, sku, seq) }

        init(_ entry: DayEntry) { self.init(Int(entry.day), Int64(entry.sku), entry.seq) }

        /// By month and SKU, then in the order of the log.
        static func isBefore(_ lhs: Event, _ rhs: Event) -> Bool {
            (CalendarDate(dayNumber: lhs.day).monthNumber, lhs.sku, lhs.seq)
                < (CalendarDate(dayNumber: rhs.day).monthNumber, rhs.sku, rhs.seq)
        }
    }

    /// Runs a block with the tables of a ledger.
    private func inLedger(_ block: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        try queue.writeWithoutTransaction { database in
            try SchemaVersion.migrate(database)
            try block(database)
        }
    }

    @Test(arguments: seeds(8))
    func `events are found by their days and SKUs, in whatever blocks they were written`(seed: UInt64) throws
    {
        var random = SeededDraws(seed: seed)
        let first = random.number(-1...25_000)
        var seq: Int64 = 0
        let events = (0..<400).map { _ in
            seq += Int64(random.number(1...random.number(1...3) * 50))
            return Event(first + random.number(0...100), Int64(random.number(0...5)), seq)
        }
        try inLedger { database in
            let writer = try DayWriter(database)
            var rest = events[...]
            while !rest.isEmpty {
                let block = rest.prefix(random.number(1...150))
                try writer.write(block.map { DayEntry(day: Int32($0.day), sku: Int32($0.sku), seq: $0.seq) })
                rest = rest.dropFirst(block.count)
            }
            let days = EventDays(database)
            for _ in 1...20 {
                let from = first + random.number(-5...90)
                let wanted = from...from + random.number(0...60)
                let sku = random.number(0...2) == 0 ? nil : Int64(random.number(0...6))
                let expected = events.filter { wanted.contains($0.day) && (sku ?? $0.sku) == $0.sku }
                var found: [Event] = []
                try days.forEachEvent(of: wanted, sku: sku) { found.append(Event($0)) }
                #expect(found == expected.sorted(by: Event.isBefore), "\(wanted) \(sku ?? -1)")
                var byDay: [Int: Set<Int64>] = [:]
                var order: [Int] = []
                try days.forEachDay(of: wanted, skus: sku.map { [$0] }) { day, numbers in
                    order.append(day)
                    byDay[day] = Set(numbers)
                }
                #expect(order == Set(expected.map(\.day)).sorted())
                #expect(byDay == Dictionary(grouping: expected, by: \.day).mapValues { Set($0.map(\.seq)) })
                let numbers = Set(expected.map(\.seq))
                switch try days.places(of: wanted, sku: sku) {
                case .numbers(let found): #expect(Set(found) == numbers)
                case .range(let range):
                    #expect(range == (numbers.min() ?? 0)...(numbers.max() ?? 0))
                    #expect(range.count <= numbers.count * 4 + 4)
                }
                #expect(try days.count(of: wanted) == events.count { wanted.contains($0.day) })
                #expect(
                    try days.numbers(onDay: from, sku: sku).sorted()
                        == expected.filter { $0.day == from }.map(\.seq)
                )
            }
            var all = 0
            try days.forEachEvent { _ in all += 1 }
            #expect(all == events.count)
        }
    }

    @Test(arguments: seeds(8))
    func `a damaged list is refused, or read as some events`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        try inLedger { database in
            for _ in 1...100 {
                let bytes = (0..<random.number(0...40)).map { _ in UInt8(random.number(0...255)) }
                try database.execute(
                    sql: "DELETE FROM event_month; INSERT INTO event_month VALUES (?, 1, ?, ?)",
                    arguments: [random.number(-1...600), random.number(-5...500), Data(bytes)]
                )
                do {
                    try EventDays(database).forEachEvent { #expect($0.sku == 1) }
                } catch let error as LedgerError {
                    #expect(error.code == .damaged)
                }
                do {
                    try DayWriter(database).write([DayEntry(day: 0, sku: 1, seq: 90)])
                } catch let error as LedgerError {
                    #expect(error.code == .damaged)
                }
            }
        }
    }

    @Test func `many events far apart are looked for within a range, few of them one by one`() {
        let few = LogPlaces { note in for seq in 1...10 { note(Int64(seq) * 1000) } }
        guard case .numbers(let numbers) = few else {
            Issue.record("\(few)")
            return
        }
        #expect(numbers == (1...10).map { $0 * 1000 })
        let many = LogPlaces { note in for seq in 1...1_000_001 { note(Int64(seq) * 1000) } }
        guard case .range(let range) = many else {
            Issue.record("a range was expected")
            return
        }
        #expect(range == 1000...1_000_001_000)
        guard case .numbers(let none) = LogPlaces({ _ in }) else {
            Issue.record("no events have no range")
            return
        }
        #expect(none.isEmpty)
    }

    @Test func `impossible numbers of events are not taken for a range`() {
        for numbers in [[Int64.min, .max], [-5, -4], [0, 1]] {
            guard case .numbers(let found) = LogPlaces({ note in for number in numbers { note(number) } })
            else {
                Issue.record("\(numbers)")
                continue
            }
            #expect(found == numbers)
        }
    }

    @Test func `numbers are written as JSON`() {
        #expect(EventDays.json([]) == "[]")
        #expect(EventDays.json([0, 7, 10, 1_234_567_890]) == "[0,7,10,1234567890]")
        #expect(EventDays.json([.max, .min, -1]) == "[\(Int64.max),\(Int64.min),-1]")
    }
}
