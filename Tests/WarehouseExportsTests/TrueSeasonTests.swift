import InventoryLedger
import TestSupport
import Testing

/// Several files report one story: it counts once, in whatever order they come.
@Suite struct TrueSeasonTests {
    /// Seasons, each imported in a few random orders.
    static let tellings = seeds(2).flatMap { seed in (UInt64(1)...2).map { (seed, $0) } }

    @Test(arguments: tellings)
    func `one season in many files in any order is the season that happened`(
        seed: UInt64,
        order: UInt64
    ) throws {
        let season = TrueSeason(seed: seed)
        var random = SeededDraws(seed: seed &* 1000 &+ order)
        let files = try random.shuffled(season.files)
        let book = try Book(zone: "UTC")
        for file in files {
            // Before a complete file, it or another one may come with rows missing.
            if random.chance(40), let cut = try random.pick(season.files).cut(&random) {
                try expectTaken(season.record(book, cut))
            }
            try expectTaken(season.record(book, file))
        }
        try expectSame(
            book.stock().split(separator: "\n").map(String.init),
            season.stock.split(separator: "\n").map(String.init)
        )
        try expectSame(demand(of: book), season.demand)
        #expect(try ordered(in: book) == season.ordered)
        #expect(try book.ledger.waitingRows().map(\.document) == [])
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)

        let straight = try Book(zone: "UTC")
        for file in try season.files { try season.record(straight, file) }
        try expectSame(book.lastingEvents(), straight.lastingEvents())

        // Again in another order: nothing is new.
        for file in random.shuffled(files) {
            let again = try season.record(book, file)
            #expect(again.events == 0)
            #expect(again.batch == nil)
        }
        let copy = try Book(zone: "UTC")
        try copy.importFile(book.export())
        #expect(try copy.stock() == season.stock)
    }

    private func expectTaken(_ result: AppendResult, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!result.isRefused, "\(result.problems)", sourceLocation: sourceLocation)
    }

    /// Reports the differences instead of both in full.
    private func expectSame(
        _ recorded: [String],
        _ expected: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let difference = recorded.difference(from: expected)
        #expect(
            difference.insertions.map(\.line) == difference.removals.map(\.line),
            sourceLocation: sourceLocation
        )
    }

    private func demand(of book: Book) throws -> [String] {
        var units: [String: Int64] = [:]
        try forEachLiveEvent(of: book) { event in
            let kinds: [EventKind] = [
                .orderPlaced, .orderShipped, .orderCancelled, .saleShipped, .saleVoided, .returnReceived,
            ]
            guard kinds.contains(event.kind), let sku = event.sku else { return }
            units["\(event.kind.rawValue) \(sku)", default: 0] += event.quantity?.units ?? 0
        }
        return units.map { "\($0.key) \($0.value)" }.sorted()
    }

    private func ordered(in book: Book) throws -> Int {
        var minor: Int128 = 0
        try forEachLiveEvent(of: book) { event in
            if event.kind == .orderPlaced { minor += event.amount?.minorUnits ?? 0 }
        }
        return Int(minor)
    }

    private func forEachLiveEvent(of book: Book, _ body: (Event) -> Void) throws {
        var query = EventQuery()
        query.onlyLive = true
        try book.ledger.forEachEvent(query) { stored, _ in body(stored.event) }
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line
        }
    }
}
