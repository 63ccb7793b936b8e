import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Rows that a profile ignores, in files that list every line of their documents.
@Suite struct IgnoredLineTests {
    /// Ignores drafts, and rows without a SKU.
    private static let rules = """
        whole: document
        ignore:
          - { when: { state: Draft }, because: not an order yet }
          - { when: { sku: "" }, because: no goods }
        """

    @discardableResult
    private func take(_ book: Book, _ rows: String, _ more: String = "") throws -> ImportResult {
        try book.shop(rows) { $0.profile = try Shop.profile(Self.rules + "\n" + more) }
    }

    private func kinds(_ book: Book) throws -> [String] { try book.recorded([.kind, .sku, .quantity]) }

    private func expect(_ expected: [String], _ files: [String]) throws {
        try EveryOrder(files: files) { try take($0, $1) }.expect(expected, kinds)
    }

    @Test func `a line with an id stays as it was when a newer file lists it in an ignored row`() throws {
        let first = "W1 1 Unshipped LAMP 5 500.00 2\nW1 2 Unshipped FAN 1 10.00 2"
        try expect(
            ["order_placed FAN 1", "order_placed LAMP 5"],
            [first, "W1 1 Draft LAMP 5 500.00 3\nW1 2 Unshipped FAN 1 10.00 3"]
        )
        // Its SKU was cleared in the shop.
        try expect(
            ["order_placed FAN 1", "order_placed LAMP 5"],
            [first, "W1 1 Unshipped - 5 500.00 3\nW1 2 Unshipped FAN 1 10.00 3"]
        )
    }

    @Test func `a line without an id stays as it was when a newer file ignores a row of its SKU`() throws {
        try expect(
            ["order_placed FAN 1", "order_placed LAMP 5"],
            [
                "W1 - Unshipped LAMP 5 500.00 2\nW1 - Unshipped FAN 1 10.00 2",
                "W1 - Draft LAMP 5 500.00 3\nW1 - Unshipped FAN 1 10.00 3",
            ]
        )
    }

    @Test func `the other lines of the document are still removed, also if only an ignored row is left`()
        throws
    {
        for id in ["1", "-"] {
            try expect(
                ["order_placed LAMP 5"],
                [
                    "W1 \(id) Unshipped LAMP 5 500.00 2\nW1 \(id == "1" ? "2" : "-") Unshipped FAN 1 10.00 2",
                    "W1 \(id) Draft LAMP 5 500.00 3",
                ]
            )
        }
        // A tip is not a line of goods.
        try expect(
            ["order_placed FAN 1"],
            [
                "W1 - Unshipped LAMP 5 500.00 2\nW1 - Unshipped FAN 1 10.00 2",
                "W1 - Unshipped FAN 1 10.00 3\nW1 - Unshipped - 1 15.00 3",
            ]
        )
        try expect([], ["W1 - Unshipped LAMP 5 500.00 2", "W1 - Unshipped - 1 15.00 3"])
    }

    @Test func `a still newer file that does not list the line at all removes it`() throws {
        try expect(
            ["order_placed FAN 1"],
            [
                "W1 1 Unshipped LAMP 5 500.00 2\nW1 2 Unshipped FAN 1 10.00 2",
                "W1 1 Draft LAMP 5 500.00 3\nW1 2 Unshipped FAN 1 10.00 3",
                "W1 2 Unshipped FAN 1 10.00 4",
            ]
        )
        // And one that states it decides.
        try expect(
            ["order_placed FAN 1", "order_placed LAMP 4"],
            [
                "W1 1 Unshipped LAMP 5 500.00 2\nW1 2 Unshipped FAN 1 10.00 2",
                "W1 1 Draft LAMP 5 500.00 3\nW1 2 Unshipped FAN 1 10.00 3",
                "W1 1 Unshipped LAMP 4 400.00 4\nW1 2 Unshipped FAN 1 10.00 4",
            ]
        )
    }

    @Test func `the rows count as ignored, and the same file again changes nothing`() throws {
        let book = try Book()
        try take(book, "W1 1 Unshipped LAMP 5 500.00 2\nW1 2 Unshipped FAN 1 10.00 2")
        let second = "W1 1 Draft LAMP 5 500.00 3\nW1 2 Shipped FAN 1 10.00 3\nW1 - Unshipped - 1 15.00 3"
        #expect(Book.classes(try take(book, second)) == "recorded 1, ignored 2")
        let again = try take(book, second)
        #expect(Book.classes(again) == "duplicates 1, ignored 2" && again.append.batch == nil)
        #expect(try kinds(book) == ["order_placed FAN 1", "order_placed LAMP 5", "order_shipped FAN 1"])
        #expect(
            try book.ledger.waitingRows().isEmpty

        )
        #expect(try book.isSound())
    }

    @Test
    func `where a file may be cut off, its first and last documents say nothing of what they do not list`()
        throws
    {
        let book = try Book()
        try take(book, "W1 1 Unshipped LAMP 5 500.00 2\nW1 2 Unshipped FAN 1 10.00 2", "edges: may_be_cut")
        let second = "W1 1 Draft LAMP 5 500.00 3"
        #expect(Book.classes(try take(book, second, "edges: may_be_cut")) == "ignored 1")
        #expect(try kinds(book) == ["order_placed FAN 1", "order_placed LAMP 5"])
    }

    @Test func `a ledger that never stored ignored rows takes their file again without a conflict`() throws {
        let book = try Book()
        try book.shop("W1 1 Shipped FAN 1 10.00 3") { $0.profile = try Shop.profile("whole: document") }
        let again = try take(book, "W1 1 Shipped FAN 1 10.00 3\nW1 - Unshipped - 1 15.00 3")
        #expect(again.append.counts.conflicts == 0)
        #expect(try kinds(book) == ["order_placed FAN 1", "order_shipped FAN 1"])
    }
}
