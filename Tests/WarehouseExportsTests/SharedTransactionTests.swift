import Foundation
import InventoryLedger
import Synchronization
import TestSupport
import Testing
import WarehouseExports

/// Small files are recorded in one transaction, and no answer shows it.
@Suite struct SharedTransactionTests {
    /// What became of a file, without its name.
    private struct Outcome: Equatable {
        let batch: Int64?
        let counts: RowCounts?
        let events: Int64?
        let warnings: [String]
        let error: String?

        init(_ result: Result<ImportResult, any Error>) {
            let append = try? result.get().append
            batch = append?.batch
            counts = append?.counts
            events = append?.events
            warnings = append?.warnings.map(\.code) ?? []
            switch result {
            case .success: error = nil
            case .failure(let failure as ImportFailure): error = failure.code.rawValue
            case .failure(let failure as LedgerError): error = failure.code.rawValue
            case .failure(let failure): error = "\(failure)"
            }
        }
    }

    /// Imports files, as many at a time as the importer takes.
    private func together(_ paths: [String], into book: Book) -> (outcomes: [Outcome], atOnce: [Int]) {
        var outcomes: [Outcome] = []
        var atOnce: [Int] = []
        while outcomes.count < paths.count {
            let results = Importer(book.ledger).importNext(of: paths[outcomes.count...])
            atOnce.append(results.count)
            outcomes += results.map { Outcome($0) }
            if results.isEmpty { break }
        }
        return (outcomes, atOnce)
    }

    private func oneByOne(_ paths: [String], into book: Book) -> [Outcome] {
        paths.map { path in Outcome(Result { try Importer(book.ledger).importFile(path) }) }
    }

    private func expectSound(_ book: Book) throws {
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
    }

    private func text(of papers: [[SeasonRow]], _ season: Season) -> String {
        let rows = papers.flatMap { $0 }
        var file = SeasonFile(season.clock, seed: season.seed &+ UInt64(rows.count))
        return file.csv(rows)
    }

    private func expectSame(_ one: Book, _ other: Book) throws {
        try #expect(one.ledger.exported() == other.ledger.exported())
        try #expect(one.stock(StockQuery(includesZero: true)) == other.stock(StockQuery(includesZero: true)))
        try expectSound(one)
        try expectSound(other)
    }

