import TestSupport
import Testing

@testable import InventoryLedger

/// The ways of shipments from sums, compared with those from every event.
@Suite struct TransitWayTests {
    @Test(arguments: seeds(6))
    func `the ways of shipments from sums are those of their events`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        var known: [Int64?] = [nil]
        var now = Book.now.milliseconds
        for file in random.dealt(season.papers + season.openings, into: 3) where !file.isEmpty {
            book.setNow(Instant(milliseconds: now))
            let batch = try book.importPapers(file, of: season).append.batch
            if let batch, random.chance(20) { _ = try book.ledger.undo(batch: batch) }
            known.append(now)
            now += 3_600_000
        }
        var count = 0
        for moment in [nil] + season.moments(5).map(Optional.some) {
            for knownAt in known {
                var time = ReportTime()
                time.asOf = moment.map { Instant(milliseconds: $0) }
                time.knownAt = knownAt.map { Instant(milliseconds: $0) }
                try book.ledger.view(time) { view in
                    let lines = try ShipmentLine.all(view)
                    let ways = TransitWay.of(lines, view.zone).map { "\($0)" }.sorted()
                    #expect(try TransitWay.all(view).map { "\($0)" }.sorted() == ways)
                    #expect(try ShipmentLine.open(view) == lines.filter { $0.open != 0 })
                    count += ways.count
                }
            }
        }
        #expect(count > 0)
    }
}
