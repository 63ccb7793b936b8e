import InventoryLedger
import TestSupport
import Testing

/// From its opening on, the stock of a warehouse is kept; earlier events are history.
@Suite struct OpeningLawTests {
    @Test(arguments: seeds(3))
    func `an opening before, between or after the events gives the same stock`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let naive = NaiveLedger(season.rows + season.openings.flatMap { $0 })
        let files = random.dealt(season.papers, into: 2).filter { !$0.isEmpty }
        for place in 0...files.count {
            let book = try Book(of: season)
            for file in files[..<place] { try book.importPapers(file, of: season) }
            try book.importPapers(season.openings, of: season)
            for file in files[place...] { try book.importPapers(file, of: season) }
            #expect(try book.exactStock() == naive.stock())
            for moment in season.moments(4) {
                #expect(try book.exactStock(asOf: moment) == naive.stock(asOf: moment), "as of \(moment)")
            }
            try expectSound(book)
        }
    }

    @Test(arguments: seeds(3))
    func `without its opening a warehouse is as if it had never been opened`(seed: UInt64) throws {
        let season = Season(seed: seed)
        let book = try Book(of: season)
        try book.importPapers(season.openings, of: season)
        try book.importPapers(season.papers, of: season)
        let undo = try book.ledger.undo(batch: 1)
        let never = try Book(of: season)
        try never.importPapers(season.papers, of: season)
        try expectSame(book, never, season)
        try expectSound(book)
        // And opened again by undoing the undo.
        #expect(try book.ledger.undo(batch: #require(undo.batch)).restored == undo.reversed)
        let naive = NaiveLedger(season.rows + season.openings.flatMap { $0 })
        #expect(try book.exactStock() == naive.stock())
        try expectSound(book)
    }

    @Test(arguments: seeds(3))
    func `amended opening stock counts`(seed: UInt64) throws {
        let season = Season(seed: seed)
        let book = try Book(of: season)
        try book.importPapers(season.papers + season.openings, of: season)
        let amended = season.openings.map { paper in
            paper.map { row in
                var row = row
                row.units = row.units.map { $0 + 5 }
                return row
            }
        }
        try book.importPapers(amended, of: season) { $0.append.onConflict = .amend }
        #expect(try book.exactStock() == NaiveLedger(season.rows + amended.flatMap { $0 }).stock())
        try expectSound(book)
    }

    @Test func `two instants for one warehouse are refused`() throws {
        let book = try Book()
        try book.importText(opening("OPEN-1", "2026-11-01"))
        let second = try book.importText(opening("OPEN-2", "2026-11-02")).append
        #expect(second.isRefused)
        #expect(second.problems.map(\.column) == ["occurred_at"])
        #expect(try book.importText(opening("OPEN-2", "2026-11-01")).append.counts.recorded == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 20")
        // In one file too.
        let both = opening("OPEN-1", "2026-11-01") + "\nstock_opened, OPEN-2, MX-2, MTY1, 1, 2026-11-02"
        #expect(try Book().importText(both).append.isRefused)
    }

    @Test func `a warehouse can be opened at another instant after its opening is undone`() throws {
        let book = try Book()
        try book.importText(opening("OPEN-1", "2026-11-01"))
        #expect(try book.ledger.undo(batch: 1).reversed == 1)
        try book.importText(opening("OPEN-2", "2026-11-02"))
        #expect(try book.stock() == "MX-1 MTY1 available 10")
        try expectSound(book)
    }

    @Test func `undoing an undo does not open a warehouse at a second instant`() throws {
        let book = try Book()
        try book.importText(opening("OPEN-1", "2026-11-01"))
        #expect(try book.ledger.undo(batch: 1).batch == 2)
        try book.importText(opening("OPEN-2", "2026-11-02"))
        #expect(try book.ledger.undo(batch: 2).batch == nil)
        #expect(try book.stock() == "MX-1 MTY1 available 10")
        try expectSound(book)
        // Once the second opening is undone, the first may return.
        #expect(try book.ledger.undo(batch: 3).batch != nil)
        #expect(try book.ledger.undo(batch: 2).restored == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 10")
        try expectSound(book)
    }

    @Test func `what was recorded before an opening and undone leaves no difference`() throws {
        let book = try Book()
        let header = "kind,document,sku,warehouse,quantity,occurred_at,stage\n"
        try book.importFile(header + "stock_opened,OPEN-1,MX-1,MTY1,5,2026-11-13,damaged\n")
        try book.importFile(header + "stock_received,GRN-1,MX-2,MTY1,7,2026-11-01,\n")
        #expect(try book.ledger.undo(batch: 2).reversed == 1)
        #expect(try book.ledger.undo(batch: 1).reversed == 1)
        try expectSound(book)
        try book.importFile(header + "stock_opened,OPEN-2,MX-1,MTY1,5,2026-11-15,\n")
        try expectSound(book)
    }

    @Test func `events at the very instant of the opening count on top of it`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_opened,   OPEN-1,   MX-1, MTY1,      10,       2026-11-01T06:00:00Z
            stock_received, GRN-1,    MX-1, MTY1,      5,        2026-11-01T05:59:59.999Z
            stock_received, GRN-2,    MX-1, MTY1,      7,        2026-11-01T06:00:00Z
            """
        )
        #expect(try book.stock() == "MX-1 MTY1 available 17")
    }

    @Test func `a shipment received before the opening is still emptied by that receipt`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,                document, sku,  warehouse, quantity, occurred_at, shipment
            stock_opened,        OPEN-1,   MX-1, MTY1,      10,       2026-11-01,
            shipment_dispatched, S-1,      MX-1, MTY1,      40,       2026-10-01,
            customs_released,    S-1,      MX-1, MTY1,      40,       2026-10-20,  S-1
            stock_received,      GRN-1,    MX-1, MTY1,      40,       2026-10-22,  S-1
            """
        )
        #expect(try book.stock() == "MX-1 MTY1 available 10")
    }

    private func opening(_ document: String, _ at: String) -> String {
        """
        kind,         document,    sku,  warehouse, quantity, occurred_at
        stock_opened, \(document), MX-1, MTY1,      10,       \(at)
        """
    }
}
