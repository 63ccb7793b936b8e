import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Rows that need the book: kept raw, resolved by the import that brings what they speak of.
@Suite struct WaitingRowTests {
    private static let header =
        "kind,source,document,line,sku,warehouse,quantity,occurred_at,order,shipment\n"

    /// Imports rows `kind document sku quantity day order shipment`, of source `shop`; `-` is blank.
    private func take(_ book: Book, _ rows: String) throws -> ImportResult {
        let lines = rows.split(separator: "\n").map { row in
            let f = row.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            return "\(f[0]),shop,\(f[1]),,\(f[2]),MTY,\(f[3]),2026-11-0\(f[4]),\(f[5]),\(f[6])"
        }
        return try book.importFile(Self.header + lines.joined(separator: "\n") + "\n")
    }

    @Test func `a cancellation without units waits for its order, in either order of the files`() throws {
        let order = "order_placed O1 A 4 1 - -"
        let cancelled = "order_cancelled O1 A - 2 - -"
        let straight = try Book()
        _ = try take(straight, order)
        #expect(Book.classes(try take(straight, cancelled)) == "recorded 1")

        let book = try Book()
        let waiting = try take(book, cancelled)
        #expect(Book.classes(waiting) == "waiting 1")
        #expect(waiting.append.batch == 1)
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.document == "O1" && row.row == 2 && row.need == .order("O1"))
        #expect(String(decoding: row.raw, as: UTF8.self) == "order_cancelled,shop,O1,,A,MTY,,2026-11-02,,")
        #expect(Book.classes(try take(book, cancelled)) == "waiting 1")
        let resolving = try take(book, order)
        #expect(resolving.append.events == 2)
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try book.told() == straight.told())
        #expect(Book.classes(try take(book, cancelled)) == "duplicates 1")
        #expect(try book.isSound())
    }

    @Test func `a resolved row is traced to the file that told it`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 A - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -")
        let line = try #require(try book.ledger.card(sku: "A").last)
        #expect(line.stored.event.kind == .orderCancelled)
        #expect(line.stored.toldInBatch == 1 && line.stored.toldInRow == 2)
        #expect(line.stored.batch == 2)
    }

    @Test func `undoing the order lets the row wait again; undoing the row takes it away`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 A - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -")
        let whole = try book.told()
        let undo = try #require(try book.ledger.undo(batch: 2).batch)
        #expect(try book.told() == [])
        #expect(try book.ledger.waitingRows().count == 1)
        try book.ledger.undo(batch: undo)
        #expect(try book.told() == whole)
        try book.ledger.undo(batch: 1)
        #expect(try book.told([.kind, .quantity]) == ["order_placed 4"])
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try book.isSound())
    }

    @Test func `a whole order is cancelled without naming its goods`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 - - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -\norder_placed O1 B 1 1 - -")
        #expect(
            try book.told([.kind, .sku, .quantity]) == [
                "order_cancelled A 4", "order_cancelled B 1", "order_placed A 4", "order_placed B 1",
            ]
        )
    }

    @Test func `a cancellation without units takes what other rows left of the order`() throws {
        let files = [
            "order_placed O1 A 5 1 - -", "order_cancelled O1 A 2 2 - -", "order_cancelled O1 A - 3 - -",
        ]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            let book = try Book()
            for index in order { _ = try take(book, files[index]) }
            #expect(
                try book.told([.kind, .quantity]) == [
                    "order_cancelled 2", "order_cancelled 3", "order_placed 5",
                ]
            )
            #expect(try book.isSound())
        }
    }

    @Test func `a return without SKU is of what its order sold`() throws {
        let book = try Book()
        #expect(Book.classes(try take(book, "return_received R1 - 1 5 O1 -")) == "waiting 1")
        _ = try take(book, "order_placed O1 A 2 1 - -\norder_shipped O1 A 2 2 - -")
        #expect(try book.told([.kind, .document, .sku, .quantity]).last == "return_received R1 A 1")
        #expect(try book.stock() == "A MTY available -2 quarantine 1")
    }

    @Test func `a return without SKU of an order of several goods waits unless all of it came back`() throws {
        let order = "order_placed O1 A 2 1 - -\norder_placed O1 B 1 1 - -"
        let book = try Book()
        _ = try take(book, order)
        #expect(Book.classes(try take(book, "return_received R1 - 1 5 O1 -")) == "waiting 1")
        #expect(Book.classes(try take(book, "return_received R2 - 3 5 O1 -")) == "recorded 1")
        #expect(
            try book.told([.kind, .document, .sku, .quantity]).suffix(2) == [
                "return_received R2 A 2", "return_received R2 B 1",
            ]
        )
    }

    @Test func `a release list without goods releases what the shipment has in transit`() throws {
        let dispatch = "shipment_dispatched S1 A 100 1 - -\nshipment_dispatched S1 B 50 1 - -"
        let release = "customs_released S1 - - 6 - S1"
        for files in [[dispatch, release], [release, dispatch]] {
            let book = try Book()
            for file in files { _ = try take(book, file) }
            #expect(try book.stock() == "A MTY released 100\nB MTY released 50")
            #expect(try book.ledger.waitingRows().isEmpty)
            #expect(try book.isSound())
        }
    }

    @Test func `a release list without goods leaves out what others released, and follows a late manifest`()
        throws
    {
        let files = [
            "shipment_dispatched S1 A 100 1 - -", "shipment_dispatched S1 B 50 1 - -",
            "customs_released 265137466000123 A 30 5 - S1", "customs_released S1 - - 6 - S1",
        ]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [0, 3, 1, 2], [2, 0, 3, 1]] {
            let book = try Book()
            for index in order { _ = try take(book, files[index]) }
            #expect(
                try book.told([.kind, .document, .sku, .quantity]).prefix(3) == [
                    "customs_released 265137466000123 A 30", "customs_released S1 A 70",
                    "customs_released S1 B 50",
                ],
                "\(order)"
            )
            #expect(try book.isSound())
        }
    }

    @Test func `goods seized before release are not released by a list without goods`() throws {
        let book = try Book()
        _ = try take(book, "shipment_dispatched S1 A 100 1 - -")
        _ = try take(book, "customs_released S1 - - 6 - S1")
        try book.importText(
            """
            kind, document, sku, warehouse, quantity, occurred_at, shipment, from_stage, reason
            stock_removed, ACTA-1, A, MTY, 10, 2026-11-05, S1, in_transit, seized
            """
        )
        #expect(try book.stock() == "A MTY released 90")
        #expect(try book.isSound())
    }

    @Test func `a row without SKU that names no order is rejected with its line`() throws {
        let book = try Book()
        let result = try take(book, "return_received R1 - 1 5 - -")
        #expect(result.append.counts.rejected == 1)
        let problem = try #require(result.append.problems.first)
        #expect(problem.row == 2 && problem.column == "sku" && problem.code == "missing_value")
    }
}
