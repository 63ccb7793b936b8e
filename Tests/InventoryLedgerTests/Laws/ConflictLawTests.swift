import InventoryLedger
import TestSupport
import Testing

/// Same key, other content: refused, kept or amended.
@Suite struct ConflictLawTests {
    /// A season's papers and a later version of them with some changed rows.
    struct Correction {
        let season: Season
        let corrected: [[SeasonRow]]
        /// Rows of the later version that differ: exactly that many conflicts.
        let conflicts: Int64

        init(seed: UInt64) {
            var random = SeededDraws(seed: seed &+ 100)
            season = Season(seed: seed, keepsPlans: true)
            corrected = season.papers.map { paper in
                paper.map { row in
                    guard random.chance(20) else { return row }
                    var row = row
                    switch (random.number(1...3), row.units) {
                    case (1, let units?): row.units = units + 100
                    case (2, _) where !row["reason"].isEmpty: row["reason"] = "corrected"
                    // For a movement without a line, another time is another part.
                    case (_, let units?) where row["line"].isEmpty: row.units = units + 200
                    case _ where row.kind == "eta_changed": return row
                    default: row.at += 60_000
                    }
                    return row
                }
            }
            var known: [[UInt8]: Int] = [:]
            for row in season.rows { known[row.statement, default: 0] += 1 }
            conflicts = corrected.flatMap { $0 }.reduce(into: 0) { count, row in
                if let left = known[row.statement], left > 0 {
                    known[row.statement] = left - 1
                } else {
                    count += 1
                }
            }
        }

        /// A book of the original papers, or of the corrected ones.
        func book(_ papers: [[SeasonRow]]) throws -> Book {
            let book = try Book(of: season)
            try book.importPapers(papers, of: season)
            return book
        }
    }

    @Test(arguments: seeds(4))
    func `by default a file with conflicts is not recorded`(seed: UInt64) throws {
        let correction = Correction(seed: seed)
        let book = try correction.book(correction.season.papers)
        let before = try book.liveRows()
        let result = try book.importPapers(correction.corrected, of: correction.season).append
        #expect(result.counts.conflicts == correction.conflicts)
        #expect(result.counts.duplicates == result.counts.rows - correction.conflicts)
        #expect(result.isRefused == (correction.conflicts > 0))
        #expect(result.batch == nil)
        #expect(try book.liveRows() == before)
        #expect(try book.ledger.batches().count == 1)
    }

    @Test(arguments: seeds(4))
    func `keep leaves the ledger unchanged and records what is new`(seed: UInt64) throws {
        let correction = Correction(seed: seed)
        let half = correction.season.papers.count / 2
        let book = try correction.book(Array(correction.season.papers[..<half]))
        let file = Array(correction.corrected[..<half]) + correction.season.papers[half...]
        let kept = try book.importPapers(file, of: correction.season) { $0.append.onConflict = .keep }.append
        #expect(kept.counts.conflicts + kept.counts.duplicates + kept.counts.recorded == kept.counts.rows)
        try expectSame(book, correction.book(correction.season.papers), correction.season)
        try expectSound(book)
    }

    @Test(arguments: seeds(4))
    func `amend makes the ledger say what the file says, and its undo restores the rest`(seed: UInt64)
        throws
    {
        let correction = Correction(seed: seed)
        let season = correction.season
        let book = try correction.book(season.papers)
        book.setNow(Book.now.advanced(byMilliseconds: 1000))
        let dry = try book.importPapers(correction.corrected, of: season) {
            $0.append.onConflict = .amend
            $0.append.isDryRun = true
        }.append
        let amended = try book.importPapers(correction.corrected, of: season) {
            $0.append.onConflict = .amend
        }.append
        #expect(amended.counts.conflicts == correction.conflicts)
        #expect(amended.counts.superseded == correction.conflicts)
        #expect(dry.counts == amended.counts)
        try expectSame(book, correction.book(correction.corrected), season)
        #expect(try book.exactStock() == NaiveLedger(correction.corrected.flatMap { $0 }).stock())
        let first = NaiveLedger(season.rows).stock()
        #expect(try book.exactStock(knownAt: Book.now.milliseconds) == first)
        try expectSound(book)

        let again = try book.importPapers(correction.corrected, of: season).append
        #expect(again.counts.duplicates == again.counts.rows)

        guard let batch = amended.batch else { return }
        let undo = try book.ledger.undo(batch: batch)
        #expect(undo.reversed == undo.restored)
        try expectSame(book, correction.book(season.papers), season)
        #expect(try book.ledger.undo(batch: batch).batch == nil)
        try expectSound(book)

        // And back again: undoing the undo restores the amendment.
        #expect(try book.ledger.undo(batch: #require(undo.batch)).batch != nil)
        try expectSame(book, correction.book(correction.corrected), season)
        try expectSound(book)
    }

    @Test(arguments: ["", "1"])
    func `a conflict names every column that differs`(line: String) throws {
        let book = try Book()
        let header = "kind,document,line,sku,warehouse,quantity,occurred_at,reason,note\n"
        try book.importFile(header + "stock_adjusted,R,\(line),MX-1,W,4,2026-11-13,found,first\n")
        let result = try book.importFile(
            header + "stock_adjusted,R,\(line),MX-1,W,5,2026-11-13,lost,second\n"
        )
        #expect(result.append.problems.map(\.column) == ["quantity", "reason"])
        #expect(result.append.problems.map(\.row) == [2, 2])
        #expect(result.append.problems.allSatisfy { $0.code == "conflict" })
    }

    @Test func `a file that contradicts itself is refused, except with keep`() throws {
        let header = "kind,document,line,sku,warehouse,quantity,occurred_at\n"
        let file = header + "stock_adjusted,R,1,A,W,4,2026-11-13\nstock_adjusted,R,1,A,W,5,2026-11-13\n"
        for policy in ConflictPolicy.allCases {
            let result = try Book().importFile(file) { $0.append.onConflict = policy }
            #expect(result.append.counts.conflicts == 1)
            #expect(result.append.isRefused == (policy != .keep))
        }
    }
}
