import CentralStore
import Foundation
import InventoryLedger
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct ShipTests {
    private let server: Server

    init() throws { server = try #require(Server.shared) }

    private func ship(_ ledger: Ledger, to book: String, as name: String? = nil, events: Int64 = 100_000)
        throws
        -> CentralStore.ShipResult
    {
        var options = CentralStore.ShipOptions()
        options.name = name
        options.events = events
        return try server.store().ship(ledger, to: book, options)
    }

    /// The code of the error of a block; nil if it succeeds.
    private func code(_ body: () throws -> Void) -> CentralError.Code? {
        do {
            try body()
            return nil
        } catch let error as CentralError {
            return error.code
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    private func receipt(
        _ document: String,
        into book: Book,
        warehouse: String = "MTY1",
        at day: String = "01"
    ) throws {
        try book.importText(
            """
            kind,           document,    sku,  warehouse,    quantity, occurred_at
            stock_received, \(document), MX-1, \(warehouse), 5,        2026-11-\(day)
            """
        )
    }

    /// Another ledger that began in the same way.
    private func copy(of book: Book, to folder: TemporaryFolder) throws -> Ledger {
        let path = folder.file("copy.ledger")
        _ = try book.ledger.backup(to: path)
        return try Ledger.open(path, clock: { Book.now })
    }

    @Test func `what is shipped twice is there once`() throws {
        let own = try Book.season()
        let book = try server.newBook()
        let first = try ship(own.ledger, to: book, as: "juan")
        let second = try ship(own.ledger, to: book)
        #expect(first.events > 0)
        #expect(second.events == 0 && second.batches == 0)
        #expect(second.head == first.head)
        #expect(second.ledger == "juan")
        #expect(try own.ledger.verify().head == first.head)
    }

    @Test func `a ledger needs a name once`() throws {
        let own = try Book.season()
        let book = try server.newBook()
        #expect(code { _ = try ship(own.ledger, to: book) } == .notNamed)
        _ = try ship(own.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(own.ledger, to: book, as: "pedro") } == .shippedAs)
    }

    @Test func `a name belongs to one ledger`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        try receipt("GRN-1", into: one)
        try receipt("GRN-2", into: other)
        _ = try ship(one.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(other.ledger, to: book, as: "juan") } == .otherLedger)
        other.setNow(Book.now.advanced(byMilliseconds: 5))
        let later = try Book(currency: nil)
        try receipt("GRN-3", into: later)
        #expect(code { _ = try ship(later.ledger, to: book, as: "juan") } == .otherLedger)
    }

    @Test func `an older copy and one that went on by itself are refused`() throws {
        let folder = try TemporaryFolder()
        let own = try Book.season()
        let book = try server.newBook()
        let copy = try copy(of: own, to: folder)
        try receipt("GRN-9", into: own)
        _ = try ship(own.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(copy, to: book) } == .shorterThanShipped)
        #expect(code { _ = try ship(copy, to: book, as: "juan") } == .shorterThanShipped)
        _ = try copy.record([
            .stockReceived("GRN-8", sku: "MX-1", quantity: 3, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(code { _ = try ship(copy, to: book) } == .historyChanged)
        #expect(code { _ = try ship(copy, to: book, as: "another") } == .historyChanged)
    }

    @Test func `the same event in two ledgers is refused until one undoes it`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        try receipt("GRN-1", into: one)
        try receipt("GRN-1", into: other)
        try receipt("GRN-2", into: other)
        _ = try ship(one.ledger, to: book, as: "juan")
        do {
            _ = try ship(other.ledger, to: book, as: "pedro", events: 1)
            Issue.record("it counts twice")
        } catch let error as CentralError {
            #expect(error.code == .toldTwice)
            for word in ["GRN-1", "batch 1 of pedro", "batch 1 of juan"] {
                #expect(error.message.contains(word))
            }
        }
        _ = try other.ledger.undo(batch: 1)
        // The undo is a batch after the one that was refused.
        #expect(try ship(other.ledger, to: book, as: "pedro", events: 1).batches == 3)
    }

    @Test(arguments: [true, false])
    func `an event is the same if one of two ledgers maps the code that was written`(mapsFirst: Bool) throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        try (mapsFirst ? one : other).ledger.declare(codes: [
            CodeMapping(.sku, source: "wms", code: "OLD-1", components: [.init(value: "MX-1")])
        ])
        for own in [one, other] {
            try own.importText(
                """
                kind,           source, document, sku,   warehouse, quantity, occurred_at
                stock_received, wms,    GRN-1,    OLD-1, MTY1,      5,        2026-11-01
                """
            )
        }
        _ = try ship(one.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(other.ledger, to: book, as: "pedro") } == .toldTwice)
    }

    @Test func `a ledger is shipped while another one of its book is sending events`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        for document in ["GRN-1", "GRN-2"] { try receipt(document, into: one) }
        try receipt("GRN-3", into: other, warehouse: "CDMX1")
        let role = "shipper_\(book.filter { $0 != "-" })"
        try server.sql("CREATE ROLE \(role) LOGIN; ALTER ROLE \(role) SET lock_timeout = '20s'")
        try server.store().allow(role: role, book: book, shipping: true)
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        options.events = 1
        var shipped: [Int64] = []
        options.progress = { [server] _, _ in
            // The first of the two is not committed yet, and has codes that the book did not have.
            guard shipped.isEmpty else { return }
            var options = CentralStore.ShipOptions()
            options.name = "pedro"
            do {
                shipped.append(try server.store(role).ship(other.ledger, to: book, options).events)
            } catch { Issue.record(error) }
        }
        #expect(try server.store().ship(one.ledger, to: book, options).events == 2)
        #expect(shipped == [1])
    }

    @Test func `the same document with other lines may be in two ledgers`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        try receipt("GRN-1", into: one)
        try receipt("GRN-1", into: other, warehouse: "CDMX1")
        _ = try ship(one.ledger, to: book, as: "juan")
        _ = try ship(other.ledger, to: book, as: "pedro")
        #expect(try server.store().ledgers(of: book).map(\.events) == [1, 1])
    }

    @Test func `stock that two ledgers open at different instants is refused`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        for (own, day) in [(one, 1), (other, 2)] {
            try own.importText(
                """
                kind,         document,     sku,  warehouse, quantity, occurred_at
                stock_opened, OPEN-\(day),  MX-1, MTY1,      5,        2026-11-0\(day)
                """
            )
        }
        _ = try ship(one.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(other.ledger, to: book, as: "pedro") } == .openingContradiction)
        _ = try other.ledger.undo(batch: 1)
        _ = try ship(other.ledger, to: book, as: "pedro")
    }

    @Test func `a ledger with other business days is refused`() throws {
        let own = try Book(zone: "America/Tijuana")
        try receipt("GRN-1", into: own)
        let book = try server.newBook()
        #expect(code { _ = try ship(own.ledger, to: book, as: "juan") } == .zoneDiffers)
    }

    @Test func `sources and codes that differ between ledgers are refused`() throws {
        let (one, other) = (try Book(), try Book())
        let book = try server.newBook()
        try one.ledger.declare(factSources: [FactSource(warehouse: "MTY1", fact: .orders, source: "meli")])
        try other.ledger.declare(factSources: [FactSource(warehouse: "MTY1", fact: .orders, source: "amazon")]
        )
        _ = try ship(one.ledger, to: book, as: "juan")
        #expect(code { _ = try ship(other.ledger, to: book, as: "pedro") } == .secondSource)
        _ = try other.ledger.declare(factSources: [
            FactSource(warehouse: "MTY1", fact: .orders, source: "meli")
        ])
        _ = try ship(other.ledger, to: book, as: "pedro")
        try one.ledger.declare(codes: [
            CodeMapping(.sku, source: "meli", code: "A", components: [.init(value: "MX-1")])
        ])
        try other.ledger.declare(codes: [
            CodeMapping(.sku, source: "meli", code: "A", components: [.init(value: "MX-2")])
        ])
        _ = try ship(one.ledger, to: book)
        #expect(code { _ = try ship(other.ledger, to: book) } == .codesDiffer)
    }

    @Test func `a changed ledger ships nothing of what was changed`() throws {
        let own = try Book.season()
        try own.tamper("UPDATE event SET quantity = quantity + 1 WHERE seq = 3")
        let book = try server.newBook()
        #expect(throws: LedgerError.self) { try ship(own.ledger, to: book, as: "juan") }
        #expect(try server.store().ledgers(of: book).isEmpty)
    }

    @Test func `a part of a book is neither shipped nor recorded in`() throws {
        let folder = try TemporaryFolder()
        let own = try Book.season()
        let book = try server.newBook()
        _ = try ship(own.ledger, to: book, as: "juan")
        let path = folder.file("part.ledger")
        try server.store().fetch(of: book, to: path)
        let part = try Ledger.open(path)
        func isRefused(_ body: () throws -> Void) -> Bool {
            do {
                try body()
                return false
            } catch let error as LedgerError {
                return error.code == .slice
            } catch {
                return false
            }
        }
        #expect(isRefused { _ = try ship(part, to: book, as: "part") })
        #expect(isRefused { _ = try part.verify() })
        #expect(isRefused { _ = try part.rebuild() })
        #expect(
            isRefused {
                _ = try part.record([
                    .stockReceived("X", sku: "MX-1", quantity: 3, warehouse: "MTY1", occurredAt: Book.now)
                ])
            }
        )
        // A ledger is never replaced by a part of a book.
        let ledger = folder.file("own.ledger")
        _ = try own.ledger.backup(to: ledger)
        #expect(throws: LedgerError.self) { try server.store().fetch(of: book, to: ledger) }
        try server.store().fetch(of: book, to: path)
    }

    @Test func `a connection that is cut at any time leaves whole batches`() throws {
        let own = try Book.ofEverything()
        let book = try server.newBook()
        let batches = Int64(try own.ledger.batches().count)
        for round in 0..<4 {
            let name = "\(book)-\(round)"
            var options = CentralStore.ShipOptions()
            options.name = "juan"
            options.events = 4
            var calls = 0
            options.progress = { [server] _, _ in
                calls += 1
                if calls == round + 1 { try? server.cut(name) }
            }
            let cut = code { _ = try server.store(named: name).ship(own.ledger, to: book, options) }
            #expect(cut == .unreachable || cut == nil)
            let shipped = try server.store().ledgers(of: book)
            #expect(shipped.allSatisfy { $0.batch <= batches })
        }
        let result = try ship(own.ledger, to: book, as: "juan")
        #expect(result.head == (try own.ledger.verify().head))
        let folder = try TemporaryFolder()
        try server.store().recover(ledger: "juan", of: book, to: folder.file("back.ledger"))
    }

    @Test func `several shippers of one ledger ship it once`() async throws {
        let own = try Book.ofEverything()
        let book = try server.newBook()
        let results = Results()
        try await onThreads(6) { _ in
            results.add(Result { try ship(own.ledger, to: book, as: "juan", events: 3) })
        }
        let shipped = try results.all.map { try $0.get() }
        #expect(shipped.reduce(0) { $0 + $1.batches } == Int64(try own.ledger.batches().count))
        #expect(try server.store().ledgers(of: book).map(\.head) == [try own.ledger.verify().head])
    }

    private final class Results: @unchecked Sendable {
        private let lock = NSLock()
        private var found: [Result<CentralStore.ShipResult, any Error>] = []
        func add(_ result: Result<CentralStore.ShipResult, any Error>) {
            lock.withLock { found.append(result) }
        }
        var all: [Result<CentralStore.ShipResult, any Error>] { lock.withLock { found } }
    }
}
