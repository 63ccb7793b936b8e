import TestSupport
import Testing

@testable import InventoryLedger

/// The log folded in parallel pieces equals the log folded at once.
@Suite struct FoldInPartsTests {
    @Test func `ranges cover the log without gaps, however many they are`() {
        for last in Int64(0)...13 {
            for count in 1...20 {
                let ranges = LogRange.parts(ofLogTo: last, count: count)
                #expect(ranges.count == count)
                let numbers = ranges.flatMap { $0.first <= $0.last ? Array($0.first...$0.last) : [] }
                #expect(numbers == (last == 0 ? [] : Array(1...last)), "\(last) events in \(count)")
            }
        }
        // The last number of a damaged log may be of any size.
        #expect(LogRange.parts(ofLogTo: .max, count: 4).last?.last == .max)
    }

    @Test(arguments: seeds(4))
    func `the parts of a fold add up to the fold at once`(seed: UInt64) throws {
        let season = Season(seed: seed)
        let book = try Book(of: season)
        try book.importPapers(season.papers + season.openings, of: season)
        let ledger = book.ledger
        let (last, openings) = try ledger.connections.read { (try LogHead.seq($0), try Openings($0)) }
        let fold = LogFold(zone: ledger.settings.zone, openings: openings)
        let whole = try ledger.connections.read { try fold.sums($0, first: 1, last: last) }
        let expected = try rows(SortedSums([whole]))
        var random = SeededDraws(seed: seed)
        for count in [1, 2, 3, random.number(4...40), Int(last), Int(last) + 3] {
            let ranges = LogRange.parts(ofLogTo: last, count: count).shuffled(using: &random)
            let parts = try WholeFold(connections: ledger.connections, zone: ledger.settings.zone)
                .parts(fold, ranges: ranges)
            let sums = SortedSums(parts.map(\.sums))
            #expect(try rows(sums) == expected, "seed \(seed), \(count) parts")
            let comparison = SumComparison(connections: ledger.connections, sums: sums, openings: openings)
            #expect(try comparison.firstDifference() == nil, "seed \(seed), \(count) parts")
        }
    }

    @Test func `an opening that is not among the stored ones is found in the log`() throws {
        let book = try Book.season()
        let before = try book.rows("SELECT * FROM position") + book.rows("SELECT * FROM opening")
        for wrong in ["DELETE FROM opening", "UPDATE opening SET at = at + 86400000, events = 7"] {
            try book.runSQL(wrong)
            _ = try book.ledger.rebuild()
            let after = try book.rows("SELECT * FROM position") + book.rows("SELECT * FROM opening")
            #expect(after == before)
            #expect(try book.ledger.verify().isSound)
        }
    }

    private func rows(_ sums: SortedSums) throws -> [String] {
        func text(_ number: Int32, _ cells: [CellTable.Entry]) -> [String] {
            cells.map {
                "\(number) \($0.key.sku) \($0.key.route) \($0.key.isBeforeOpening) \($0.units) \($0.events)"
            }
        }
        return try sums.months.flatMap { month in
            try month.days().flatMap { text($0.number, $0.cells) } + ["month \(month.number)"]
        } + ["routes"]
            + sums.routeUse.map { "\($0.route) \($0.events)" }
    }
}
