import InventoryLedger
import TestSupport
import Testing

/// Sums can be undone, and redone.
@Suite struct UndoLawTests {
    @Test(arguments: seeds(7))
    func `import 1, 2, undo 1, import 1 is import 1, 2`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        // Papers that a file cuts off have no two equal rows here: of those, nobody can tell which one came back.
        let cuts = random.chance(50)
        let papers = cuts ? season.papers.map(withoutTwins) : season.papers
        let files = Array(OverlapLawTests.files(papers, &random, cuts: cuts).prefix(2))
        let plain = try Book(of: season)
        for file in files { try plain.importPapers(file, of: season) }
        let book = try Book(of: season)
        for file in files { try book.importPapers(file, of: season) }
        let undo = try book.ledger.undo(batch: 1)
        #expect(undo.reversed == Int64(files[0].reduce(0) { $0 + $1.count }))
        try expectSound(book)
        #expect(try book.importPapers(files[0], of: season).append.isRefused == false)
        try expectSame(book, plain, season)
        try expectSound(book)
    }

    @Test(arguments: seeds(4))
    func `importing again what an undo names brings all back, twins included`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let files = Array(OverlapLawTests.files(season.papers, &random, cuts: true).prefix(3))
        let book = try Book(of: season)
        var fileOfBatch: [Int64: [[SeasonRow]]] = [:]
        for file in files {
            if let batch = try book.importPapers(file, of: season).append.batch { fileOfBatch[batch] = file }
        }
        let before = try book.liveRows()
        let batch = random.pick(fileOfBatch.keys.sorted())
        let undo = try book.ledger.undo(batch: batch)
        for batch in [batch] + undo.alsoStatedBy {
            let file = try #require(fileOfBatch[batch])
            #expect(try book.importPapers(file, of: season).append.isRefused == false)
        }
        #expect(try book.liveRows() == before)
        try expectSound(book)
    }

    private func withoutTwins(_ paper: [SeasonRow]) -> [SeasonRow] {
        var seen: Set<[UInt8]> = []
        return paper.filter { seen.insert($0.statement).inserted }
    }

    /// A walk through imports and undos of files that share nothing, beside a list of what should live.
    @Test(arguments: seeds(4))
    func `after any imports and undos the book has what was not taken back`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, keepsPlans: true)
        let files = random.dealt(season.papers + season.openings, into: 4).filter { !$0.isEmpty }
        let book = try Book(of: season)
        /// The batches that each living file owes its life to: its import and the undos that brought it back.
        var lineage: [Int: [Int64]] = [:]
        var tookBack: [Int64: [Int: [Int64]]] = [:]
        var believed: [(at: Int64, stock: String)] = []
        for step in 0..<14 {
            let now = Book.now.milliseconds + Int64(step) * 1000
            book.setNow(Instant(milliseconds: now))
            let batches = Int64(try book.ledger.batches().count)
            if batches == 0 || random.chance(40) {
                let file = random.number(0...files.count - 1)
                let batch = try book.importPapers(files[file], of: season).append.batch
                #expect((batch == nil) == (lineage[file] != nil))
                if let batch { lineage[file] = [batch] }
            } else {
                let batch = Int64(random.number(1...Int(batches)))
                let reversed = lineage.filter { $0.value.contains(batch) }
                let restored = tookBack[batch, default: [:]].filter { lineage[$0.key] == nil }
                let undo = try book.ledger.undo(batch: batch)
                func rows(_ of: [Int: [Int64]]) -> Int64 {
                    Int64(of.keys.reduce(0) { $0 + files[$1].flatMap { $0 }.count })
                }
                #expect(undo.reversed == rows(reversed))
                #expect(undo.restored == rows(restored))
                #expect((undo.batch == nil) == (reversed.isEmpty && restored.isEmpty))
                guard let made = undo.batch else { continue }
                for file in reversed.keys { lineage[file] = nil }
                for (file, batches) in restored { lineage[file] = batches + [made] }
                tookBack[made] = reversed
            }
            let live = lineage.keys.sorted().flatMap { files[$0].flatMap { $0 } }
            let stock = try book.exactStock()
            #expect(stock == NaiveLedger(live).stock())
            believed.append((now, stock))
        }
        try expectSound(book)
        for (now, stock) in believed { #expect(try book.exactStock(knownAt: now) == stock) }
    }

    @Test func `undoing twice writes nothing, and undoing the undo brings all back`() throws {
        let book = try Book()
        try book.importText(receipt)
        let undo = try book.ledger.undo(batch: 1)
        #expect(undo.batch == 2)
        #expect(try book.stock() == "")
        let again = try book.ledger.undo(batch: 1)
        #expect(again.batch == nil)
        #expect(again.reversed == 0)
        #expect(try book.ledger.undo(batch: 2).restored == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 80")
        try expectSound(book)
    }

    @Test func `a cut-off group that was undone comes back beside what completed it`() throws {
        let cut = receipt
        let whole = receipt + "\nstock_received, GRN-1, MX-1, MTY1, 3, 2026-10-22"
        let book = try Book()
        try book.importText(cut)
        try book.importText(whole)
        #expect(try book.ledger.undo(batch: 1).reversed == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 3")
        let again = try book.importText(cut).append
        #expect(again.counts.recorded == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 83")
        #expect(try book.importText(cut).append.counts.duplicates == 2)
        #expect(try book.importText(whole).append.counts.duplicates == 3)
        try expectSound(book)
    }

    @Test func `a file that was undone and corrected stays in conflict with its correction`() throws {
        let book = try Book()
        try book.importText(receipt)
        #expect(try book.ledger.undo(batch: 1).reversed == 2)
        try book.importText(receipt.split(separator: "40").joined(separator: "41"))
        let wrong = try book.importText(receipt).append
        #expect(wrong.isRefused)
        #expect(wrong.counts.conflicts == 2)
    }

    @Test func `an undo names the other batches that stated its events`() throws {
        let book = try Book()
        try book.importText(receipt)
        try book.importText(receipt + "\nstock_received, GRN-2, MX-1, MTY1, 1, 2026-10-23")
        try book.importText(receipt + "\nstock_received, GRN-3, MX-1, MTY1, 1, 2026-10-24")
        #expect(try book.ledger.undo(batch: 1).alsoStatedBy == [2, 3])
        #expect(try book.ledger.undo(batch: 2).alsoStatedBy == [])
    }

    @Test func `an undo is known from when it was made`() throws {
        let book = try Book()
        try book.importText(receipt)
        book.setNow(Book.now.advanced(byMilliseconds: 1000))
        #expect(try book.ledger.undo(batch: 1).reversed == 2)
        let before = Book.now.milliseconds
        #expect(try book.exactStock(knownAt: before + 999) == "MX-1 MTY1 available 80")
        #expect(try book.exactStock(knownAt: before + 1000) == "")
        // The past is mended where it was wrong.
        #expect(try book.exactStock(asOf: before) == "")
    }

    @Test func `a batch that does not exist cannot be undone`() throws {
        let book = try Book()
        #expect(throws: LedgerError.self) { try book.ledger.undo(batch: 1) }
    }

    private let receipt = """
        kind,           document, sku,  warehouse, quantity, occurred_at
        stock_received, GRN-1,    MX-1, MTY1,      40,       2026-10-22
        stock_received, GRN-1,    MX-1, MTY1,      40,       2026-10-22
        """
}
