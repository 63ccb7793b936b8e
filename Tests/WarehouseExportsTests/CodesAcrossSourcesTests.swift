import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Code maps of several sources beside each other.
@Suite struct CodesAcrossSourcesTests {
    private static let header = "kind,source,document,sku,warehouse,quantity,occurred_at,order,shipment\n"

    @discardableResult
    private func take(_ book: Book, _ rows: String) throws -> ImportResult {
        try book.importFile(Self.header + rows + "\n")
    }

    private func map(_ book: Book, _ rows: String) throws {
        let file = try CodeFile(
            path: book.folder.write("codes.csv", "what,source,code,value,units\n" + rows + "\n")
        )
        #expect(file.problems.isEmpty)
        try book.ledger.declare(codes: file.codes, origin: file.origin)
    }

    private func split(_ book: Book) throws -> [String] {
        try book.ledger.exceptions().filter { $0.code == .splitCode }.map {
            [$0.sku?.text, $0.warehouse?.text].compactMap { $0 }.joined()
        }
    }

    @Test func `goods that the ledger names for a row are not mapped by the row's source once more`() throws {
        let files = [
            "sale_shipped,a,9,X,W1,5,2026-11-01,,", "return_received,desk,R9,,W1,,2026-11-05,9,",
            "shipment_dispatched,sup,S1,X,W1,5,2026-11-01,,", "customs_released,fwd,S1,,W1,,2026-11-05,,S1",
        ]
        let maps = "sku,a,X,Y,2\nsku,desk,Y,Q,1\nsku,sup,X,Y,3\nsku,fwd,Y,Q,1"
        let before = try Book()
        try map(before, maps)
        for file in files { try take(before, file) }
        #expect(try before.stock() == "Y W1 released 15 available -10 quarantine 10")
        let after = try Book()
        for file in files.reversed() { try take(after, file) }
        try map(after, maps)
        #expect(try after.stock() == before.stock())
        #expect(try after.isSound() && before.isSound())
    }

    @Test func `a row names goods by its own source's code, and the order by another's`() throws {
        let book = try Book()
        try map(book, "sku,a,X,Y,1\nsku,desk,D-7,Y,1")
        try take(book, "sale_shipped,a,9,X,W1,5,2026-11-01,,\nsale_shipped,a,9,Z,W1,1,2026-11-01,,")
        try take(book, "return_received,desk,R9,D-7,W1,,2026-11-05,9,")
        #expect(try book.stock() == "Y W1 available -5 quarantine 5\nZ W1 available -1")
        // The row in full says the same.
        let full = try take(book, "return_received,desk,R9,D-7,W1,5,2026-11-05,9,")
        #expect(full.append.counts.conflicts == 0)
        #expect(try book.stock() == "Y W1 available -5 quarantine 5\nZ W1 available -1")
        #expect(try book.isSound())
    }

    @Test func `a code that is renamed for one source and not for another is listed, in whatever order`()
        throws
    {
        let rows = "stock_received,a,R1,X,W1,5,2026-11-01,,\nstock_received,b,R2,Y,W2,7,2026-11-01,,"
        let steps: [(Book) throws -> Void] = [
            { try self.take($0, rows) }, { try self.map($0, "sku,a,X,Y,1") },
            { try self.map($0, "sku,b,Y,Z,1") },
        ]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let book = try Book()
            for step in order { try steps[step](book) }
            #expect(try book.stock() == "Y W1 available 5\nZ W2 available 7")
            let found = try book.ledger.exceptions().filter { $0.code == .splitCode }
            #expect(found.map(\.sku) == ["Y"])
            #expect(found.first?.message.contains("Y is Z for b") ?? false)
            #expect(found.first?.message.contains("a's X") ?? false)
            try map(book, "sku,a,X,Z,1")
            #expect(try split(book).isEmpty)
            #expect(try book.stock() == "Z W1 available 5\nZ W2 available 7")
        }
    }

    @Test func `a warehouse that is renamed for one source only is listed`() throws {
        let book = try Book()
        try take(book, "stock_received,a,R1,X,FULL,5,2026-11-01,,\nstock_received,b,R2,X,CDMX,7,2026-11-01,,")
        try map(book, "warehouse,a,FULL,CDMX-1,\nwarehouse,c,CDMX-1,CDMX-2,")
        #expect(try split(book) == ["CDMX-1"])
    }

    @Test func `a pack or a kit of its own name is no other article`() throws {
        let book = try Book()
        try take(book, "stock_received,b,R2,Y,W2,7,2026-11-01,,")
        try map(book, "sku,a,Y,Y,6")
        #expect(try split(book).isEmpty)
    }

    @Test func `codes of a source that is spelt otherwise are listed`() throws {
        let book = try Book()
        try take(book, "stock_received,shop,R2,Y,W2,7,2026-11-01,,")
        try map(book, "sku,Shop,Y,Z,1\nsku,later,Y,Z,1")
        let found = try book.ledger.exceptions().filter { $0.code == .lookAlikeSource }
        #expect(
            found.count == 1 && found[0].message.contains("source Shop") && found[0].message.contains("shop")
        )
    }
}
