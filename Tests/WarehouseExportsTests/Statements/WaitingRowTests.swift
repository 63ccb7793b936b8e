import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Rows that need the ledger: stored, and resolved by the import that brings what they refer to.
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
        #expect(try book.recorded() == straight.recorded())
        #expect(Book.classes(try take(book, cancelled)) == "duplicates 1")
        #expect(try book.isSound())
    }

    @Test func `a resolved row is traced to its file`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 A - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -")
        let line = try #require(try book.ledger.card(sku: "A").last)
        #expect(line.stored.event.kind == .orderCancelled)
        #expect(line.stored.statedInBatch == 1 && line.stored.statedInRow == 2)
        #expect(line.stored.batch == 2)
    }

    @Test func `undoing the order makes the row wait again, and undoing the row removes it`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 A - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -")
        let whole = try book.recorded()
        let undo = try #require(try book.ledger.undo(batch: 2).batch)
        #expect(try book.recorded() == [])
        #expect(try book.ledger.waitingRows().count == 1)
        try book.ledger.undo(batch: undo)
        #expect(try book.recorded() == whole)
        try book.ledger.undo(batch: 1)
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 4"])
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try book.isSound())
    }

    @Test func `a whole order is cancelled without naming its goods`() throws {
        let book = try Book()
        _ = try take(book, "order_cancelled O1 - - 2 - -")
        _ = try take(book, "order_placed O1 A 4 1 - -\norder_placed O1 B 1 1 - -")
        #expect(
            try book.recorded([.kind, .sku, .quantity]) == [
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
                try book.recorded([.kind, .quantity]) == [
                    "order_cancelled 2", "order_cancelled 3", "order_placed 5",
                ]
            )
            #expect(try book.isSound())
        }
    }

    @Test func `a return without SKU means the goods of its order`() throws {
        let book = try Book()
        #expect(Book.classes(try take(book, "return_received R1 - 1 5 O1 -")) == "waiting 1")
        _ = try take(book, "order_placed O1 A 2 1 - -\norder_shipped O1 A 2 2 - -")
        #expect(try book.recorded([.kind, .document, .sku, .quantity]).last == "return_received R1 A 1")
        #expect(try book.stock() == "A MTY available -2 quarantine 1")
    }

    @Test func `a return without SKU of an order with several goods waits unless all of them came back`()
        throws
    {
        let order = "order_placed O1 A 2 1 - -\norder_placed O1 B 1 1 - -"
        let book = try Book()
        _ = try take(book, order)
        #expect(Book.classes(try take(book, "return_received R1 - 1 5 O1 -")) == "waiting 1")
        #expect(Book.classes(try take(book, "return_received R2 - 3 5 O1 -")) == "recorded 1")
        #expect(
            try book.recorded([.kind, .document, .sku, .quantity]).suffix(2) == [
                "return_received R2 A 2", "return_received R2 B 1",
            ]
        )
    }

    @Test func `a release list without goods releases what the shipment has in transit`() throws {
        let dispatch = "shipment_dispatched S1 A 100 1 - -\nshipment_dispatched S1 B 50 1 - -"
        let release = "customs_released S1 - - 6 - S1"
        #expect(Book.classes(try take(Book(), release)) == "waiting 1")
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
                try book.recorded([.kind, .document, .sku, .quantity]).prefix(3) == [
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

extension WaitingRowTests {
    /// Imports canonical rows of several sources: `kind source document sku quantity day order`; `-` is blank.
    private func record(_ book: Book, _ rows: String) throws -> ImportResult {
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at,order\n"
        let lines = rows.split(separator: "\n").map { row in
            let f = row.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            // Each source has its own warehouse.
            let place = ["shop": "MTY", "market": "CDMX"][f[1]] ?? "QRO"
            return "\(f[0]),\(f[1]),\(f[2]),\(f[3]),\(place),\(f[4]),2026-11-0\(f[5]),\(f[6])"
        }
        return try book.importFile(header + lines.joined(separator: "\n") + "\n")
    }

    @Test func `a cancellation without units means what is neither shipped nor cancelled`() throws {
        let files = [
            "order_placed shop B3 A 10 1 -", "order_shipped shop B3 A 7 2 -",
            "order_cancelled shop B3 - - 3 -",
        ]
        try EveryOrder(files: files) { _ = try record($0, $1) }.expect(
            ["order_cancelled 3", "order_placed 10", "order_shipped 7"]
        ) { try $0.recorded([.kind, .quantity]) }
        let book = try Book()
        #expect(Book.classes(try record(book, files.joined(separator: "\n"))) == "recorded 3")
        #expect(try book.stock() == "A MTY available -7")
    }

    @Test func `a return without goods means what was shipped and did not come back`() throws {
        let files = [
            "order_placed shop B3 A 10 1 -", "order_shipped shop B3 A 7 2 -",
            "return_received shop R1 A 2 4 B3",
            "return_received shop R2 - - 5 B3",
        ]
        try EveryOrder(files: files) { _ = try record($0, $1) }.expect(["R1 2", "R2 5"]) {
            try $0.recorded([.kind, .document, .quantity]).filter { $0.hasPrefix("return") }
                .map { String($0.dropFirst("return_received ".count)) }
        }
    }

    @Test func `a reference with orders of two sources is ambiguous and returns nothing`() throws {
        let files = [
            "order_placed shop 1001 A 2 1 -\norder_shipped shop 1001 A 2 2 -",
            "order_placed market 1001 B 3 1 -\norder_shipped market 1001 B 3 2 -",
            "return_received wms R1 - - 5 1001", "return_received market R2 - - 6 1001",
        ]
        try EveryOrder(files: files) { _ = try record($0, $1) }.expect(["R2 B 3"]) {
            try $0.recorded([.document, .sku, .quantity]).filter { $0.hasPrefix("R") }
        }
        let book = try Book()
        for file in files.prefix(3) { _ = try record(book, file) }
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .ambiguousOrder(["market", "shop"]))
        let found = try book.ledger.exceptions().filter { $0.code == .ambiguousOrder }
        #expect(found.map(\.document) == ["R1"])
        #expect(found.first?.message.contains("market and shop both have order 1001") == true)
    }

    @Test func `a reference names the source of its order`() throws {
        let files = [
            "kind,source,document,sku,warehouse,quantity,occurred_at,order,order_source\n"
                + "order_placed,shop,1001,A,MTY,2,2026-11-01,,\norder_placed,market,1001,B,MTY,3,2026-11-01,,\n",
            "kind,source,document,sku,warehouse,quantity,occurred_at,order,order_source\n"
                + "return_received,wms,R1,,MTY,,2026-11-05,1001,shop\norder_cancelled,wms,1001,,MTY,,2026-11-06,,market\n",
        ]
        try EveryOrder(files: files) { try $0.importFile($1) }.expect(
            [
                "order_cancelled 1001 B 3 - market", "order_placed 1001 A 2 - -", "order_placed 1001 B 3 - -",
                "return_received R1 A 2 1001 shop",
            ]
        ) { try $0.recorded([.kind, .document, .sku, .quantity, .order, .orderSource]) }
        let book = try Book()
        for file in files { try book.importFile(file) }
        let copy = try Book()
        try copy.importFile(book.export())
        #expect(try copy.recorded(Column.allCases) == book.recorded(Column.allCases))
    }

    @Test func `a waiting row is settled by hand, and waits again when that is undone`() throws {
        let book = try Book()
        _ = try record(book, "return_received shop R1 - 1 5 B9")
        let dismissed = try book.ledger.dismissWaitingRow(batch: 1, row: 2, because: "a test of the shop")
        #expect(dismissed.batch == 2)
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try book.ledger.exceptions().allSatisfy { $0.code != .waitingRow })
        _ = try record(book, "order_placed shop B9 A 2 1 -")
        #expect(try book.recorded([.kind]) == ["order_placed"])
        try book.ledger.undo(batch: 2)
        #expect(try book.recorded([.kind, .quantity]) == ["order_placed 2", "return_received 1"])
        #expect(throws: LedgerError.self) {
            try book.ledger.dismissWaitingRow(batch: 1, row: 2, because: "it waits no more")
        }
        #expect(try book.isSound())
    }

    @Test func `a row of a known order does not ask for the file of the order`() throws {
        let book = try Book()
        _ = try record(
            book,
            "order_placed shop B9 A 2 1 -\norder_placed shop B9 B 1 1 -\nreturn_received shop R1 - 1 5 B9"
        )
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .unclearGoods)
        #expect(!row.message.contains("import the file"))
    }
}
