import Foundation
import InventoryLedger
import TestSupport
import Testing

/// What recording promises besides the sums: a clock that never goes back, a dry run that is right and leaves no
/// trace, sums that can be rebuilt.
@Suite struct RecordingLawTests {
    @Test(arguments: seeds(3))
    func `recorded_at never goes back, even when the clock does`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, keepsPlans: true)
        let book = try Book(of: season)
        var latest = Int64.min
        var believed: [(at: Int64, stock: String)] = []
        for file in random.dealt(season.papers, into: 6) where !file.isEmpty {
            let now = Book.now.milliseconds + Int64(random.number(-5000...5000))
            book.setNow(Instant(milliseconds: now))
            try book.importPapers(file, of: season)
            latest = max(latest, now)
            let recordedAt = try #require(book.ledger.batches().last).recordedAt.milliseconds
            #expect(recordedAt == latest)
            // Several batches of one instant are known from that instant on.
            believed.removeAll { $0.at == recordedAt }
            believed.append((recordedAt, try book.exactStock()))
        }
        for (at, stock) in believed { #expect(try book.exactStock(knownAt: at) == stock) }
    }

    @Test(arguments: seeds(3))
    func `a dry run shows the changes of the real run and leaves no trace`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        let files = random.dealt(season.papers + season.openings, into: 3).filter { !$0.isEmpty }
        for file in files {
            let bytes = try contents(of: book)
            let dry = try book.importPapers(file, of: season) { $0.append.isDryRun = true }.append
            #expect(try contents(of: book) == bytes)
            let before = try stages(of: book)
            let real = try book.importPapers(file, of: season).append
            let after = try stages(of: book)
            var recorded = before
            for change in dry.changes {
                let key = "\(change.sku)|\(change.warehouse)|\(change.stage)".exact
                #expect(change.units != 0)
                recorded[key, default: 0] += change.units
            }
            #expect(recorded.filter { $0.value != 0 } == after)
            #expect(dry.batch == nil)
            #expect(real.batch != nil)
            #expect(dry.counts == real.counts)
            #expect(dry.events == real.events)
            #expect(dry.isRefused == real.isRefused)
        }
        // Known events change nothing.
        let again = try book.importPapers(files[0], of: season) { $0.append.isDryRun = true }.append
        #expect(again.changes == [])
        try expectSound(book)
    }

    @Test(arguments: seeds(3))
    func `rebuilt sums equal the stored ones`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        for file in random.dealt(season.papers + season.openings, into: 3) where !file.isEmpty {
            try book.importPapers(file, of: season)
            #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
        }
        #expect(try book.ledger.undo(batch: 2).batch != nil)
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
        let moments = season.moments(4)
        let before = try [book.exactStock()] + moments.map { try book.exactStock(asOf: $0) }
        #expect(try book.ledger.rebuild().difference == nil)
        #expect(try [book.exactStock()] + moments.map { try book.exactStock(asOf: $0) } == before)
        try expectSound(book)
    }

    /// The bytes of the ledger's file and of SQLite's files beside it. A missing file counts as an empty one.
    private func contents(of book: Book) throws -> [Data] {
        ["", "-wal"].map { FileManager.default.contents(atPath: book.ledger.path + $0) ?? Data() }
    }

    /// Units by SKU, warehouse and stage, if there are any.
    private func stages(of book: Book) throws -> [String: Int64] {
        var units: [String: Int64] = [:]
        for position in try book.ledger.stock().rows {
            for stage in Stage.onTheWay + Stage.inWarehouse where position.units.units(at: stage) != 0 {
                units["\(position.sku)|\(position.warehouse)|\(stage)".exact] = position.units.units(
                    at: stage
                )
            }
        }
        return units
    }
}
