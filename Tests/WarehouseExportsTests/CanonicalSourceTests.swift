import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Canonical rows report the facts of their kinds; the same fact from a second source is refused.
@Suite struct CanonicalSourceTests {
    private static let header = "kind,source,document,sku,warehouse,quantity,occurred_at,stage\n"

    private func row(_ kind: String, _ source: String, _ document: String, _ warehouse: String = "MTY1")
        -> String
    {
        let stage = kind == "return_inspected" ? "available" : ""
        return "\(kind),\(source),\(document),LAMP,\(warehouse),2,2025-11-11T09:00,\(stage)\n"
    }

    @discardableResult
    private func take(_ book: Book, _ rows: String..., change: (inout ImportOptions) -> Void = { _ in })
        throws
        -> ImportResult
    {
        try book.importFile(Self.header + rows.joined(), change)
    }

    private func refusal(_ book: Book, _ rows: String..., change: (inout ImportOptions) -> Void = { _ in })
        throws
        -> (lines: [String], sources: Set<String>)
    {
        let batches = try book.ledger.batches().count
        let error = try #require(throws: LedgerError.self) {
            try book.importFile(Self.header + rows.joined(), change)
        }
        #expect(error.code == .secondSource)
        #expect(try book.ledger.batches().count == batches)
        let lines = error.message.split(separator: "\n").map(String.init)
        guard case .sources(let clashes) = error.values else { return (lines, []) }
        return (lines, clashes.reduce(into: []) { $0.formUnion($1.sources.union($1.claimants)) })
    }

    @Test func `a sale from a second source is refused in two lines`()
        throws
    {
        let book = try Book()
        try take(book, row("sale_shipped", "shop", "W1"), row("sale_shipped", "shop", "W2"))
        for isDryRun in [false, true] {
            let (lines, sources) = try refusal(
                book,
                row("sale_shipped", "wms", "W1"),
                row("sale_shipped", "wms", "W2")
            ) {
                $0.append.isDryRun = isDryRun
                $0.append.skipsRejected = true
            }
            #expect(sources == ["shop", "wms"])
            #expect(lines.count == 2)
            #expect(lines[0].contains("MTY1") && lines[0].contains("shop") && lines[0].contains("already"))
            #expect(lines[1].contains("wms") && lines[1].contains("twice"))
        }
        #expect(try book.stock() == "LAMP MTY1 available -4")
        try take(book, row("sale_shipped", "wms", "W1")) { $0.file.isMemo = true }
        #expect(try book.stock() == "LAMP MTY1 available -4")
        try take(book, row("sale_shipped", "wms", "W9", "CDMX"), row("sale_shipped", "shop", "W3"))
    }

    @Test(arguments: [
        "order_placed", "order_shipped", "sale_shipped", "return_received", "stock_received",
        "shipment_dispatched",
        "stock_adjusted", "return_inspected",
    ])
    func `each kind has one source per warehouse, whichever comes first, until someone says otherwise`(
        kind: String
    )
        throws
    {
        for (first, second) in [("a", "b"), ("b", "a")] {
            let book = try Book()
            try take(book, row(kind, first, "D1"))
            #expect(try refusal(book, row(kind, second, "D1")).sources == ["a", "b"])
            let facts = try book.ledger.factSources().map(\.fact)
            try book.ledger.declare(
                factSources: Set(facts).flatMap { fact in
                    ["a", "b"].map { FactSource(warehouse: "MTY1", fact: fact, source: $0) }
                }
            )
            try take(book, row(kind, second, "D1"))
            try take(book, row(kind, first, "D2"))
            #expect(try refusal(book, row(kind, "c", "D1")).sources == ["a", "b", "c"])
        }
    }

    @Test func `counts of two sources do not exclude each other`() throws {
        let book = try Book()
        try take(book, row("stock_counted", "wms", "C1"))
        #expect(try take(book, row("stock_counted", "audit", "C1")).append.counts.recorded == 1)
    }

    @Test func `steps of one order may come from different sources`() throws {
        let book = try Book()
        try take(book, row("shipment_dispatched", "forwarder", "S1"), row("order_placed", "shop", "O1"))
        try take(
            book,
            row("stock_received", "wms", "R1"),
            row("order_shipped", "wms", "O1"),
            row("return_inspected", "wms", "T1")
        )
        try take(book, row("return_received", "shop", "T1"))
        try take(book, row("shipment_dispatched", "forwarder", "S2"))
        #expect(
            try refusal(book, row("stock_received", "forwarder", "R1")).sources == ["forwarder", "wms"]
        )
    }

    @Test func `events without a source are never refused and never block, but there is a warning`()
        throws
    {
        let book = try Book()
        try take(book, row("stock_received", "wms", "R1"))
        let byHand = try take(book, row("stock_received", "", "R2"), row("stock_adjusted", "", "A1")).append
        #expect(byHand.warnings.map(\.code) == ["told_by_hand"])
        #expect(byHand.warnings[0].message.contains("manual and wms both have inbound of MTY1"))
        try take(book, row("stock_adjusted", "wms", "A2"))
        try book.ledger.declare(
            factSources: ["manual", "wms"].map { FactSource(warehouse: "MTY1", fact: .inbound, source: $0) }
        )
        #expect(try take(book, row("stock_received", "", "R3")).append.warnings.isEmpty)
        #expect(try take(book, row("stock_received", "wms", "R4")).append.warnings.isEmpty)
        #expect(try book.stock() == "LAMP MTY1 available 12")
    }

    @Test func `a source stays while any of its files does, and goes with the last one`() throws {
        let book = try Book()
        try take(book, row("sale_shipped", "shop", "W1"))
        try take(book, row("sale_shipped", "shop", "W2"))
        try book.ledger.undo(batch: 1)
        #expect(try refusal(book, row("sale_shipped", "wms", "W1")).lines.count == 2)
        try book.ledger.undo(batch: 2)
        #expect(try book.ledger.factSources().isEmpty)
        try take(book, row("sale_shipped", "wms", "W1"))
        #expect(try refusal(book, row("sale_shipped", "shop", "W1")).lines.count == 2)
    }

    @Test func `a ledger's own export is accepted, with all of its sources`() throws {
        let book = try Book()
        try take(book, row("sale_shipped", "shop", "W1"))
        try book.ledger.declare(
            factSources: [Fact.orders, .dispatch].flatMap { fact in
                ["shop", "plaza"].map { FactSource(warehouse: "MTY1", fact: fact, source: $0) }
            }
        )
        try take(book, row("sale_shipped", "plaza", "W1"))
        let copy = try Book()
        try copy.importFile(Event.canonicalHeader + "\n" + book.liveEvents() + "\n")
        #expect(try copy.stock() == book.stock())
        #expect(
            try copy.importFile(Event.canonicalHeader + "\n" + book.liveEvents() + "\n").append.counts
                .duplicates == 2
        )
        try take(copy, row("sale_shipped", "plaza", "W2"))
        #expect(try refusal(copy, row("sale_shipped", "wms", "W1")).lines.count == 2)
    }

    @Test func `a warehouse that is mapped to another one keeps its sources`() throws {
        let book = try Book()
        try take(book, row("stock_received", "wms", "R1", "Bodega"))
        try take(book, row("stock_received", "erp", "R1", "MTY1"))
        let mapping = CodeMapping(
            .warehouse,
            source: "wms",
            code: "Bodega",
            components: [.init(value: "MTY1")]
        )
        let error = try #require(throws: LedgerError.self) { try book.ledger.declare(codes: [mapping]) }
        #expect(error.code == .secondSource)
        try book.ledger.undo(batch: 2)
        try book.ledger.declare(codes: [mapping])
        #expect(try refusal(book, row("stock_received", "erp", "R1", "MTY1")).lines.count == 2)
    }
}
