import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The identity of a line: its id, or its content beside the other lines.
@Suite struct LineTests {
    private func kinds(_ book: Book) throws -> [String] { try book.recorded([.kind, .sku, .quantity]) }

    // MARK: Lines with an id

    @Test func `a line keeps its id when its SKU changes`() throws {
        let files = [
            "W1 1 Unshipped LAMP 5 500.00 2", "W1 1 Unshipped FAN 5 500.00 3", "W1 1 Shipped FAN 5 500.00 4",
        ]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_placed FAN 5", "order_shipped FAN 5"],
            kinds
        )
        let book = try Book()
        try book.shop(files[0])
        #expect(Book.classes(try book.shop(files[1])) == "recorded 1, superseded 1")
        #expect(try book.stock() == "FAN MTY available -5 allocated 5")
        try book.ledger.undo(batch: 2)
        #expect(try kinds(book) == ["order_placed LAMP 5"])
    }

    @Test func `two lines with ids may swap their SKUs`() throws {
        let files = [
            "W1 1 Unshipped A 5 500.00 2\nW1 2 Unshipped B 2 20.00 2",
            "W1 1 Unshipped B 5 500.00 3\nW1 2 Unshipped A 2 20.00 3",
        ]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_placed A 2", "order_placed B 5"],
            kinds
        )
    }

    @Test
    func
        `the components of a kit share the line of an export, and a line that was rewritten has one article`()
        throws
    {
        let header = "kind,source,document,line,sku,warehouse,quantity,occurred_at,stated_at\n"
        let kit =
            header
            + "order_placed,shop,W1,1,A,MTY,2,2026-11-01,2026-11-02\norder_placed,shop,W1,1,B,MTY,4,2026-11-01,2026-11-02\n"
        let files = [kit, header + "order_placed,shop,W1,1,C,MTY,1,2026-11-01,2026-11-03\n"]
        let book = try Book()
        #expect(Book.classes(try book.importFile(kit)) == "recorded 2")
        #expect(try kinds(book) == ["order_placed A 2", "order_placed B 4"])
        try EveryOrder(files: files) { try $0.importFile($1) }.expect(["order_placed C 1"], kinds)
    }

    @Test func `a line without a SKU waits for its own id, and takes no other line's`() throws {
        let book = try Book()
        let first = try book.shop("W1 1 Unshipped A 1 100.00 2\nW1 2 Unshipped - 3 15.00 2")
        #expect(Book.classes(first) == "recorded 1, waiting 1")
        #expect(try kinds(book) == ["order_placed A 1"])
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .noSKU && row.line == "2" && row.row == 3)
        #expect(row.message.contains("names the SKU of that line"))
        let second = try book.shop("W1 2 Unshipped B 3 15.00 3")
        #expect(Book.classes(second) == "recorded 1")
        #expect(try kinds(book) == ["order_placed A 1", "order_placed B 3"])
        #expect(try book.ledger.waitingRows().isEmpty)
        let files = ["W1 2 Unshipped - 3 15.00 2", "W1 2 Unshipped B 3 15.00 3"]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(["order_placed B 3"], kinds)
    }

    @Test func `a line without an id or a SKU is rejected`() throws {
        let book = try Book()
        let result = try book.shop("W1 - Unshipped A 1 100.00 2\nW1 - Unshipped - 3 15.00 2")
        #expect(result.append.isRefused && result.append.counts.rejected == 1)
        let problem = try #require(result.append.problems.first)
        #expect(problem.row == 3 && problem.column == "sku" && problem.code == "missing_value")
        try book.shop("W1 - Unshipped A 1 100.00 2\nW1 - Unshipped - 3 15.00 2") {
            $0.append.skipsRejected = true
        }
        #expect(try kinds(book) == ["order_placed A 1"])
    }

    @Test(arguments: [true, false])
    func `a corrected row removes its rejected one from the list`(hasIDs: Bool) throws {
        let book = try Book()
        let ids = hasIDs ? ["1", "2"] : ["-", "-"]
        let bad = "W1 \(ids[0]) Unshipped A 2 200.00 2\nW1 \(ids[1]) Unshipped B many 300.00 2"
        try book.shop(bad) { $0.append.skipsRejected = true }
        #expect(try book.ledger.rejectedRows().map(\.row) == [3])
        // Another line of the document is not a correction.
        try book.shop("W1 \(ids[0]) Shipped A 2 200.00 3")
        #expect(try book.ledger.rejectedRows().map(\.row) == [3])
        let good = try book.shop("W1 \(ids[0]) Shipped A 2 200.00 3\nW1 \(ids[1]) Unshipped B 3 300.00 3")
        #expect(try book.ledger.rejectedRows().isEmpty)
        try book.ledger.undo(batch: #require(good.append.batch))
        #expect(try book.ledger.rejectedRows().map(\.row) == [3])
    }

    // MARK: Lines without an id

    @Test func `an export of changed lines changes the line that differs the least`() throws {
        let files = [
            "W4 - Unshipped A 2 200.00 2\nW4 - Unshipped A 3 300.00 2", "W4 - Shipped A 3 300.00 3",
            "W4 - Shipped A 2 200.00 4",
        ]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_placed A 2", "order_placed A 3", "order_shipped A 2", "order_shipped A 3"],
            kinds
        )
        let book = try Book()
        for file in files.prefix(2) { try book.shop(file) }
        #expect(try book.stock() == "A MTY available -5 allocated 2")
    }

    @Test func `an unchanged row keeps its line, wherever it is`() throws {
        let files = [
            "W3 - Unshipped A 3 300.00 2\nW3 - Shipped A 2 200.00 2",
            "W3 - Shipped A 3 300.00 3\nW3 - Shipped A 2 200.00 2",
            "W3 - Shipped A 2 200.00 2\nW3 - Shipped A 3 300.00 3",
        ]
        for policy in ConflictPolicy.allCases {
            try EveryOrder(files: files) { book, file in
                let result = try book.shop(file) { $0.append.onConflict = policy }
                #expect(result.append.counts.conflicts == 0)
            }.expect(
                ["order_placed A 2", "order_placed A 3", "order_shipped A 2", "order_shipped A 3"],
                kinds
            )
        }
    }

    @Test func `equal lines are interchangeable, and all of them count`() throws {
        let files = [
            "W1 - Unshipped A 1 10.00 2\nW1 - Unshipped A 1 10.00 2\nW1 - Unshipped A 1 10.00 2",
            "W1 - Shipped A 1 10.00 3", "W1 - Shipped A 1 10.00 3\nW1 - Cancelled A 1 10.00 4",
        ]
        let book = try Book()
        for file in files { try book.shop(file) }
        #expect(
            try kinds(book) == [
                "order_cancelled A 1", "order_placed A 1", "order_placed A 1", "order_placed A 1",
                "order_shipped A 1",
            ]
        )
    }

    @Test func `a changed line that may be one of two is an exception and changes nothing`() throws {
        let book = try Book()
        try book.shop("W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 3 300.00 2")
        let unclear = try book.shop("W1 - Unshipped A 5 500.00 3")
        #expect(Book.classes(unclear) == "waiting 1")
        #expect(unclear.append.events == 0)
        #expect(try kinds(book) == ["order_placed A 2", "order_placed A 3"])
        let found = try book.ledger.exceptions().filter { $0.code == .ambiguousLine }
        #expect(found.map(\.document) == ["W1"])
        #expect(found.first?.message.contains("lists every line of the document") == true)
        #expect(Book.classes(try book.shop("W1 - Unshipped A 5 500.00 3")) == "waiting 1")
        // An export with all lines makes it clear.
        try book.shop("W1 - Unshipped A 5 500.00 4\nW1 - Unshipped A 3 300.00 4")
        #expect(try kinds(book) == ["order_placed A 3", "order_placed A 5"])
        #expect(try book.ledger.waitingRows().isEmpty)
        try book.ledger.undo(batch: 3)
        #expect(try book.ledger.waitingRows().map(\.reason) == [.ambiguousLine])
        try book.ledger.undo(batch: 2)
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try book.isSound())
    }

    @Test func `a row that would reverse a dispatch and change the units may be another line`() throws {
        let files = ["W1 - Shipped A 3 300.00 2", "W1 - Unshipped A 2 200.00 3"]
        let book = try Book()
        for file in files { try book.shop(file) }
        #expect(try kinds(book) == ["order_placed A 3", "order_shipped A 3"])
        #expect(try book.ledger.waitingRows().map(\.reason) == [.ambiguousLine])
        // Both were in the export before.
        try book.shop("W1 - Shipped A 3 300.00 2\nW1 - Unshipped A 2 200.00 2")
        #expect(try book.ledger.waitingRows().isEmpty)
        #expect(try kinds(book) == ["order_placed A 2", "order_placed A 3", "order_shipped A 3"])
    }

    @Test func `a cancelled line that is open again may be the one that was shipped or the other one`() throws
    {
        let book = try Book()
        try book.shop("W1 - Unshipped A 1 10.00 2\nW1 - Shipped A 1 10.00 2")
        try book.shop("W1 - Cancelled A 1 10.00 3\nW1 - Cancelled A 1 10.00 3")
        let before = [
            "order_cancelled A 1", "order_placed A 1", "order_placed A 1", "order_shipped A 1",
            "sale_voided A 1",
        ]
        #expect(try kinds(book) == before)
        #expect(Book.classes(try book.shop("W1 - Unshipped A 1 10.00 4")) == "waiting 1")
        #expect(try kinds(book) == before)
        // Rows that repeat what is known are clear.
        #expect(try book.shop("W1 - Cancelled A 1 10.00 5").append.counts.waiting == 0)
    }

    @Test func `a cancelled row without units may be another line than the one that is cancelled already`()
        throws
    {
        let book = try Book()
        try book.shop("W1 - Unshipped A 3 300.00 2\nW1 - Unshipped A 2 200.00 2")
        try book.shop("W1 - Cancelled A - - 3\nW1 - Shipped A 2 200.00 3")
        let before = ["order_cancelled A 3", "order_placed A 2", "order_placed A 3", "order_shipped A 2"]
        #expect(try kinds(book) == before)
        #expect(try book.shop("W1 - Cancelled A - - 3").append.counts.waiting == 0)
        #expect(Book.classes(try book.shop("W1 - Cancelled A - - 5")) == "waiting 1")
        #expect(try kinds(book) == before)
        #expect(try book.ledger.exceptions().filter { $0.code == .ambiguousLine }.map(\.document) == ["W1"])
        try book.shop("W1 - Cancelled A - - 3\nW1 - Cancelled A - - 5")
        #expect(try kinds(book) == before + ["sale_voided A 2"])
        #expect(try book.ledger.waitingRows().isEmpty)
    }

    @Test func `rows of one time that differ are a conflict, and extra rows of a file are new`() throws {
        let book = try Book()
        try book.shop("W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 3 300.00 2")
        let other = try book.shop("W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 4 300.00 2")
        #expect(Book.classes(other) == "duplicates 1, conflicts 1")
        #expect(other.append.problems.map(\.column) == ["quantity"])
        let more = try book.shop(
            "W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 3 300.00 2\nW1 - Unshipped A 9 900.00 2"
        )
        #expect(Book.classes(more) == "recorded 1, duplicates 2")
        try book.shop("W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 4 300.00 2\nW1 - Unshipped A 9 900.00 2")
        {
            $0.append.onConflict = .amend
        }
        #expect(try kinds(book) == ["order_placed A 2", "order_placed A 4", "order_placed A 9"])
    }

    @Test func `a document of very many equal rows is matched without trying every pair`() throws {
        let count = 3000
        func rows(_ state: String, _ day: Int) -> String {
            (0..<count).map { "W1 - \(state) A \($0 % 7 + 1) 10.00 \(day)" }.joined(separator: "\n")
        }
        let book = try Book()
        try book.shop(rows("Unshipped", 2))
        let sent = try book.shop(rows("Shipped", 3))
        #expect(sent.append.counts.recorded == Int64(count))
        let units = (0..<count).map { $0 % 7 + 1 }.reduce(0, +)
        #expect(try book.stock() == "A MTY available -\(units)")
        let some = try book.shop(
            (0..<count / 2).map { "W1 - Cancelled A \($0 % 7 + 2) 10.00 4" }.joined(separator: "\n")
        )
        #expect(some.append.counts.waiting > 0)
    }

    // MARK: Documents that are stated whole

    private func whole(_ book: Book, _ rows: String, edges: Bool = false) throws -> ImportResult {
        try book.shop(rows) {
            $0.profile = try Shop.profile(edges ? "whole: document\nedges: may_be_cut" : "whole: document")
        }
    }

    @Test(arguments: [true, false])
    func `a line that a newer export of its whole document does not list is removed`(hasIDs: Bool) throws {
        let ids = hasIDs ? ["1", "2", "3"] : ["-", "-", "-"]
        let files = [
            "W1 \(ids[0]) Unshipped A 2 200.00 2\nW1 \(ids[1]) Unshipped B 3 300.00 2",
            "W1 \(ids[0]) Unshipped A 2 200.00 3\nW1 \(ids[2]) Unshipped C 1 10.00 3",
            "W2 \(ids[0]) Unshipped A 7 700.00 3",
        ]
        try EveryOrder(files: files) { _ = try whole($0, $1) }.expect(
            ["order_placed A 2", "order_placed A 7", "order_placed C 1"],
            kinds
        )
        let book = try Book()
        for file in files { _ = try whole(book, file) }
        #expect(try whole(book, files[1]).append.batch == nil)
        #expect(try whole(book, files[0]).append.batch == nil)
        try book.ledger.undo(batch: 2)
        #expect(try kinds(book) == ["order_placed A 2", "order_placed A 7", "order_placed B 3"])
    }

    @Test func `lines of a whole document merge and split`() throws {
        let files = [
            "W1 - Unshipped A 2 200.00 2\nW1 - Unshipped A 3 300.00 2", "W1 - Unshipped A 5 500.00 3",
            "W1 - Shipped A 1 100.00 4\nW1 - Unshipped A 4 400.00 4",
        ]
        try EveryOrder(files: files) { _ = try whole($0, $1) }.expect(
            ["order_placed A 1", "order_placed A 4", "order_shipped A 1"],
            kinds
        )
        let book = try Book()
        for file in files.prefix(2) { _ = try whole(book, file) }
        #expect(try kinds(book) == ["order_placed A 5"])
    }

    @Test(arguments: ["199.00", "2.50"])
    func `of two cancelled lines, the one whose price fits is open again`(price: String) throws {
        // Of both lines, that of 2.50 was shipped before it was cancelled.
        let files = [
            "W1 - Unshipped A 1 199.00 2\nW1 - Shipped A 1 2.50 2",
            "W1 - Unshipped A 1 199.00 3\nW1 - Cancelled A - - 3",
            "W1 - Cancelled A - - 4\nW1 - Cancelled A - - 4",
            "W1 - Unshipped A 1 \(price) 5\nW1 - Cancelled A - - 5",
        ]
        try EveryOrder(files: files) { _ = try whole($0, $1) }.expect(
            price == "2.50"
                ? ["order_cancelled A 1", "order_placed A 1", "order_placed A 1"]
                : ["order_placed A 1", "order_placed A 1", "order_shipped A 1", "sale_voided A 1"],
            kinds
        )
    }

    @Test func `of equal cancelled lines of which one was shipped, which is open again is listed`() throws {
        let book = try Book()
        for file in [
            "W1 - Unshipped A 1 10.00 2\nW1 - Shipped A 1 10.00 2",
            "W1 - Cancelled A 1 10.00 3\nW1 - Cancelled A 1 10.00 3",
            "W1 - Unshipped A 1 10.00 4\nW1 - Cancelled A 1 10.00 4",
            "W1 - Shipped A 1 10.00 5\nW1 - Cancelled A 1 10.00 5",
        ] { _ = try whole(book, file) }
        func listed() throws -> [String] {
            try book.ledger.exceptions().filter { $0.code == .ambiguousLine }.map(\.message)
        }
        let message = try #require(try listed().first)
        #expect(message.contains("file3.csv:3 is one of several cancelled lines of A in document W1"))
        #expect(try listed().count == 1 && book.ledger.waitingRows().isEmpty)
        #expect(throws: LedgerError.self) {
            try book.ledger.dismissWaitingRow(batch: 3, row: 3, because: "seen")
        }
        // Open again, it is certain.
        _ = try whole(book, "W1 - Shipped A 1 10.00 6\nW1 - Unshipped A 1 10.00 6")
        #expect(try listed().isEmpty && book.isSound())
    }

    @Test func `two lists of one document at one time are a conflict`() throws {
        let both = "W1 1 Unshipped A 2 200.00 2\nW1 2 Unshipped B 3 300.00 2"
        let book = try Book()
        _ = try whole(book, both)
        let fewer = try whole(book, "W1 1 Unshipped A 2 200.00 2")
        #expect(fewer.append.isRefused && Book.classes(fewer) == "conflicts 1")
        #expect(fewer.append.problems.first?.message.contains("2 lines") == true)
        let profile = try Shop.profile("whole: document")
        try book.shop("W1 1 Unshipped A 2 200.00 2") {
            $0.profile = profile
            $0.append.onConflict = .keep
        }
        #expect(try kinds(book) == ["order_placed A 2", "order_placed B 3"])
        try book.shop("W1 1 Unshipped A 2 200.00 2") {
            $0.profile = profile
            $0.append.onConflict = .amend
        }
        #expect(try kinds(book) == ["order_placed A 2"])
    }

    @Test func `a file that does not list whole documents leaves other lines alone`() throws {
        let first = "W1 1 Unshipped A 2 200.00 2\nW1 2 Unshipped B 3 300.00 2"
        let parts = try Book()
        try parts.shop(first)
        try parts.shop("W1 1 Shipped A 2 200.00 3")
        #expect(try kinds(parts) == ["order_placed A 2", "order_placed B 3", "order_shipped A 2"])

        // The first and the last document of a file may continue in another one.
        let edges = try Book()
        let rows = ["W1", "W2", "W3"].flatMap {
            ["\($0) 1 Unshipped A 1 1.00 2", "\($0) 2 Unshipped B 1 1.00 2"]
        }
        _ = try whole(edges, rows.joined(separator: "\n"), edges: true)
        let later = ["W1", "W2", "W3"].map { "\($0) 1 Unshipped A 1 1.00 3" }
        _ = try whole(edges, later.joined(separator: "\n"), edges: true)
        #expect(
            try edges.recorded([.document, .sku]) == ["W1 A", "W1 B", "W2 A", "W3 A", "W3 B"]
        )

        // A row that could not be read may be the missing line.
        let skipped = try Book()
        _ = try whole(skipped, first)
        try skipped.shop("W1 1 Unshipped A 2 200.00 3\nW1 2 Unshipped B many 300.00 3") {
            $0.profile = try Shop.profile("whole: document")
            $0.append.skipsRejected = true
        }
        #expect(try kinds(skipped) == ["order_placed A 2", "order_placed B 3"])
    }

    @Test func `whole is document or absent in a profile`() throws {
        for (keys, message) in [
            ("whole: file", "whole must be document"), ("edges: may_be_cut", "write whole: document"),
            ("whole: document\nedges: open", "edges must be may_be_cut"),
        ] {
            #expect(throws: ImportFailure.self) { try Shop.profile(keys) }
            do {
                _ = try Shop.profile(keys)
            } catch let failure as ImportFailure {
                #expect(failure.message.contains(message))
            }
        }
    }

    // MARK: The newest statement decides

    @Test func `a cancelled order that is open again is open, and then sent`() throws {
        let files = [
            "W1 - Unshipped A 5 500.00 2", "W1 - Cancelled A 5 500.00 3", "W1 - Unshipped A 5 500.00 4",
            "W1 - Shipped A 5 500.00 5",
        ]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_placed A 5", "order_shipped A 5"],
            kinds
        )
        let book = try Book()
        for file in files.prefix(2) { try book.shop(file) }
        #expect(try book.stock() == "")
        #expect(Book.classes(try book.shop(files[2])) == "recorded 1, superseded 1")
        #expect(try book.stock() == "A MTY available -5 allocated 5")
    }

    @Test func `a reversed dispatch did not happen, even if the order is cancelled then`()
        throws
    {
        let files = [
            "W1 1 Shipped A 5 500.00 2", "W1 1 Unshipped A 5 500.00 3", "W1 1 Cancelled A 5 500.00 4",
        ]
        try EveryOrder(files: files) { try $0.shop($1) }.expect(
            ["order_cancelled A 5", "order_placed A 5"],
            kinds
        )
        let book = try Book()
        try book.shop(files[0])
        try book.shop(files[1])
        #expect(try book.recorded() == ["order_placed W1 A 5 01T08"])
        // The dispatch is reversed at the time it was stated.
        #expect(try book.stock() == "A MTY available -5 allocated 5")
        try book.shop("W1 1 Shipped A 5 500.00 6")
        #expect(try book.recorded() == ["order_placed W1 A 5 01T08", "order_shipped W1 A 5 06T00"])
    }

    @Test func `an order that waits for its payment again is no longer open`() throws {
        let files = ["W1 1 Unshipped A 5 500.00 2", "W1 1 Draft A 5 500.00 3"]
        try EveryOrder(files: files) { try $0.shop($1) }.expect([], kinds)
        try EveryOrder(files: [files[1], "W1 1 Unshipped A 5 500.00 4"]) { try $0.shop($1) }
            .expect(["order_placed A 5"], kinds)
    }

    @Test func `a line cancelled before it had any units needs nothing`() throws {
        let book = try Book()
        let result = try book.shop("W1 1 Cancelled A 0 - 2\nW2 1 Cancelled A - - 2")
        #expect(Book.classes(result) == "waiting 1, ignored 1")
        #expect(try book.ledger.waitingRows().map(\.document) == ["W2"])
        try EveryOrder(files: ["W1 1 Unshipped A 4 400.00 2", "W1 1 Cancelled A 0 - 3"]) { try $0.shop($1) }
            .expect(["order_cancelled A 4", "order_placed A 4"], kinds)
        try EveryOrder(files: ["W1 1 Draft A 4 400.00 2", "W1 1 Cancelled A 0 - 3"]) { try $0.shop($1) }
            .expect([], kinds)
    }
}
