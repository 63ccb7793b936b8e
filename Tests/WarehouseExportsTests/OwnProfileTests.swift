import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// What a profile of one's own is taken to report: whatever the kinds of its rows are.
@Suite struct OwnProfileTests {
    private func profile(_ source: String, kind: String, tells: String?) throws -> Profile {
        try Profile.reading(
            """
            name: of-\(source)
            source: \(source)
            header: [number, item, place, units, day]
            columns: { document: number, sku: item, warehouse: place, quantity: units, occurred_at: day }
            constants: { kind: \(kind) }
            \(tells.map { "tells: \($0)" } ?? "")
            """
        )
    }

    private static let sale = "number,item,place,units,day\nD1,LAMP,W,1,2026-11-05\n"

    private func isRefused(_ book: Book, _ source: String, kind: String, tells: String?) throws -> Bool {
        do {
            try book.importFile(Self.sale) { $0.profile = try profile(source, kind: kind, tells: tells) }
            return false
        } catch let error as LedgerError where error.code == .secondSource {
            #expect(error.message.contains("of W already come from"))
            return true
        }
    }

    @Test(arguments: ["sale_shipped", "order_shipped", "stock_received", "return_received", "stock_adjusted"])
    func `a second source is refused, whatever the profiles list`(kind: String) throws {
        for (first, second) in [
            (nil, nil), (nil, "[dispatch]"), ("[dispatch]", nil), ("[orders]", "[dispatch]"),
            ("[inbound]", "[inbound]"), ("[]", "[]"),
        ] {
            let book = try Book()
            #expect(try !isRefused(book, "a", kind: kind, tells: first))
            #expect(try isRefused(book, "b", kind: kind, tells: second))
            #expect(try book.ledger.batches().count == 1)
        }
    }

    @Test func `such a source and canonical rows are held against each other`() throws {
        let row =
            "kind,source,document,sku,warehouse,quantity,occurred_at\nsale_shipped,b,D1,LAMP,W,1,2026-11-05\n"
        let first = try Book()
        try first.importFile(Self.sale) { $0.profile = try profile("a", kind: "sale_shipped", tells: nil) }
        #expect(throws: LedgerError.self) { try first.importFile(row) }
        let second = try Book()
        try second.importFile(row)
        #expect(try isRefused(second, "a", kind: "sale_shipped", tells: nil))
        #expect(try !isRefused(second, "b", kind: "sale_shipped", tells: nil))
    }

    @Test func `a profile without a source is recorded by hand, and in nobody's way`() throws {
        let book = try Book()
        for place in ["W", "W"] {
            try book.importFile(Self.sale.replacing("W", with: place)) {
                var own = try profile("a", kind: "sale_shipped", tells: nil)
                own.source = nil
                $0.profile = own
            }
        }
        #expect(try book.stock() == "LAMP W available -1")
        #expect(try !isRefused(book, "b", kind: "sale_shipped", tells: nil))
    }
}
