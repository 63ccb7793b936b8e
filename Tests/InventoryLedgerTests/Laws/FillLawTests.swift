import InventoryLedger
import TestSupport
import Testing

/// A value that only one side states is a fill, not a difference.
@Suite struct FillLawTests {
    /// A season in two files, each of which leaves out some columns.
    struct TwoSides {
        let season: Season
        let sides: [[[SeasonRow]]]

        init(seed: UInt64) {
            var random = SeededDraws(seed: seed &+ 200)
            season = Season(seed: seed, keepsPlans: true)
            var papers: [[[SeasonRow]]] = [[], []]
            for paper in season.papers {
                // A receipt's shipment and an order's amount may be in one file only; the rest in both or one.
                let optional = [
                    "channel", "order", "importer_rfc", "mode", "eta", "reason", "amount", "shipment",
                ]
                let owners = optional.map { ($0, random.number(0...2)) }
                for side in 0...1 {
                    papers[side].append(
                        paper.map { row in
                            owners.reduce(row) { row, owner in
                                let needed =
                                    owner.0 == "eta" && row.kind == "eta_changed"
                                    || owner.0 == "shipment" && row.kind != "stock_received"
                                return owner.1 == 1 - side && !needed ? row.without(owner.0) : row
                            }
                        }
                    )
                }
            }
            sides = papers
        }
    }

    @Test(arguments: seeds(4))
    func `files that state different columns fill each other in any order`(seed: UInt64) throws {
        let two = TwoSides(seed: seed)
        let full = try Book(of: two.season)
        try full.importPapers(two.season.papers, of: two.season)
        for sides in [two.sides, two.sides.reversed()] {
            let book = try Book(of: two.season)
            for side in sides {
                let result = try book.importPapers(side, of: two.season).append
                #expect(result.counts.conflicts == 0)
            }
            try expectSame(book, full, two.season)
            try expectSound(book)
            for side in sides + [two.season.papers] {
                let again = try book.importPapers(side, of: two.season).append
                #expect(again.batch == nil)
                #expect(again.counts.duplicates == again.counts.rows)
            }
            // Without its fills the ledger has what the first file stated.
            guard try book.ledger.batches().count == 2 else { continue }
            #expect(try book.ledger.undo(batch: 2).reversed == book.ledger.batches()[1].counts.superseded)
            let first = try Book(of: two.season)
            try first.importPapers(sides[0], of: two.season)
            try expectSame(book, first, two.season)
            try expectSound(book)
        }
    }

    @Test func `a receipt whose shipment is known later takes its goods from there`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,                document, sku,  warehouse, quantity, occurred_at
            shipment_dispatched, S-1,      MX-1, MTY1,      40,       2026-10-01
            stock_received,      GRN-1,    MX-1, MTY1,      40,       2026-10-22
            """
        )
        #expect(try book.stock() == "MX-1 MTY1 in_transit 40 available 40")
        let filled = try book.importText(
            """
            kind,             document, sku,  warehouse, quantity, occurred_at, shipment
            customs_released, S-1,      MX-1, MTY1,      40,       2026-10-20,  S-1
            stock_received,   GRN-1,    MX-1, MTY1,      40,       2026-10-22,  S-1
            """
        )
        #expect(filled.append.counts.superseded == 1)
        #expect(try book.stock() == "MX-1 MTY1 available 40")
    }
}

extension SeasonRow {
    fileprivate func without(_ column: String) -> SeasonRow {
        var row = self
        row[column] = ""
        return row
    }
}
