import TestSupport
import Testing

/// Importing twice changes nothing, however the files overlap.
@Suite struct OverlapLawTests {
    /// Files that state papers several times: each once as a whole, elsewhere perhaps cut off.
    static func files(_ papers: [[SeasonRow]], _ random: inout SeededDraws, cuts: Bool) -> [[[SeasonRow]]] {
        var files = Array(repeating: [[SeasonRow]](), count: 4)
        for paper in papers {
            let whole = random.number(0...3)
            for index in files.indices {
                if index == whole {
                    files[index].append(paper)
                } else if random.chance(35) {
                    let kept = cuts ? random.number(1...paper.count) : paper.count
                    files[index].append(random.shuffled(Array(paper.prefix(kept))))
                }
            }
        }
        return files.filter { !$0.isEmpty }
    }

    @Test(arguments: seeds(6))
    func `movements in several files count once`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let files = Self.files(season.papers, &random, cuts: true)
        let book = try Book(of: season)
        var recorded: Int64 = 0
        for file in files {
            let counts = try book.importPapers(file, of: season).append.counts
            #expect(counts.rows == Int64(file.reduce(0) { $0 + $1.count }))
            #expect(counts.recorded + counts.duplicates == counts.rows)
            recorded += counts.recorded
        }
        #expect(recorded == Int64(season.rows.count))
        let once = try Book(of: season)
        try once.importPapers(season.papers, of: season)
        try expectSame(book, once, season)
        try expectSound(book)
        for file in random.shuffled(files) {
            let again = try book.importPapers([random.shuffled(file.flatMap { $0 })], of: season).append
            #expect(again.batch == nil)
            #expect(again.events == 0)
            #expect(again.counts.duplicates == again.counts.rows)
        }
    }

    @Test func `a cut-off edge day is completed by the later file`() throws {
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"
        func sale(_ units: Int) -> String { "sale_shipped,amazon,ledger,MX-1,FBA,\(units),2026-11-13\n" }
        let cut = header + sale(1) + sale(1) + sale(2)
        let whole = header + sale(2) + sale(1) + sale(3) + sale(1) + sale(1)
        for files in [[cut, whole], [whole, cut]] {
            let book = try Book()
            for file in files { try book.importFile(file) }
            #expect(try book.stock() == "MX-1 FBA available -8")
            #expect(try book.liveRows().count == 5)
        }
    }
}
