import InventoryLedger
import TestSupport
import Testing

/// Stock is a sum: any question has the same answer from a loop over all rows.
@Suite struct StockLawTests {
    /// A book and the naive ledger with the same season in files, an hour apart.
    struct Recorded {
        let season: Season
        let book: Book
        var naive = NaiveLedger()
        /// When each file was recorded.
        var recordedAt: [Int64] = []

        init(_ season: Season) throws {
            self.season = season
            book = try Book(of: season)
        }

        mutating func record(_ papers: [[SeasonRow]]) throws {
            let now = Book.now.milliseconds + Int64(recordedAt.count) * 3_600_000
            book.setNow(Instant(milliseconds: now))
            try book.importPapers(papers, of: season)
            naive.record(papers.flatMap { $0 }, at: now)
            recordedAt.append(now)
        }
    }

    @Test(arguments: seeds(9))
    func `stock equals a loop over all rows, now and as of any instant`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var recorded = try Recorded(Season(seed: seed, bearsNumbers: true))
        let papers = recorded.season.papers + (random.chance(50) ? recorded.season.openings : [])
        for file in random.dealt(papers, into: 3) where !file.isEmpty { try recorded.record(file) }
        #expect(try recorded.book.exactStock() == recorded.naive.stock())
        for moment in recorded.season.moments(12) {
            #expect(
                try recorded.book.exactStock(asOf: moment) == recorded.naive.stock(asOf: moment),
                "as of \(moment)"
            )
        }
        for warehouse in recorded.season.warehouses {
            let moment = recorded.season.moments(1)[0]
            #expect(
                try recorded.book.exactStock(asOf: moment, warehouse: warehouse)
                    == recorded.naive.stock(asOf: moment, warehouse: warehouse)
            )
        }
    }

    @Test(arguments: seeds(9))
    func `stock known at any instant equals a loop over the rows recorded by then`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var recorded = try Recorded(Season(seed: seed, keepsPlans: true, bearsNumbers: true))
        let papers = recorded.season.papers + (random.chance(50) ? recorded.season.openings : [])
        for file in random.dealt(papers, into: 4) where !file.isEmpty { try recorded.record(file) }
        for known in recorded.recordedAt.flatMap({ [$0 - 1, $0] }) {
            let moment = random.pick(recorded.season.moments(12))
            #expect(try recorded.book.exactStock(knownAt: known) == recorded.naive.stock(knownAt: known))
            #expect(
                try recorded.book.exactStock(asOf: moment, knownAt: known)
                    == recorded.naive.stock(asOf: moment, knownAt: known)
            )
        }
    }

    @Test(arguments: seeds(5))
    func `stock known at any instant shows divided and stray shipments at their dispatched destination`(
        seed: UInt64
    )
        throws
    {
        var recorded = try Recorded(Season(seed: seed, bearsNumbers: true))
        // In the order of their issue: a dispatch is known before what follows it.
        let papers = recorded.season.papers
        let cut = papers.count / 3
        try recorded.record(Array(papers[..<cut]))
        try recorded.record(Array(papers[cut..<2 * cut]))
        try recorded.record(Array(papers[(2 * cut)...]))
        for known in recorded.recordedAt {
            #expect(try recorded.book.exactStock(knownAt: known) == recorded.naive.stock(knownAt: known))
        }
    }

    @Test(arguments: seeds(5))
    func `a date means the end of that business day`(seed: UInt64) throws {
        var recorded = try Recorded(Season(seed: seed, bearsNumbers: true))
        try recorded.record(recorded.season.papers)
        let zone = recorded.book.ledger.settings.zone
        for day in recorded.season.days where day % 5 == Int(seed % 5) {
            let end = zone.end(ofDay: day)
            #expect(end.milliseconds == recorded.season.clock.endOfDay(day))
            #expect(
                try recorded.book.exactStock(asOf: end.milliseconds)
                    == recorded.naive.stock(asOf: recorded.season.clock.endOfDay(day))
            )
        }
    }
}
