import InventoryLedger
import TestSupport
import Testing

/// Goods of a shipment that an earlier version recorded as if they came from a supplier, because their receipt names the
/// shipment only by its document.
@Suite struct ArrivedTwiceTests {
    private static let header = "kind,document,sku,warehouse,shipment,quantity,occurred_at\n"
    private static let dispatch = """
        shipment_dispatched,SEA-1,LAMP,MTY1,,100,2026-10-03T10:00
        shipment_dispatched,SEA-1,LAMP,CDMX,,40,2026-10-03T10:00
        shipment_dispatched,SEA-1,FAN,MTY1,,5,2026-10-03T10:00

        """
    private static let receipt = """
        stock_received,SEA-1,LAMP,MTY1,,60,2026-10-25T10:00
        stock_received,SEA-1,LAMP,CDMX,,40,2026-10-26T10:00

        """

    /// A ledger as an earlier version wrote it.
    private func oldBook(_ files: String...) throws -> Book {
        let book = try Book()
        for file in files { try book.importFile(Self.header + file) }
        try forgetShipments(book)
        return book
    }

    /// Gives the receipts the routes that they have without a shipment.
    private func forgetShipments(_ book: Book) throws {
        try book.runSQL(
            """
            DROP TRIGGER event_is_never_changed;
            UPDATE event SET route = (
                SELECT plain.id FROM route own JOIN route plain ON plain.kind = own.kind
                   AND plain.warehouse = own.warehouse AND plain.stage = own.stage AND plain.shipment = 0
                 WHERE own.id = event.route)
             WHERE route IN (SELECT id FROM route WHERE kind = 'stock_received' AND from_stage <> '');
            """
        )
        _ = try book.ledger.rebuild()
    }

    private func listed(_ book: Book) throws -> [LedgerException] {
        try book.ledger.exceptions().filter { $0.code == .arrivedTwice }
    }

    @Test func `a receipt of an earlier version in the document of a shipment is listed`() throws {
        let found = try listed(oldBook(Self.dispatch, Self.receipt))
        #expect(found.count == 1)
        let one = try #require(found.first)
        #expect(one.sku == "LAMP" && one.warehouse == "MTY1" && one.document == "SEA-1")
        #expect(one.quantity == 100)
        #expect(one.message.contains("file2.csv:2") && one.message.contains("in stock and on the way"))
    }

    @Test(arguments: [false, true])
    func `importing the receipt again empties the shipment`(hasLines: Bool) throws {
        func file(_ rows: String) -> String {
            guard hasLines else { return rows }
            return rows.split(separator: "\n").enumerated().map { "\($1),\($0)\n" }.joined()
        }
        let header = hasLines ? Self.header.replacing("\n", with: ",line\n") : Self.header
        let book = try Book()
        try book.importFile(header + file(Self.dispatch))
        try book.importFile(header + file(Self.receipt))
        let stock = try book.stock()
        try forgetShipments(book)
        #expect(try book.stock() != stock)
        let again = try book.importFile(header + file(Self.receipt))
        #expect(again.append.counts.duplicates == 2 && again.append.counts.recorded == 0)
        #expect(try listed(book) == [])
        #expect(try book.stock() == stock)
    }

    @Test func `a receipt that an earlier version took back is not listed`() throws {
        let back = "stock_received,SEA-1,LAMP,MTY1,,-100,2026-10-27T10:00\n"
        #expect(try listed(oldBook(Self.dispatch, Self.receipt, back)) == [])
    }
}
