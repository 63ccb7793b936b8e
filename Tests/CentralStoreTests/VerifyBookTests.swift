import CentralStore
import TestSupport
import Testing

/// What the store has proves itself.
@Suite(.enabled(if: Server.shared != nil, Server.skipped)) struct VerifyBookTests {
    /// A book with everything that a ledger can have, and its number.
    private func filled(_ server: Server) throws -> (own: Book, book: String, number: String) {
        let own = try Book.ofEverything()
        let book = try server.newBook()
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        options.events = 5
        _ = try server.store().ship(own.ledger, to: book, options)
        return (own, book, try server.sql("SELECT book FROM tarima.book WHERE name = '\(book)'"))
    }

    @Test func `a book that nobody changed is sound`() throws {
        let server = try #require(Server.shared)
        let (own, book, _) = try filled(server)
        let result = try server.verify(book: book)
        #expect(result.findings == [])
        #expect(result.heads.map(\.head) == [try own.ledger.verify().head])
    }

    @Test func `a book of a warehouse that was opened after its first events is sound`() throws {
        let server = try #require(Server.shared)
        let book = try server.newBook()
        let own = try Book()
        try own.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at
            stock_received, GRN-1,    MX-1, QRO1,      5,        2026-09-20
            stock_opened,   OPEN-1,   MX-2, QRO1,      40,       2026-10-01
            """
        )
        var options = CentralStore.ShipOptions()
        options.name = "juan"
        _ = try server.store().ship(own.ledger, to: book, options)
        #expect(try server.verify(book: book).findings == [])
    }

    @Test(arguments: [
        "UPDATE tarima.event SET quantity = quantity + 1 WHERE seq = 4",
        "UPDATE tarima.event SET note = 'x' WHERE seq = 4",
        "UPDATE tarima.batch SET file = 'other.csv' WHERE batch = 4",
        "UPDATE tarima.statement SET value = value || ' ' WHERE id = 1",
        "UPDATE tarima.declaration SET value = '1' WHERE batch = 1 AND n = 1",
        "UPDATE tarima.rejected_row SET raw = 'x' WHERE n = 1",
        "DELETE FROM tarima.event WHERE seq = (SELECT max(seq) FROM tarima.event WHERE book = $1)",
        "UPDATE tarima.ledger SET head = sha256('x') WHERE true",
        "UPDATE tarima.cell SET units = units + 1 WHERE true",
        "UPDATE tarima.position SET units = units + 1 WHERE true",
        "UPDATE tarima.route_use SET events = events + 1 WHERE true",
        "UPDATE tarima.route SET to_p = 'available' WHERE to_p = 'quarantine'",
        "UPDATE tarima.code SET code = code || 'x' WHERE what = 1",
    ])
    func `a change behind the ledgers is found`(change: String) throws {
        let server = try #require(Server.shared)
        let (_, book, number) = try filled(server)
        let statement = change.replacing("WHERE ", with: "WHERE book = \(number) AND ", maxReplacements: 1)
        try server.sql(statement.replacing("$1", with: number))
        #expect(try !server.verify(book: book).isSound)
    }
}
