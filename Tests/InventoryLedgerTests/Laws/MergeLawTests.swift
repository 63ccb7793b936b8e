import InventoryLedger
import TestSupport
import Testing

/// Sums merge: one ledger reads another's export.
@Suite struct MergeLawTests {
    @Test(arguments: seeds(4))
    func `two ledgers that import each other's export become equal`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let files = OverlapLawTests.files(season.papers, &random, cuts: true)
        let (one, other) = (try Book(of: season), try Book(of: season))
        for (index, file) in files.enumerated() {
            try (index % 2 == 0 ? one : other).importPapers(file, of: season)
        }
        let exports = [try one.export(), try other.export()]
        #expect(try one.importFile(exports[1]).append.isRefused == false)
        #expect(try other.importFile(exports[0]).append.isRefused == false)
        try expectSame(one, other, season)
        let whole = try Book(of: season)
        try whole.importPapers(season.papers, of: season)
        try expectSame(one, whole, season)
        try expectSound(one)
        #expect(try one.importFile(other.export()).append.batch == nil)
    }

    @Test(arguments: seeds(4))
    func `an export into an empty ledger gives the same stock at every instant`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let book = try Book(of: season)
        let files = random.dealt(season.papers + season.openings, into: 4).filter { !$0.isEmpty }
        for file in files { try book.importPapers(file, of: season) }
        // Some of the log is reversals, which are not exported.
        #expect(try book.ledger.undo(batch: 1).batch != nil)
        if random.chance(50) { try book.importPapers(files[0], of: season) }
        let export = try book.export()
        let copy = try Book(of: season)
        let result = try copy.importFile(export).append
        #expect(result.counts.recorded == result.counts.rows)
        try expectSame(copy, book, season)
        #expect(try copy.export().split(separator: "\n").count == export.split(separator: "\n").count)
        try expectSound(copy)
        #expect(try book.importFile(copy.export()).append.batch == nil)
    }
}
