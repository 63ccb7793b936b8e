import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// An order number that two sources use: nothing is taken for the other's.
@Suite struct SharedOrderNumberTests {
    private static let header =
        "kind,source,document,sku,warehouse,quantity,occurred_at,order,order_source,memo\n"

    /// Imports rows `kind source document sku warehouse quantity day order order_source`; `-` is blank.
    @discardableResult
    private func take(_ book: Book, _ rows: String, memo: Bool = false) throws -> ImportResult {
        let lines = rows.split(separator: "\n").map { row in
            let f = row.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            return "\(f[0]),\(f[1]),\(f[2]),\(f[3]),\(f[4]),\(f[5]),2026-11-0\(f[6]),\(f[7]),\(f[8]),"
        }
        return try book.importFile(Self.header + lines.joined(separator: "\n") + "\n") {
            $0.file.isMemo = memo
        }
    }

    private func returns(_ book: Book) throws -> [String] {
        try book.recorded([.kind, .sku, .quantity]).filter { $0.hasPrefix("return") }
    }

    private func codes(_ book: Book) throws -> [LedgerException.Code] {
        try book.ledger.exceptions().map(\.code).filter { $0 == .ambiguousOrder }
    }

    @Test func `a sale of one shop and an order of another are two orders`() throws {
        let files = [
            "order_placed a 1001 LAMP W1 2 1 - -\norder_shipped a 1001 LAMP W1 2 2 - -",
            "sale_shipped b 1001 FAN W2 3 1 - -", "return_received desk R1 - W3 - 5 1001 -",
        ]
        try EveryOrder(files: files) { try take($0, $1) }.expect([]) { try returns($0) }
        let book = try Book()
        for file in files { try take(book, file) }
        #expect(try codes(book) == [.ambiguousOrder])
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .ambiguousOrder(["a", "b"]) && row.message.contains("order_source"))
        try take(book, "return_received desk R1 - W3 - 5 1001 b")
        #expect(try returns(book) == ["return_received FAN 3"])
        #expect(try codes(book).isEmpty && book.ledger.waitingRows().isEmpty)
    }

    @Test func `a row that names the source of its order waits for the order of that source`() throws {
        let book = try Book()
        try take(book, "order_placed a 1001 LAMP W1 2 1 - -\norder_shipped a 1001 LAMP W1 2 2 - -")
        try take(book, "return_received desk R1 - W3 - 5 1001 b")
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .unknown && row.message.contains("waits for order 1001 of b;"))
        try take(book, "sale_shipped b 1001 FAN W2 3 1 - -")
        #expect(try returns(book) == ["return_received FAN 3"])
    }

    @Test func `a memo of an order and the sale that moves it are one order`() throws {
        let book = try Book()
        try take(book, "order_placed a 1001 LAMP W1 2 1 - -", memo: true)
        try take(book, "sale_shipped b 1001 LAMP W1 2 1 - -")
        try take(book, "return_received desk R1 - W3 - 5 1001 -")
        #expect(try returns(book) == ["return_received LAMP 2"])
    }

    @Test func `what a third source shipped leaves open what is left of either order`() throws {
        let orders = "order_placed a 1001 LAMP W1 2 1 - -\norder_placed b 1001 LAMP W2 3 1 - -"
        let book = try Book()
        try take(book, orders)
        try take(book, "order_shipped wms 1001 LAMP W2 3 2 - -")
        try take(book, "order_cancelled a 1001 - W1 - 4 - -")
        #expect(try book.recorded([.kind]).filter { $0 == "order_cancelled" }.isEmpty)
        let row = try #require(try book.ledger.waitingRows().first)
        #expect(row.reason == .sharedOrder(by: "wms", among: ["a", "b"]))
        #expect(row.message.contains("rows of wms") && row.message.contains("order_source"))
        #expect(try codes(book) == [.ambiguousOrder])

        // The parcel's own file says it.
        try take(book, "order_shipped wms 1001 LAMP W2 3 2 - b")
        #expect(try book.recorded([.kind, .source, .quantity]).contains("order_cancelled a 2"))
        #expect(try book.stock() == "LAMP W2 available -3")
        #expect(try book.ledger.waitingRows().isEmpty && book.isSound())
    }

    @Test func `parcels of other goods leave an order as it is`() throws {
        let book = try Book()
        try take(book, "order_placed a 1001 LAMP W1 2 1 - -\norder_placed b 1001 FAN W2 3 1 - -")
        try take(book, "order_shipped wms 1001 FAN W2 3 2 - -\norder_cancelled a 1001 - W1 - 4 - -")
        #expect(try book.stock() == "FAN W2 available -3")
    }

    /// Sales of LAMP of both shops, one in October and one in November, and what came back.
    private func sold(_ back: String) throws -> [String] {
        let book = try Book()
        let factSource = [Fact.orders, .dispatch].flatMap { fact in
            ["a", "b"].map { FactSource(warehouse: "W1", fact: fact, source: $0) }
        }
        try book.ledger.declare(factSources: factSource)
        try book.importFile(
            Self.header
                + "sale_shipped,a,1001,LAMP,W1,2,2026-11-01,,,\nsale_shipped,b,1001,LAMP,W1,3,2026-10-01,,,\n"
        )
        try take(book, back)
        return try [10, 11].map { month in
            let days = try [1, 20].map {
                try #require(CalendarDate(year: 2026, month: month, day: $0))
            }
            let window = try ReportWindow(from: days[0], to: days[1], zone: book.ledger.settings.zone)
            let report = try book.ledger.sellThrough(SellThroughQuery(window: window))
            let row = try #require(report.rows.first)
            return "\(row.ordered) \(row.returned) \(report.returnedWithoutOrder)"
        } + codes(book).map(\.rawValue)
    }

    @Test func `what came back counts for the order that it names, and for none where it names none of two`()
        throws
    {
        #expect(try sold("return_received desk R1 LAMP W1 1 5 1001 b") == ["3 1 0", "2 0 0"])
        #expect(try sold("return_received b R1 LAMP W1 1 5 1001 -") == ["3 1 0", "2 0 0"])
        #expect(try sold("return_received a R1 LAMP W1 1 5 1001 -") == ["3 0 0", "2 1 0"])
        #expect(
            try sold("return_received desk R1 LAMP W1 1 5 1001 -") == ["3 0 0", "2 0 1", "ambiguous_order"]
        )
    }

    @Test func `more came back than was sold, though another order of the number was larger`() throws {
        let book = try Book()
        try take(book, "sale_shipped a 1001 LAMP W1 2 1 - -\nsale_shipped b 1001 LAMP W2 9 1 - -")
        try take(book, "return_received a R1 LAMP W1 3 5 1001 -")
        let found = try book.ledger.exceptions().filter { $0.code == .returnBeyondSale }
        #expect(found.map(\.quantity) == [1])
    }

    /// What is listed of orders that do not add up.
    private func unsettled(_ rows: String) throws -> [String] {
        let book = try Book()
        let factSources = [Fact.orders, .dispatch].flatMap { fact in
            ["a", "b", "wms"].map { FactSource(warehouse: "W1", fact: fact, source: $0) }
        }
        try book.ledger.declare(factSources: factSources)
        try take(book, rows)
        return try book.ledger.exceptions().filter {
            [.orderWaiting, .shippedBeyondOrder, .shippedElsewhere].contains($0.code)
        }.map { exception in
            let name = exception.message.firstRange(of: "order 1001 of ").map { range in
                String(exception.message[range.upperBound...].prefix(1))
            }
            return "\(exception.code.rawValue) \(name ?? "-") \(exception.quantity ?? 0)"
        }.sorted()
    }

    @Test func `units shipped beyond one order do not settle another source's order of the number`() throws {
        let placed = "order_placed a 1001 LAMP W1 2 1 - -\norder_placed b 1001 LAMP W1 3 1 - -\n"
        let found = ["order_waiting a 1", "shipped_beyond_order b 1"]
        #expect(
            try unsettled(
                placed + "order_shipped a 1001 LAMP W1 1 2 - -\norder_shipped b 1001 LAMP W1 4 2 - -"
            ) == found
        )
        #expect(
            try unsettled(
                "order_shipped b 1001 LAMP W1 4 2 - -\norder_shipped a 1001 LAMP W1 1 2 - -\n" + placed
            ) == found
        )
        #expect(
            try unsettled(
                placed + "order_shipped wms 1001 LAMP W1 1 2 - a\norder_shipped wms 1001 LAMP W1 4 3 - b"
            ) == found
        )
        #expect(
            try unsettled(
                placed + "order_shipped a 1001 LAMP W1 2 2 - -\norder_shipped b 1001 LAMP W1 3 2 - -"
            )
                == []
        )
    }

    @Test func `parcels that may be of either order count for both together`() throws {
        let placed = "order_placed a 1001 LAMP W1 2 1 - -\norder_placed b 1001 LAMP W1 3 1 - -\n"
        #expect(
            try unsettled(placed + "order_shipped wms 1001 LAMP W1 3 2 - -") == ["order_waiting - 2"]
        )
        #expect(try unsettled(placed + "order_shipped wms 1001 LAMP W1 5 2 - -") == [])
    }

    @Test func `a parcel of an order that the ledger does not have settles no other order`() throws {
        #expect(
            try unsettled("order_placed a 1001 LAMP W1 2 1 - -\norder_shipped wms 1001 LAMP W1 1 2 - b")
                == ["order_waiting a 2", "shipped_beyond_order b 1"]
        )
    }

    @Test func `a cancellation frees what is promised at each warehouse`() throws {
        let files = [
            "order_placed a 7 LAMP W1 5 1 - -\norder_placed a 7 LAMP W2 3 1 - -",
            "order_shipped a 7 LAMP W1 1 2 - -", "order_cancelled a 7 - W1 - 4 - -",
        ]
        try EveryOrder(files: files) { try take($0, $1) }.expect(["LAMP W1 available -1"]) {
            try $0.stock().split(separator: "\n").map { String($0) }
        }
    }

    @Test func `goods that leave another warehouse than the one that promised them are listed`() throws {
        let book = try Book()
        try take(book, "order_placed a 7 LAMP W1 5 1 - -\norder_shipped a 7 LAMP W2 2 2 - -")
        try take(book, "order_cancelled a 7 - W1 - 4 - -")
        #expect(try book.stock() == "LAMP W1 available -2 allocated 2\nLAMP W2 allocated -2")
        let found = try book.ledger.exceptions().filter { $0.code == .shippedElsewhere }
        let exception = try #require(found.first)
        #expect(found.count == 1 && exception.warehouse == "W2" && exception.quantity == 2)
        #expect(exception.message.contains("W1") && exception.message.contains("file1.csv:3"))
        try take(book, "order_placed a 8 LAMP W1 5 1 - -\norder_shipped a 8 LAMP W1 2 2 - -")
        #expect(try book.ledger.exceptions().filter { $0.code == .shippedElsewhere }.count == 1)
    }
}
