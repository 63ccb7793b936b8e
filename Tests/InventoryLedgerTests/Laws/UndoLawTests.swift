import InventoryLedger
import TestSupport
import Testing

/// Sums can be undone, and redone.
@Suite struct UndoLawTests {
    @Test(arguments: seeds(7))
    func `import 1, 2, undo 1, import 1 is import 1, 2`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        // Papers that a file cuts off have no two equal rows here, because which one of them returned would be
        // undetermined.
        let cuts = random.chance(50)
        let papers = cuts ? season.papers.map(withoutTwins) : season.papers
        let files = Array(OverlapLawTests.files(papers, &random, cuts: cuts).prefix(2))
        let plain = try Book(of: season)
        for file in files { try plain.importPapers(file, of: season) }
        let book = try Book(of: season)
        for file in files { try book.importPapers(file, of: season) }
        let undo = try book.ledger.undo(batch: 1)
        // What the other file states too stays.
        #expect(undo.reversed + undo.kept == Int64(files[0].reduce(0) { $0 + $1.count }))
        let only = try Book(of: season)
        try only.importPapers(files[1], of: season)
        try expectSame(book, only, season)
        try expectSound(book)
        #expect(try book.importPapers(files[0], of: season).append.isRefused == false)
        try expectSame(book, plain, season)
        try expectSound(book)
    }

    @Test(arguments: seeds(4))
    func `importing undone files again restores everything, including twins`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let files = Array(OverlapLawTests.files(season.papers, &random, cuts: true).prefix(3))
        let book = try Book(of: season)
        var fileOfBatch: [Int64: [[SeasonRow]]] = [:]
        for file in files {
            if let batch = try book.importPapers(file, of: season).append.batch { fileOfBatch[batch] = file }
        }
        let before = try book.liveRows()
        let batch = random.pick(fileOfBatch.keys.sorted())
        try book.ledger.undo(batch: batch)
        let file = try #require(fileOfBatch[batch])
        #expect(try book.importPapers(file, of: season).append.isRefused == false)
        #expect(try book.liveRows() == before)
        try expectSound(book)
    }

    private func withoutTwins(_ paper: [SeasonRow]) -> [SeasonRow] {
        var seen: Set<[UInt8]> = []
        return paper.filter { seen.insert($0.statement).inserted }
    }

    /// Imports and undos of files that share nothing, beside a list of what should be live.
    @Test(arguments: seeds(4))
    func `after any imports and undos the ledger has what was not undone`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, keepsPlans: true, bearsNumbers: true)
        let files = random.dealt(season.papers + season.openings, into: 4).filter { !$0.isEmpty }
        let book = try Book(of: season)
        /// Each batch: the import of a file, or the undo of a batch.
        var made: [(file: Int?, undoes: Int64?)] = []
        func isTakenBack(_ batch: Int64) -> Bool {
            made.indices.contains { made[$0].undoes == batch && !isTakenBack(Int64($0) + 1) }
        }
        func living() -> Set<Int> {
            Set(made.indices.compactMap { isTakenBack(Int64($0) + 1) ? nil : made[$0].file })
        }
        func rows(_ of: Set<Int>) -> Int64 { Int64(of.reduce(0) { $0 + files[$1].flatMap { $0 }.count }) }
        var believed: [(at: Int64, stock: String)] = []
        for step in 0..<14 {
            let now = Book.now.milliseconds + Int64(step) * 1000
            book.setNow(Instant(milliseconds: now))
            let before = living()
            if made.isEmpty || random.chance(40) {
                let file = random.number(0...files.count - 1)
                let batch = try book.importPapers(files[file], of: season).append.batch
                #expect((batch == nil) == before.contains(file))
                if batch != nil { made.append((file, nil)) }
            } else {
                let batch = Int64(random.number(1...made.count))
                let undo = try book.ledger.undo(batch: batch)
                #expect((undo.batch == nil) == isTakenBack(batch))
                if undo.batch != nil { made.append((nil, batch)) }
                #expect(undo.reversed == rows(before.subtracting(living())))
                #expect(undo.restored == rows(living().subtracting(before)))
            }
            let live = living().sorted().flatMap { files[$0].flatMap { $0 } }
            let stock = try book.exactStock()
            #expect(stock == NaiveLedger(live).stock())
            believed.append((now, stock))
        }
        try expectSound(book)
        for (now, stock) in believed { #expect(try book.exactStock(knownAt: now) == stock) }
    }

    @Test func `a second undo writes nothing, and undoing the undo restores everything`() throws {
        let book = try Book()
        try book.importText(receipt)
        let undo = try book.ledger.undo(batch: 1)
        #expect(undo.batch == 2)
        #expect(try book.stock() == "")
        let again = try book.ledger.undo(batch: 1)
        #expect(again.batch == nil && again.reason == .isTakenBack(by: 2))
        #expect(again.reversed == 0)
        #expect(try book.ledger.undo(batch: 2).restored == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 80")
        try expectSound(book)
    }

    @Test func `what another file also states stays when one of them is undone`() throws {
        let cut = receipt
        let whole = receipt + "\nstock_received, GRN-1, MX-1, MTY1, 3, 2026-10-22"
        let book = try Book()
        try book.importText(cut)
        try book.importText(whole)
        let undo = try book.ledger.undo(batch: 1)
        #expect(undo.reversed == 0 && undo.kept == 2 && undo.alsoStatedBy == [2])
        #expect(try book.stock() == "MX-1 MTY1 available 83")
        #expect(try book.ledger.undo(batch: 2).reversed == 3)
        #expect(try book.stock() == "")
        #expect(try book.ledger.undo(batch: 3).restored == 2)
        #expect(try book.stock() == "MX-1 MTY1 available 80")
        try expectSound(book)
    }

    @Test func `an undone part of a group returns beside the rest`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let (one, other) = (
            "stock_received,GRN-1,MX-1,MTY1,40,2026-10-22\n", "stock_received,GRN-1,MX-1,MTY1,3,2026-10-22\n"
        )
        let book = try Book()
        try book.importFile(header + one)
        try book.importFile(header + one + other)
        #expect(try book.ledger.undo(batch: 2).reversed == 1)
        #expect(try book.importFile(header + other).append.counts.recorded == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 43")
        try expectSound(book)
    }

    @Test func `an amended event stays away after both its batches are undone, in either order`() throws {
        let amended = receipt.replacing("40", with: "36")
        for order in [[1, 2], [2, 1]] as [[Int64]] {
            let book = try Book()
            try book.importText(receipt)
            try book.importText(amended) { $0.append.onConflict = .amend }
            for batch in order { #expect(try book.ledger.undo(batch: batch).batch != nil) }
            #expect(try book.stock() == "")
            try expectSound(book)
        }
    }

    @Test func `an undone and corrected file conflicts with its correction`() throws {
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
        #expect(try book.ledger.undo(batch: 2).alsoStatedBy == [3])
        #expect(try book.ledger.undo(batch: 3).alsoStatedBy == [])
        #expect(try book.stock() == "")
    }

    @Test func `an undo is known from the time it was made`() throws {
        let book = try Book()
        try book.importText(receipt)
        book.setNow(Book.now.advanced(byMilliseconds: 1000))
        #expect(try book.ledger.undo(batch: 1).reversed == 2)
        let before = Book.now.milliseconds
        #expect(try book.exactStock(knownAt: before + 999) == "MX-1 MTY1 available 80")
        #expect(try book.exactStock(knownAt: before + 1000) == "")
        // The past is corrected where it was wrong.
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
