import CentralStore
import InventoryLedger
import TestSupport
import Testing

/// A part of a book that is fetched again takes from the store what is new.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct FetchAgainTests {
    private let folder: TemporaryFolder
    private let server: Server

    init() throws {
        folder = try TemporaryFolder()
        server = try #require(Server.shared)
    }

    @Test(arguments: seeds(4))
    func `a part that is fetched again is the part that is fetched anew`(seed: UInt64) throws {
        var many = try ManyLedgers(seed: seed, count: 3)
        let book = try server.newBook(zone: many.season.clock.zone)
        let queries: [(String, CentralStore.SliceQuery)] = [
            ("whole", .init()), ("some", .init(.events, skus: ["*1", many.season.skus[0]])),
            ("sums", .init(.sums)), ("stock", .init(.stock)),
        ]
        var before = [Int64](repeating: 0, count: queries.count)
        func fetch(_ step: Int, _ many: ManyLedgers) throws {
            for (place, (name, query)) in queries.enumerated() {
                let kept = folder.file("\(name)-\(seed).slice")
                let anew = folder.file("\(name)-\(seed)-\(step).slice")
                let again = try server.store().fetch(query, of: book, to: kept)
                let whole = try server.store().fetch(query, of: book, to: anew)
                #expect(again.events == whole.events && again.heads == whole.heads, "seed \(seed), \(name)")
                #expect(again.newEvents == again.events - before[place], "seed \(seed), \(name)")
                before[place] = again.events
                let now = many.one.ledger.now()
                func account(_ path: String) throws -> [String] {
                    LedgerAccount(of: try Ledger.open(path, clock: { now })).sections
                        .map { "\($0.name): \($0.text)".replacing(path, with: "") }
                }
                #expect(try account(kept) == account(anew), "seed \(seed), step \(step), \(name)")
                #expect(try CentralStore.heads(in: Ledger.open(kept)) == again.heads)
                #expect(try server.store().fetch(query, of: book, to: kept).isUnchanged)
            }
        }
        var step = 0
        try many.record { many in
            step += 1
            // One ledger stays behind, so what it ships later comes between what was there.
            for (place, own) in many.ledgers.enumerated() where (step + place) % 3 != 0 {
                try ship(own, place, to: book)
            }
            if step % 4 == 1 { try fetch(step, many) }
        }
        for (place, own) in many.ledgers.enumerated() { try ship(own, place, to: book) }
        try fetch(step + 1, many)
    }

    private func ship(_ own: Book, _ place: Int, to book: String) throws {
        // An empty ledger is the beginning of every ledger that was made in its millisecond.
        guard try !own.ledger.batches().isEmpty else { return }
        var options = CentralStore.ShipOptions()
        options.name = "ledger-\(place)"
        _ = try server.store().ship(own.ledger, to: book, options)
    }

    @Test func `a file of another part, or of a store that forgot, is fetched anew`() throws {
        let own = try Book.ofEverything()
        let book = try server.newBook()
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        _ = try server.store().ship(own.ledger, to: book, options)
        let path = folder.file("part.slice")
        func fetch(_ query: CentralStore.SliceQuery, of book: String) throws -> CentralStore.Fetched {
            try server.store().fetch(query, of: book, to: path)
        }
        let whole = try fetch(.init(), of: book)
        #expect(whole.newEvents == whole.events)
        #expect(try fetch(.init(), of: book).newEvents == 0)
        let some = try fetch(.init(.events, skus: ["MX-1"]), of: book)
        #expect(some.newEvents == some.events && some.events < whole.events)
        // Another book of the same name, as after a restore: its batches are others.
        let other = try server.newBook()
        options.name = "pedro"
        _ = try server.store().ship(Book.season().ledger, to: other, options)
        #expect(try !fetch(.init(), of: other).isUnchanged)
        let before = try fetch(.init(), of: book)
        let number = try server.sql("SELECT book FROM tarima.book WHERE name = '\(book)'")
        try server.sql(
            "UPDATE tarima.batch SET digest = sha256('x') WHERE book = \(number) AND batch = "
                + "(SELECT max(batch) FROM tarima.batch WHERE book = \(number))"
        )
        let after = try fetch(.init(), of: book)
        #expect(after.newEvents == before.events)
    }
}
