import CentralStore
import InventoryLedger
import Synchronization
import TestSupport
import Testing

/// Many programs at one book. A long run goes on for as many seconds as `TARIMA_SECONDS` says.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct CrowdedBookTests {
    private static let shippers = 8
    private static let readers = 4

    private func record(_ batch: Int, into own: Book, of place: Int) throws {
        let rows = (1...5).map { "stock_received, GRN-\(place)-\(batch), \($0), MX-1, MTY1, 2, 2026-11-01" }
        try own.importText(
            "kind, document, line, sku, warehouse, quantity, occurred_at\n" + rows.joined(separator: "\n")
        )
    }

    @Test func `eight ship and four read at once, and readers see whole batches`() async throws {
        let server = try #require(Server.shared)
        let book = try server.newBook()
        let folder = try TemporaryFolder()
        let ledgers = try (0..<Self.shippers).map { _ in try Book() }
        let left = Mutex(Self.shippers)
        let recorded = Mutex([Int](repeating: 0, count: Self.shippers))
        try await onThreads(Self.shippers + Self.readers) { number in
            if number < Self.shippers {
                defer { left.withLock { $0 -= 1 } }
                try forEachRound(4) { round in
                    // Two batches at a time, in two transactions.
                    for batch in [round * 2 - 1, round * 2] {
                        try record(batch, into: ledgers[number], of: number)
                    }
                    var options = CentralStore.ShipOptions()
                    options.name = "ledger-\(number)"
                    options.events = 1
                    let result = try server.store().ship(ledgers[number].ledger, to: book, options)
                    #expect(result.batches == 2)
                    recorded.withLock { $0[number] = round * 2 }
                }
                return
            }
            let path = folder.file("part-\(number).slice")
            repeat {
                // Half of the readers read the stock, the others go on with what they have.
                let query = CentralStore.SliceQuery(number % 2 == 0 ? .stock : .events)
                let fetched = try server.store().fetch(query, of: book, to: path)
                let units = try Ledger.open(path).stock().rows.reduce(0) { $0 + $1.units.available }
                #expect(units == fetched.heads.reduce(0) { $0 + $1.batch * 10 })
            } while left.withLock { $0 } > 0
        }
        let shipped = try server.store().ledgers(of: book)
        #expect(shipped.map(\.batch) == recorded.withLock { $0.map { Int64($0) } })
        #expect(try shipped.map(\.head) == ledgers.map { try $0.ledger.verify().head })
        let found = try server.verify(book: book)
        #expect(found.findings == [])
    }
}
