import InventoryLedger
import TestSupport
import Testing

/// The content of a book follows only from what was imported.
@Suite struct RandomStatementsLawTests {
    @Test(arguments: seeds(3))
    func `any order and grouping of rows and codes gives the same ledger`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let statements = RandomStatements(seed: seed)
        let book = try Book(zone: "UTC")
        for recorded in statements.recorded(&random, into: 1) { try take(statements, book, recorded) }
        try expectSound(book)
        for round in 0..<3 {
            let other = try Book(zone: "UTC")
            let files = random.shuffled(statements.recorded(&random, into: round + 1))
            for recorded in files { try take(statements, other, recorded) }
            try expectSame(other, book)
            try expectSound(other)
            for recorded in random.shuffled(files) {
                let again = try statements.record(other, recorded)
                #expect(again.batch == nil)
                #expect(again.events == 0)
            }
            let copy = try Book(zone: "UTC")
            try copy.importFile(other.export())
            #expect(try copy.stock() == other.stock())
        }
    }

    @Test(arguments: seeds(3))
    func `undoing files and importing them again, or undoing their undo, gives the same ledger`(seed: UInt64)
        throws
    {
        var random = SeededDraws(seed: seed)
        let statements = RandomStatements(seed: seed)
        let book = try Book(zone: "UTC")
        var batches: [(batch: Int64, recorded: RandomStatements.Recorded)] = []
        for recorded in random.shuffled(statements.recorded(&random, into: 2)) {
            if let batch = try take(statements, book, recorded).batch { batches.append((batch, recorded)) }
        }
        let before = try shown(book)
        for (batch, recorded) in random.shuffled(batches).prefix(3) {
            guard let undo = try book.ledger.undo(batch: batch).batch else {
                Issue.record("batch \(batch) left nothing to undo")
                continue
            }
            #expect(try book.ledger.undo(batch: batch).batch == nil)
            if random.chance(50) {
                try book.ledger.undo(batch: undo)
                try expectShown(book, before, "undid the undo of \(batch)")
            } else {
                // The statements of the batch that override others are imported again, and then the others.
                try take(statements, book, recorded)
                for (_, recorded) in batches { try statements.record(book, recorded) }
                try expectShown(book, before, "recorded \(batch) again")
                break
            }
        }
        try expectSound(book)
    }

    @Test(arguments: seeds(3))
    func `undoing everything leaves nothing, in whatever order`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let statements = RandomStatements(seed: seed)
        let book = try Book(zone: "UTC")
        var batches: [Int64] = []
        for recorded in random.shuffled(statements.recorded(&random, into: 2)) {
            if let batch = try take(statements, book, recorded).batch { batches.append(batch) }
        }
        for batch in random.shuffled(batches) { try book.ledger.undo(batch: batch) }
        try #expect(shown(book) == [])
        #expect(try book.stock() == "")
        #expect(try book.ledger.codes() == [])
        try expectSound(book)
    }

    @Test(arguments: seeds(3))
    func `a changed map changed back is as before`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let statements = RandomStatements(seed: seed)
        let book = try Book(zone: "UTC")
        for recorded in random.shuffled(statements.recorded(&random, into: 2)) {
            try take(statements, book, recorded)
        }
        let before = try shown(book)
        let mapping = random.pick(statements.codes)
        let other = CodeMapping(
            mapping.what,
            source: mapping.source,
            code: mapping.code,
            components: [.init(value: "Z")]
        )
        try book.ledger.declare(codes: [other])
        try expectSound(book)
        try book.ledger.declare(codes: [mapping])
        try expectShown(book, before, "changed back")
        let change = try book.ledger.declare(codes: [other])
        try book.ledger.undo(batch: #require(change.batch))
        try expectShown(book, before, "changed back")
        try expectSound(book)
    }

    @Test func `a complete row is older than a statement of the same line, whichever comes first`() throws {
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at,channel,stated_at\n"
        let stated = header + "order_placed,shop,O-1,A,MTY,3,2026-10-01,,2026-10-02\n"
        let full = header + "order_placed,shop,O-1,A,MTY,2,2026-10-01,web,\n"
        let same = header + "order_placed,shop,O-1,A,MTY,3,2026-10-01,web,\n"
        for files in [
            [stated, full], [full, stated], [stated, same], [same, stated], [full, stated, same],
        ] {
            let book = try Book(zone: "UTC")
            for file in files { #expect(try book.importFile(file).append.isRefused == false) }
            #expect(try book.stock() == "A MTY available -3 allocated 3")
            for file in files { #expect(try book.importFile(file).append.batch == nil) }
            #expect(try book.ledger.verify().findings == [])
        }
    }

    @discardableResult
    private func take(
        _ statements: RandomStatements,
        _ book: Book,
        _ recorded: RandomStatements.Recorded,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> AppendResult {
        let result = try statements.record(book, recorded)
        #expect(!result.isRefused, "\(result.problems)", sourceLocation: sourceLocation)
        return result
    }

    private func expectSame(
        _ one: Book,
        _ other: Book,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expectShown(one, shown(other), "the order of the files", sourceLocation: sourceLocation)
        #expect(try one.stock() == other.stock(), sourceLocation: sourceLocation)
    }

    /// Reports the differences instead of everything.
    private func expectShown(
        _ book: Book,
        _ expected: [String],
        _ after: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let shown = try shown(book)
        let (over, missing) = (Set(shown).subtracting(expected), Set(expected).subtracting(shown))
        #expect(over == [], after, sourceLocation: sourceLocation)
        #expect(missing == [], after, sourceLocation: sourceLocation)
        #expect(shown.count == expected.count, after, sourceLocation: sourceLocation)
    }

    private func expectSound(_ book: Book, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try book.ledger.verify().findings == [], sourceLocation: sourceLocation)
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil, sourceLocation: sourceLocation)
    }

    private func shown(_ book: Book) throws -> [String] {
        try book.lastingEvents()
            + Set(book.ledger.waitingRows().map { "\($0.document) \($0.sku?.text ?? "") waits" }).sorted()
    }
}
