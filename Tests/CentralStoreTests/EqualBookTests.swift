import CentralStore
import InventoryLedger
import Synchronization
import TestSupport
import Testing
import WarehouseExports

/// The test that decides: whatever is asked of a book, the answer is that of one ledger that recorded everything.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct EqualBookTests {
    private let folder: TemporaryFolder
    private let server: Server

    init() throws {
        folder = try TemporaryFolder()
        server = try #require(Server.shared)
    }

    /// Random ledgers in a book of the store.
    private func shipped(seed: UInt64, count: Int = 3) throws -> (many: ManyLedgers, book: String) {
        var many = try ManyLedgers(seed: seed, count: count)
        try many.record()
        let book = try server.newBook(zone: many.season.clock.zone)
        try many.ship(to: book) { try server.store() }
        return (many, book)
    }

    /// What a file with a part of the book says, at the same present as the one ledger.
    private func slice(_ query: CentralStore.SliceQuery, of book: String, like ledger: Ledger) throws
        -> Ledger
    {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        let path = folder.file("part-\(number).ledger")
        try server.store().fetch(query, of: book, to: path)
        let now = ledger.now()
        return try Ledger.open(path, clock: { now })
    }

    private static let count = Mutex(0)

    @Test(arguments: seeds(4))
    func `every report of a book equals that of one ledger that recorded everything`(seed: UInt64) throws {
        let (many, book) = try shipped(seed: seed)
        try check(slice(.init(), of: book, like: many.one.ledger), many, seed)
        let verified = try server.verify(book: book)
        #expect(verified.findings == [], "seed \(seed)")
    }

    @Test func `goods on the way to two warehouses are in the stock of a book`() throws {
        let book = try server.newBook()
        let header = "kind, document, sku, warehouse, quantity, occurred_at, shipment\n"
        let one = try Book()
        var options = CentralStore.ShipOptions()
        for (name, row) in [
            ("north", "shipment_dispatched, S-1, A, MTY1, 10, 2026-10-01, S-1"),
            ("south", "shipment_dispatched, S-1, A, QRO1, 5, 2026-10-02, S-1"),
            ("west", "stock_received, GRN-1, A, MTY1, 3, 2026-10-20, S-1"),
        ] {
            let own = try Book()
            try own.importText(header + row)
            try one.importText(header + row)
            options.name = name
            _ = try server.store().ship(own.ledger, to: book, options)
        }
        let now = try one.ledger.stock().rows
        let units = now.map { "\($0.warehouse) \($0.inTransit) \($0.released) \($0.available)" }
        #expect(units == ["MTY1 10 -3 3", "QRO1 5 0 0"])
        for skus in [nil, ["A"]] {
            let part = try slice(.init(.stock, skus: skus), of: book, like: one.ledger)
            #expect(try part.stock().rows == now)
            #expect(try part.stock(StockQuery(sku: "A")).rows == now)
            let sums = try slice(.init(.sums, skus: skus), of: book, like: one.ledger)
            // In Mexico City the day ends at six in UTC.
            for day in ["2026-10-02", "2026-10-11", "2026-10-26"] {
                let end = try #require(Instant("\(day)T05:59:59.999Z"))
                let query = StockQuery(time: ReportTime(asOf: end))
                #expect(try sums.stock(query).rows == one.ledger.stock(query).rows)
            }
        }
    }

    @Test(.enabled(if: Server.isInstalled, Server.skipped), arguments: seeds(2))
    func `a book is the same after shippers were cut off and the server was killed`(seed: UInt64) throws {
        let own = try #require(try Server.ownStore())
        var many = try ManyLedgers(seed: seed, count: 3)
        try many.record()
        let book = try own.newBook(zone: many.season.clock.zone)
        var kills = 0
        let disturb = {
            kills += 1
            switch kills % 3 {
            case 0: try own.cut("shipper")
            case 1: try own.kill()
            default: try own.stop()
            }
            try own.start()
        }
        try many.ship(to: book, { try own.store(named: "shipper") }, disturb: disturb)
        #expect(kills > 0, "seed \(seed)")
        let path = folder.file("killed-\(seed).ledger")
        try own.store().fetch(of: book, to: path)
        let now = many.one.ledger.now()
        try check(Ledger.open(path, clock: { now }), many, seed)
        for (place, ledger) in many.ledgers.enumerated() where try !ledger.ledger.batches().isEmpty {
            let shipped = try own.store().ledgers(of: book).first { $0.name == "ledger-\(place)" }
            #expect(try shipped?.head == ledger.ledger.verify().head)
        }
    }

    /// Compares every report of a file with those of the one ledger.
    private func check(_ slice: Ledger, _ many: ManyLedgers, _ seed: UInt64) {
        let (found, expected) = (LedgerAccount(of: slice), LedgerAccount(of: many.one.ledger))
        #expect(found.sections.count == expected.sections.count)
        for (found, expected) in zip(found.sections, expected.sections) {
            #expect(Self.lasting(found) == Self.lasting(expected), "seed \(seed), \(found.name)")
        }
    }

    /// A section without the digests of batches, which are those of the ledgers.
    private static func lasting(_ section: LedgerAccount.Section) -> String {
        guard section.name == "batches" else { return section.text }
        return section.text.split(separator: "\n").map {
            $0.split(separator: "|").dropLast().joined(separator: "|")
        }
        .joined(separator: "\n")
    }

    @Test(arguments: seeds(4))
    func `every ledger comes back from the store with its head`(seed: UInt64) throws {
        let (many, book) = try shipped(seed: seed, count: 4)
        for (place, own) in many.ledgers.enumerated() where try !own.ledger.batches().isEmpty {
            let path = folder.file("\(book)-\(place).ledger")
            let fetched = try server.store().recover(ledger: "ledger-\(place)", of: book, to: path)
            let now = own.ledger.now()
            let recovered = try Ledger.open(path, clock: { now })
            #expect(try recovered.verify().head == own.ledger.verify().head)
            #expect(fetched.heads.map(\.head) == [try recovered.verify().head])
            #expect(LedgerAccount(of: recovered).text == LedgerAccount(of: own.ledger).text, "seed \(seed)")
            // It goes on where it was.
            #expect(try server.store().ship(recovered, to: book).events == 0)
        }
    }

    @Test(arguments: seeds(4))
    func `the stock of a book, now and at the end of a day, is in its sums`(seed: UInt64) throws {
        let (many, book) = try shipped(seed: seed)
        let ledger = many.one.ledger
        func rows(_ ledger: Ledger, _ query: StockQuery) throws -> [String] {
            try ledger.stock(query).rows.map { "\($0.sku) \($0.warehouse) \($0.units)".exact }
        }
        let present = try slice(.init(.stock), of: book, like: ledger)
        for zero in [false, true] {
            let query = StockQuery(includesZero: zero)
            #expect(try rows(present, query) == rows(ledger, query), "seed \(seed)")
        }
        var filled = CentralStore.SliceQuery(.stock)
        filled.includesEmpty = false
        #expect(
            try rows(slice(filled, of: book, like: ledger), StockQuery()) == rows(ledger, StockQuery()),
            "seed \(seed)"
        )
        let sums = try slice(.init(.sums), of: book, like: ledger)
        let days = many.season.days
        for day in [days.lowerBound, (days.lowerBound + days.upperBound) / 2, days.upperBound] {
            let end = Instant(milliseconds: many.season.clock.endOfDay(day))
            let query = StockQuery(time: ReportTime(asOf: end), includesZero: true)
            #expect(try rows(sums, query) == rows(ledger, query), "seed \(seed)")
        }
        for sku in many.season.skus.prefix(3) {
            for detail in [CentralStore.Detail.stock, .sums, .events] {
                let part = try slice(.init(detail, skus: [sku]), of: book, like: ledger)
                let query = StockQuery(sku: sku, includesZero: true)
                #expect(try rows(part, query) == rows(ledger, query), "seed \(seed), \(sku), \(detail)")
            }
        }
    }

    @Test(arguments: seeds(4))
    func `cards and slow movers of some SKUs are in their part of the book`(seed: UInt64) throws {
        let (many, book) = try shipped(seed: seed)
        for text in many.season.skus.prefix(4) {
            let sku = try SKU(text)
            let part = try slice(.init(.events, skus: [text]), of: book, like: many.one.ledger)
            func card(_ ledger: Ledger) throws -> [String] {
                try ledger.card(sku: sku).map {
                    "\($0.stored.event.canonicalRow()) \($0.available) \($0.onHand) \($0.stored.statedInBatch)"
                        .exact
                }
            }
            #expect(try card(part) == card(many.one.ledger), "seed \(seed)")
            var query = SlowMoverQuery()
            query.sku = text
            #expect(
                try "\(part.slowMovers(query))".exact == "\(many.one.ledger.slowMovers(query))".exact,
                "seed \(seed)"
            )
        }
    }

    @Test func `a ledger with everything that a ledger can have is its book`() throws {
        let own = try Book.ofEverything()
        let book = try server.newBook()
        var options = CentralStore.ShipOptions()
        options.name = "everything"
        options.events = 3
        let result = try server.store().ship(own.ledger, to: book, options)
        #expect(result.batches == Int64(try own.ledger.batches().count))
        let slice = try slice(.init(), of: book, like: own.ledger)
        #expect(LedgerAccount(of: slice).text == LedgerAccount(of: own.ledger).text)
        let path = folder.file("recovered.ledger")
        try server.store().recover(ledger: "everything", of: book, to: path)
        #expect(try Ledger.open(path).verify().head == result.head)
        #expect(try LedgerOracle.check(path: path) == [])
    }
}
