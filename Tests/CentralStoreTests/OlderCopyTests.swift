import CentralStore
import InventoryLedger
import TestSupport
import Testing

/// Backups that are brought back: of a ledger, and of the store.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct OlderCopyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func ship(_ ledger: Ledger, to book: String, on server: Server, as name: String? = nil) throws
        -> CentralStore.ShipResult
    {
        var options = CentralStore.ShipOptions()
        options.name = name
        return try server.store().ship(ledger, to: book, options)
    }

    private func receipt(_ document: String, into ledger: Ledger) throws {
        let document = try Document(document)
        _ = try ledger.record([
            .stockReceived(document, sku: "MX-1", quantity: 3, warehouse: "MTY1", occurredAt: Book.now)
        ])
    }

    @Test func `an older backup of a ledger is refused, and both heads are named`() throws {
        let server = try #require(Server.shared)
        let own = try Book.season()
        let book = try server.newBook()
        let path = folder.file("older.ledger")
        _ = try own.ledger.backup(to: path)
        let older = try Ledger.open(path, clock: { Book.now })
        let olderHead = try older.verify().head
        try receipt("GRN-9", into: own.ledger)
        let head = try ship(own.ledger, to: book, on: server, as: "juan").head
        func message(_ code: CentralError.Code) throws -> String {
            do {
                _ = try ship(older, to: book, on: server)
                Issue.record("an older copy was shipped")
                return ""
            } catch let error as CentralError {
                #expect(error.code == code)
                return error.message
            }
        }
        let shorter = try message(.shorterThanShipped)
        #expect(shorter.contains(head) && shorter.contains(olderHead), "\(shorter)")
        try receipt("GRN-8", into: older)
        let parted = try message(.historyChanged)
        #expect(try parted.contains(head) && parted.contains(older.verify().head), "\(parted)")
        // The way out that the message names.
        let fetched = folder.file("fetched.ledger")
        try server.store().recover(ledger: "juan", of: book, to: fetched)
        let recovered = try Ledger.open(fetched, clock: { Book.now })
        try receipt("GRN-8", into: recovered)
        #expect(try ship(recovered, to: book, on: server).events == 1)
    }

    @Test func `a ledger that comes back knows nothing of the others`() throws {
        let server = try #require(Server.shared)
        let book = try server.newBook()
        let own = try Book()
        try own.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at, shipment
            stock_received, GRN-1,    MX-1, QRO1,      5,        2026-11-01,  S-1
            """
        )
        let other = try Book()
        try other.importText(
            """
            kind,                document, sku,  warehouse, quantity, occurred_at, shipment
            shipment_dispatched, S-1,      MX-2, MTY1,      9,        2026-10-01,  S-1
            """
        )
        _ = try ship(own.ledger, to: book, on: server, as: "own")
        _ = try ship(other.ledger, to: book, on: server, as: "other")
        let path = folder.file("own.ledger")
        try server.store().recover(ledger: "own", of: book, to: path)
        let recovered = try Ledger.open(path, clock: { Book.now })
        // In the book the shipment is bound for MTY1, which this ledger does not know.
        let query = StockQuery(includesZero: true)
        #expect(try recovered.stock(query).rows == own.ledger.stock(query).rows)
        #expect(throws: LedgerError.self) { try recovered.checkNames(skus: [SKU("MX-2")]) }
        #expect(throws: LedgerError.self) { try recovered.checkNames(warehouse: Warehouse("MTY1")) }
    }

    @Test(.enabled(if: Server.isInstalled, Server.skipped))
    func `an older backup of the store is completed by the next ships`() throws {
        let server = try #require(try Server.ownStore())
        let (one, other) = (try Book.ofEverything(), try Book())
        for document in ["GRN-50", "GRN-51"] { try receipt(document, into: other.ledger) }
        let book = try server.newBook()
        _ = try ship(one.ledger, to: book, on: server, as: "juan")
        try server.stop()
        try server.save()
        try server.start()
        // After the backup, one ledger goes on and another begins.
        try receipt("GRN-9", into: one.ledger)
        _ = try ship(one.ledger, to: book, on: server)
        _ = try ship(other.ledger, to: book, on: server, as: "pedro")
        let before = folder.file("before.slice")
        try server.store().fetch(of: book, to: before)
        try server.stop()
        try server.restore()
        try server.start()
        #expect(try server.store().ledgers(of: book).map(\.name) == ["juan"])
        // In another order than the first time.
        _ = try ship(other.ledger, to: book, on: server, as: "pedro")
        #expect(try ship(one.ledger, to: book, on: server).batches == 1)
        let after = folder.file("after.slice")
        try server.store().fetch(of: book, to: after)
        // A file that was fetched before the loss is right as well.
        try server.store().fetch(of: book, to: before)
        #expect(
            try LedgerAccount(of: Ledger.open(after, clock: { Book.now })).text
                == LedgerAccount(of: Ledger.open(before, clock: { Book.now })).text
        )
        let found = try server.verify(book: book)
        #expect(found.findings == [])
        #expect(try Set(found.heads.map(\.head)) == [one.ledger.verify().head, other.ledger.verify().head])
    }
}