    @Test(arguments: seeds(4))
    func `small files imported together are recorded like files imported one by one`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let openings = season.openings.map { [$0] }
        let papers = random.dealt(season.papers, into: 8).filter { !$0.isEmpty }
        let folder = try TemporaryFolder()
        var paths: [String] = []
        for (number, file) in random.shuffled(papers + openings).enumerated() {
            paths.append(try folder.write("\(number).csv", text(of: file, season)))
        }
        // Files without anything new, and one that cannot be read.
        paths.insert(paths[0], at: random.number(1...paths.count))
        try paths.insert(
            folder.write("bad.csv", "kind,quantity\nnothing,x\n"),
            at: random.number(1...paths.count)
        )
        paths.insert(folder.file("missing.csv"), at: random.number(1...paths.count))
        let one = try Book(of: season)
        let many = try Book(of: season)
        let outcomes = oneByOne(paths, into: one)
        let (found, atOnce) = together(paths, into: many)
        #expect(found == outcomes)
        #expect(atOnce.contains { $0 > 1 })
        try expectSame(one, many)
    }

    @Test(arguments: seeds(4))
    func `undone parts come back in files imported together`(seed: UInt64) throws {
        let histories = PartHistories(seed: seed)
        var random = SeededDraws(seed: seed &* 1_000_003)
        let folder = try TemporaryFolder()
        let paths = try histories.files(&random).enumerated().map { number, text in
            try folder.write("\(number).csv", text)
        }
        let undone = (0..<3).map { _ in Int64(random.number(1...paths.count)) }
        func filled(_ take: (Book) -> [Outcome]) throws -> Book {
            let book = try Book(zone: "UTC")
            _ = oneByOne(paths, into: book)
            for batch in undone { _ = try? book.ledger.undo(batch: batch) }
            _ = take(book)
            return book
        }
        let one = try filled { oneByOne(paths, into: $0) }
        let many = try filled { together(paths, into: $0).outcomes }
        try expectSame(one, many)
    }

    @Test func `an undone part that one file restored is not restored by the next`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let three = "stock_received,R-1,MX-1,MTY1,3,2026-11-01T10:00\n"
        let five = "stock_received,R-1,MX-1,MTY1,5,2026-11-01T10:00\n"
        let folder = try TemporaryFolder()
        let paths = try [three, three + five, five, five + five].enumerated().map { number, rows in
            try folder.write("\(number).csv", header + rows)
        }
        func filled(_ take: (ArraySlice<String>, Book) -> [Outcome]) throws -> (Book, [Outcome]) {
            let book = try Book()
            _ = oneByOne(Array(paths[..<2]), into: book)
            _ = try book.ledger.undo(batch: 2)
            return (book, take(paths[2...], book))
        }
        let (one, expected) = try filled { oneByOne(Array($0), into: $1) }
        let (many, outcomes) = try filled { together(Array($0), into: $1).outcomes }
        // The second five of the last file is another value of the three that it leaves out.
        #expect(expected.map(\.counts?.conflicts) == [0, 1])
        #expect(outcomes == expected)
        #expect(try many.stock() == "MX-1 MTY1 available 8")
        try expectSame(one, many)
    }

    @Test func `a file that states a second opening is refused, and the files around it are recorded`() throws
    {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let folder = try TemporaryFolder()
        let paths = try [
            "stock_opened,O-1,MX-1,MTY1,10,2026-11-01\n", "stock_received,R-1,MX-1,MTY1,5,2026-11-02\n",
            "stock_opened,O-2,MX-2,MTY1,1,2026-11-03\n", "stock_received,R-2,MX-1,MTY1,7,2026-10-02\n",
            "stock_received,R-3,MX-2,MTY1,3,2026-11-04\n",
        ].enumerated().map { number, row in try folder.write("\(number).csv", header + row) }
        let book = try Book()
        let (outcomes, atOnce) = together(paths, into: book)
        #expect(outcomes.map(\.batch) == [1, 2, nil, 3, 4])
        #expect(atOnce == [5])
        #expect(try book.stock() == "MX-1 MTY1 available 15\nMX-2 MTY1 available 3")
        try expectSound(book)
    }

    @Test func `a file that fails at its end leaves nothing to the files before it`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let folder = try TemporaryFolder()
        let paths = try (0..<3).map { number in
            try folder.write(
                "\(number).csv",
                header + "stock_received,R-\(number),MX-\(number),MTY1,1,2026-11-01\n"
            )
        }
        let book = try Book()
        try book.runSQL(
            """
            CREATE TRIGGER no_end BEFORE UPDATE ON batch WHEN NEW.file LIKE '%/1.csv'
            BEGIN SELECT RAISE(ABORT, 'no end'); END
            """
        )
        let (outcomes, atOnce) = together(paths, into: book)
        try book.runSQL("DROP TRIGGER no_end")
        #expect(outcomes.map(\.batch) == [1, nil, 2])
        #expect(outcomes.map { $0.error == nil } == [true, false, true])
        #expect(atOnce.first == 1)
        #expect(try book.stock() == "MX-0 MTY1 available 1\nMX-2 MTY1 available 1")
        try expectSound(book)
    }

    @Test func `an interruption keeps the files before it`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let folder = try TemporaryFolder()
        let paths = try (1...3).map { number in
            try folder.write("\(number).csv", header + "stock_received,R-\(number),MX-1,MTY1,1,2026-11-01\n")
        }
        let book = try Book()
        let isInterrupted = Mutex(false)
        var options = ImportOptions()
        options.isInterrupted = { isInterrupted.withLock { $0 } }
        options.onProgress = { progress in
            if progress.file == paths[2] { isInterrupted.withLock { $0 = true } }
        }
        let importer = Importer(book.ledger, options: options)
        #expect(importer.importNext(of: paths[...]).map { Outcome($0).batch } == [1, 2])
        #expect(importer.importNext(of: paths[2...]).map { Outcome($0).error } == ["interrupted"])
        #expect(try book.stock() == "MX-1 MTY1 available 2")
        try expectSound(book)
    }
}
