import InventoryLedger
import TestSupport
import Testing

/// Sums can be undone, and redone.
@Suite struct UndoLawTests {
    @Test(arguments: seeds(15))
    func `import 1, 2, undo 1, import 1 is import 1, 2`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let season = Season(seed: seed)
        let files = Array(OverlapLawTests.files(season, &random, cuts: false).prefix(2))
        let plain = try Book(of: season)
        for file in files { try plain.importPapers(file, of: season) }
        let book = try Book(of: season)
        for file in files { try book.importPapers(file, of: season) }
        let undo = try book.ledger.undo(batch: 1)
        #expect(undo.reversed == Int64(files[0].reduce(0) { $0 + $1.count }))
        try expectSound(book)
        try book.importPapers(files[0], of: season)
        try expectSame(book, plain, season)
        try expectSound(book)
    }

    /// A walk through imports and undos of files that share nothing, beside a list of what should live.
    @Test(arguments: seeds(12))
    func `after any imports and undos the book has what was not taken back`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
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
