import TestSupport
import Testing

/// Sums do not depend on order, nor on how rows are distributed over files.
@Suite struct OrderLawTests {
    @Test(arguments: seeds(4))
    func `files and their rows in any order give the same stock and the same events`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let files = random.dealt(season.papers + season.openings, into: 3).filter { !$0.isEmpty }
        let inOrder = try Book(of: season)
        for file in files { try inOrder.importPapers(file, of: season) }
        let shuffled = try Book(of: season)
        for file in random.shuffled(files) {
            try shuffled.importPapers([random.shuffled(file.flatMap { $0 })], of: season)
        }
        try expectSame(inOrder, shuffled, season)
        try expectSound(shuffled)
    }

    @Test(arguments: seeds(4))
    func `a file split between its groups equals the whole`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, bearsNumbers: true)
        let whole = try Book(of: season)
        try whole.importPapers(season.papers, of: season)
        let split = try Book(of: season)
        var recorded: Int64 = 0
        for file in random.dealt(season.papers, into: 5) where !file.isEmpty {
            recorded += try split.importPapers(file, of: season).append.counts.recorded
        }
        #expect(recorded == Int64(season.rows.count))
        try expectSame(whole, split, season)
        try expectSound(split)
    }
}

/// Two books of one season have the same live events and, at some instants, the same stock.
func expectSame(
    _ one: Book,
    _ other: Book,
    _ season: Season,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(try one.liveRows() == other.liveRows(), sourceLocation: sourceLocation)
    #expect(try one.exactStock() == other.exactStock(), sourceLocation: sourceLocation)
    for moment in season.moments(4) {
        #expect(
            try one.exactStock(asOf: moment) == other.exactStock(asOf: moment),
            "as of \(moment)",
            sourceLocation: sourceLocation
        )
    }
}
