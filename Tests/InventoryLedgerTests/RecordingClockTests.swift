import TestSupport
import Testing

@testable import InventoryLedger

/// A wrong clock is noticed before it affects the times of all later batches, and a right one can correct them.
@Suite struct RecordingClockTests {
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 24 * hour
    private static let year: Int64 = 365 * day

    private static func after(_ milliseconds: Int64) -> Instant {
        Book.now.advanced(byMilliseconds: milliseconds)
    }

    /// Opens the book with a clock that stands at an instant.
    private static func ledger(_ book: Book, at now: Instant, isRight: Bool = false) throws -> Ledger {
        try Ledger.open(book.ledger.path, clock: { now }, clockIsRight: isRight)
    }

    private static func event(_ document: String) throws -> Event {
        var fields = try Event.stated("stock_received, quantity 4").fields
        fields.document = try Document(document)
        return try Event(fields)
    }

    @Test(arguments: [
        (0, 0, false), (1, 1, false), (-1, 0, false), (-hour, 0, false), (-hour - 1, 0, true),
        (-day, 0, true),
        (300 * day, 300 * day, false), (year, year, false), (year + 1, year + 1, true),
        (5 * year, 5 * year, true),
    ])
    func `a clock near the last batch is accepted, with a warning from an hour or a year on`(
        distance: Int64,
        recorded: Int64,
        warns: Bool
    ) throws {
        let book = try Book()
        try book.ledger.record([Self.event("G-1")])
        let ledger = try Self.ledger(book, at: Self.after(distance))
        let result = try ledger.record([Self.event("G-2")])
        #expect(try ledger.batches().map(\.recordedAt) == [Book.now, Self.after(recorded)])
        #expect(result.warnings.map(\.column) == (warns ? ["recorded_at"] : []))
        #expect(result.warningsTotal == (warns ? 1 : 0))
        #expect(try ledger.verify().findings == [])
        // If nothing is recorded, there is no warning.
        #expect(try ledger.record([Self.event("G-2")]).warnings.isEmpty)
    }

    @Test(arguments: [-day - 1, -10 * year, 5 * year + 1, 72 * year])
    func `a clock far from the last batch is refused unless someone says that it is right`(
        distance: Int64
    ) throws {
        let book = try Book()
        try book.ledger.record([Self.event("G-1")])
        let doubted = try Self.ledger(book, at: Self.after(distance))
        let ways: [(Ledger) throws -> Void] = [
            { try $0.record([Self.event("G-2")]) }, { try $0.undo(batch: 1) },
            { try $0.declare(items: [Item(sku: "MX-1", name: "Lamp")]) },
            { try $0.declare(factSources: [FactSource(warehouse: "MTY1", fact: .orders, source: "shop")]) },
            {
                try $0.declare(codes: [
                    CodeMapping(.sku, source: "shop", code: "KIT", components: [.init(value: "MX-1")])
                ])
            },
        ]
        for way in ways {
            let error = #expect(throws: LedgerError.self) { try way(doubted) }
            #expect(error?.code == .clockDoubted)
            #expect(error?.message.contains("batch 1, recorded at 2026-11-20 06:00-06:00") == true)
        }
        #expect(try doubted.batches().count == 1)
        // Known events record nothing, so the clock does not matter.
        #expect(try doubted.record([Self.event("G-1")]).counts.duplicates == 1)

        let right = try Self.ledger(book, at: Self.after(distance), isRight: true)
        for way in ways { try way(right) }
        let batches = try right.batches()
        #expect(batches.dropFirst().allSatisfy { $0.recordedAt == Self.after(distance) })
        // The first of them is far from the previous one; the others are not.
        #expect(batches.map(\.isClockVouchedFor) == [false, true, false, false, false, false])
        #expect(try right.verify().findings == [])
        #expect(try LedgerOracle.check(path: book.ledger.path) == [])
    }

    @Test func `one batch from 2099 does not decide the times of later batches`() throws {
        let book = try Book()
        try book.ledger.record([Self.event("G-1")])
        let far = Self.after(72 * Self.year)
        try Self.ledger(book, at: far, isRight: true).record([Self.event("G-2")])
        let now = Self.after(Self.day)
        #expect(throws: LedgerError.self) { try Self.ledger(book, at: now).record([Self.event("G-3")]) }
        let before = try book.stock(StockQuery(time: ReportTime(knownAt: now)))
        #expect(before == "MX-1 MTY1 available 4")
        try Self.ledger(book, at: now, isRight: true).record([Self.event("G-3")])
        try Self.ledger(book, at: Self.after(2 * Self.day)).record([Self.event("G-4")])
        let times = try book.ledger.batches().map(\.recordedAt)
        #expect(times == [Book.now, far, now, Self.after(2 * Self.day)])
        // What was known never becomes less, and a batch is known once a later one is.
        let known = try [0, Self.day - 1, Self.day, 2 * Self.day, 80 * Self.year].map {
            try book.stock(StockQuery(time: ReportTime(knownAt: Self.after($0))))
        }
        #expect(known == [4, 4, 12, 16, 16].map { "MX-1 MTY1 available \($0)" })
        #expect(try book.ledger.verify().findings == [])
        _ = try book.ledger.rebuild()
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `the first batch is compared with the time at which the ledger was created`() throws {
        for (distance, isTaken) in [
            (-Self.day, true), (-Self.day - 1, false), (5 * Self.year, true), (5 * Self.year + 1, false),
        ] {
            let book = try Book()
            let ledger = try Self.ledger(book, at: Self.after(distance))
            if isTaken {
                try ledger.record([Self.event("G-1")])
                #expect(try ledger.batches().map(\.recordedAt) == [Self.after(distance)])
            } else {
                let error = #expect(throws: LedgerError.self) { try ledger.record([Self.event("G-1")]) }
                #expect(error?.code == .clockDoubted)
            }
        }
    }

    @Test func `a computer that has lost its time is noticed at the first batch`() throws {
        let folder = try TemporaryFolder()
        let ledger = try Ledger.create(at: folder.file("l.ledger"), clock: { Instant(milliseconds: 1000) })
        let error = #expect(throws: LedgerError.self) { try ledger.record([Self.event("G-1")]) }
        #expect(error?.code == .clockDoubted)
        #expect(error?.message.contains("1969-12-31 18:00:01-06:00, before this program was made") == true)
    }

    @Test(arguments: [
        "UPDATE batch SET clock_is_right = 1 WHERE id = 2",
        "UPDATE batch SET clock_is_right = NULL WHERE id = 3",
        "UPDATE batch SET recorded_at = recorded_at - 1 WHERE id = 2",
    ])
    func `a time or a mark that was changed by hand is found`(change: String) throws {
        let book = try Book()
        try book.ledger.record([Self.event("G-1")])
        try book.ledger.record([Self.event("G-2")])
        try Self.ledger(book, at: Self.after(-Self.year), isRight: true).record([Self.event("G-3")])
        #expect(try book.ledger.verify().findings == [])
        try book.tamper(change)
        #expect(try !book.ledger.verify().isSound)
    }
}
