import InventoryLedger
import TestSupport
import Testing

/// Goods of a shipment that a receipt brings in as if they came from a supplier.
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
        stock_received,SEA-2,LAMP,MTY1,,7,2026-10-26T10:00

        """

    private func listed(_ files: String...) throws -> [LedgerException] {
        let book = try Book()
        for file in files { try book.importFile(Self.header + file) }
        return try book.ledger.exceptions().filter { $0.code == .arrivedTwice }
    }

    @Test func `a receipt in the document of a shipment that it does not name is listed, in any order`()
        throws
    {
        for files in [[Self.dispatch, Self.receipt], [Self.receipt, Self.dispatch]] {
            let found = try #require(try listed(files[0], files[1]).first)
            #expect(try listed(files[0], files[1]).count == 1)
            #expect(found.sku == "LAMP" && found.warehouse == "MTY1" && found.document == "SEA-1")
            #expect(found.quantity == 100)
            #expect(found.message.contains("file1.csv:2") || found.message.contains("file2.csv:2"))
            #expect(found.message.contains("in stock and on the way"))
        }
    }

    @Test
    func `a receipt that names the shipment, one that was taken back, and a mere number are not listed`()
        throws
    {
        let named = Self.receipt.replacing(",MTY1,,60", with: ",MTY1,SEA-1,60").replacing(
            ",CDMX,,40",
            with: ",CDMX,SEA-1,40"
        )
        #expect(try listed(Self.dispatch, named) == [])
        #expect(try listed(Self.receipt) == [])
        let back = "stock_received,SEA-1,LAMP,MTY1,,-100,2026-10-27T10:00\n"
        #expect(try listed(Self.dispatch, Self.receipt, back) == [])
    }

    @Test func `the receipt imported again with its shipment settles it`() throws {
        let book = try Book()
        try book.importFile(Self.header + Self.dispatch)
        try book.importFile(Self.header + "stock_received,SEA-1,FAN,MTY1,,5,2026-10-25T10:00\n")
        #expect(try book.ledger.stock(sku: "FAN").map(\.incoming) == [5])
        try book.ledger.undo(batch: 2)
        try book.importFile(Self.header + "stock_received,SEA-1,FAN,MTY1,SEA-1,5,2026-10-25T10:00\n")
        #expect(try book.ledger.exceptions().allSatisfy { $0.code != .arrivedTwice })
        #expect(try book.ledger.stock(sku: "FAN").map(\.incoming) == [0])
    }
}
