import InventoryLedger
import TestSupport
import Testing

/// Stock is a sum: any question has the same answer from a loop over all rows.
@Suite struct StockLawTests {
    /// A book and the naive ledger with the same season in files, an hour apart.
    struct Told {
        let season: Season
        let book: Book
        var naive = NaiveLedger()
        /// When each file was recorded.
        var recordedAt: [Int64] = []

        init(_ season: Season) throws {
            self.season = season
            book = try Book(of: season)
        }

        mutating func tell(_ papers: [[SeasonRow]]) throws {
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
        var told = try Told(Season(seed: seed))
        let papers = told.season.papers + (random.chance(50) ? told.season.openings : [])
        for file in random.dealt(papers, into: 3) where !file.isEmpty { try told.tell(file) }
        #expect(try told.book.exactStock() == told.naive.stock())
        for moment in told.season.moments(12) {
            #expect(
                try told.book.exactStock(asOf: moment) == told.naive.stock(asOf: moment),
                "as of \(moment)"
            )
        }
        for warehouse in told.season.warehouses {
            let moment = told.season.moments(1)[0]
            #expect(
                try told.book.exactStock(asOf: moment, warehouse: warehouse)
                    == told.naive.stock(asOf: moment, warehouse: warehouse)
            )
        }
    }

    @Test(arguments: seeds(9))
    func `stock known at any instant equals a loop over the rows recorded by then`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var told = try Told(Season(seed: seed, keepsPlans: true))
        let papers = told.season.papers + (random.chance(50) ? told.season.openings : [])
        for file in random.dealt(papers, into: 4) where !file.isEmpty { try told.tell(file) }
        for known in told.recordedAt.flatMap({ [$0 - 1, $0] }) {
            let moment = random.pick(told.season.moments(12))
            #expect(try told.book.exactStock(knownAt: known) == told.naive.stock(knownAt: known))
            #expect(
                try told.book.exactStock(asOf: moment, knownAt: known)
                    == told.naive.stock(asOf: moment, knownAt: known)
            )
        }
    }

    @Test(arguments: seeds(5))
    func `stock known at any instant shows divided and stray shipments at their dispatched destination`(
        seed: UInt64
    )
        throws
    {
        var told = try Told(Season(seed: seed))
        // In the order of their issue: a dispatch is known before what follows it.
        let papers = told.season.papers
        let cut = papers.count / 3
        try told.tell(Array(papers[..<cut]))
        try told.tell(Array(papers[cut..<2 * cut]))
        try told.tell(Array(papers[(2 * cut)...]))
        for known in told.recordedAt {
            #expect(try told.book.exactStock(knownAt: known) == told.naive.stock(knownAt: known))
        }
    }

    @Test(arguments: seeds(5))
    func `a date means the end of that business day`(seed: UInt64) throws {
        var told = try Told(Season(seed: seed))
        try told.tell(told.season.papers)
        let zone = told.book.ledger.settings.zone
        for day in told.season.days where day % 5 == Int(seed % 5) {
            let end = zone.end(ofDay: day)
            #expect(end.milliseconds == told.season.clock.endOfDay(day))
            #expect(
                try told.book.exactStock(asOf: end.milliseconds)
                    == told.naive.stock(asOf: told.season.clock.endOfDay(day))
            )
        }
    }
}
