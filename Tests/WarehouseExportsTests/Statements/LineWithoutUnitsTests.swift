import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Lines that a newer statement leaves without units, and lines of which only some files give the id.
@Suite struct LineWithoutUnitsTests {
    private func kinds(_ book: Book) throws -> [String] { try book.recorded([.kind, .sku, .quantity]) }

    @Test func `an open line of 0 units was edited away`() throws {
        let files = ["W1 1 Unshipped A 5 500.00 2", "W1 1 Unshipped A 0 0.00 3"]
        try EveryOrder(files: files) { try $0.shop($1) }.expect([], kinds)
        try EveryOrder(files: files + ["W1 1 Unshipped A 2 200.00 4"]) { try $0.shop($1) }
            .expect(["order_placed A 2"], kinds)
    }

    @Test func `a cancelled line of 0 units is the whole line cancelled`() throws {
        let files = ["W1 1 Unshipped A 5 500.00 2", "W1 1 Cancelled A 0 0.00 3"]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_cancelled A 5", "order_placed A 5"],
            kinds
        )
    }

    @Test func `a line that one file gives with its id and another without is listed`() throws {
        for files in [["W1 - Unshipped A 2 200.00 2", "W1 1 Shipped A 2 200.00 3"]] {
            for files in [files, files.reversed()] {
                let book = try Book()
                for file in files { try book.shop(file) }
                let found = try book.ledger.exceptions().filter { $0.code == .lineTwice }
                #expect(found.count == 1 && found[0].document == "W1" && found[0].sku == "A")
                #expect(found[0].message.contains("the line 1") && found[0].message.contains("file2.csv:2"))
            }
        }
        let clean = try Book()
        try clean.shop(
            "W1 1 Unshipped A 2 200.00 2\nW1 2 Unshipped A 2 200.00 2\nW2 - Unshipped A 2 200.00 2"
        )
        #expect(try clean.ledger.exceptions().filter { $0.code == .lineTwice }.isEmpty)
    }

    @Test func `a receipt with a line and the same one without are listed, other parts are not`() throws {
        let header = "kind,document,line,sku,warehouse,quantity,occurred_at\n"
        let book = try Book()
        try book.importFile(header + "stock_received,G1,,A,W,5,2026-11-01\n")
        try book.importFile(header + "stock_received,G1,1,A,W,5,2026-11-01\n")
        try book.importFile(
            header + "stock_received,G2,,A,W,5,2026-11-01\nstock_received,G2,1,A,W,5,2026-11-02\n"
        )
        try book.importFile(
            header + "stock_received,G3,,A,W,5,2026-11-01\nstock_received,G3,1,A,W,4,2026-11-01\n"
        )
        let found = try book.ledger.exceptions().filter { $0.code == .lineTwice }
        #expect(found.map(\.document) == ["G1"] && found[0].quantity == 5)
    }

    @Test func `a row that was settled by hand stays settled when it is stated again`() throws {
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at,order\n"
        let row = "return_received,desk,R1,,W,,2026-11-05,O1\n"
        let book = try Book()
        try book.importFile(header + row)
        try book.ledger.dismissWaitingRow(batch: 1, row: 2, because: "not ours")
        let again = try book.importFile(header + row)
        #expect(Book.classes(again) == "duplicates 1" && again.append.batch == nil)
        #expect(try book.ledger.waitingRows().isEmpty)
        try book.importFile(header + row + "return_received,desk,R2,,W,,2026-11-05,O1\n")
        #expect(try book.ledger.waitingRows().map(\.document) == ["R2"])
        try book.ledger.undo(batch: 2)
        #expect(try book.ledger.waitingRows().count == 2)
    }

    @Test func `a line that was settled by hand stays settled in an export that lists the document whole`()
        throws
    {
        let book = try Book()
        func take(_ rows: String) throws -> ImportResult {
            try book.shop(rows) { $0.profile = try Shop.profile("whole: document") }
        }
        let rows = "W1 1 Unshipped A 1 100.00 2\nW1 2 Unshipped - 3 15.00 2"
        #expect(Book.classes(try take(rows)) == "recorded 1, waiting 1")
        try book.ledger.dismissWaitingRow(batch: 1, row: 3, because: "a tip")
        let again = try take(rows)
        #expect(again.append.batch == nil && Book.classes(again) == "duplicates 2")
        #expect(try book.ledger.waitingRows().isEmpty)
    }
}
