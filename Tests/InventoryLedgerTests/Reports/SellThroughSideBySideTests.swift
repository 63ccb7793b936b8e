import InventoryLedger
import TestSupport
import Testing

/// A ledger so large that a sell-through reads stock and orders in parallel, compared with sums computed here.
@Suite struct SellThroughSideBySideTests {
    private static let skus = 40
    private static let orders = 9000

    @Test(arguments: seeds(1))
    func `stock and orders read in parallel are one snapshot`(seed: UInt64) throws {
        let book = try Book()
        var random = SeededDraws(seed: seed)
        var rows = ["kind,document,sku,warehouse,quantity,occurred_at,order"]
        var ordered = [Int64](repeating: 0, count: Self.skus)
        var cancelled = ordered
        var returned = ordered
        var available = ordered
        for sku in 0..<Self.skus {
            // Some run out and go below zero.
            let units = Int64(random.number(1...1200))
            available[sku] = units
            rows.append("stock_received,GRN-\(sku),SKU-\(sku),MTY1,\(units),2026-11-10T06:00:00Z,")
        }
        for order in 1...Self.orders {
            let sku = random.number(0...Self.skus - 1)
            let units = Int64(random.number(1...3))
            let day = random.number(11...18)
            let hour = "\(random.number(10...23)):\(random.number(10...59)):00Z"
            let isInWindow = (13...17).contains(day)
            rows.append("order_placed,O-\(order),SKU-\(sku),MTY1,\(units),2026-11-\(day)T\(hour),")
            if isInWindow { ordered[sku] += units }
            if day <= 17 { available[sku] -= units }
            switch random.number(0...9) {
            case 0:
                rows.append("order_cancelled,O-\(order),SKU-\(sku),MTY1,\(units),2026-11-19T12:00:00Z,")
                if isInWindow { cancelled[sku] += units }
            case 1:
                rows.append("order_shipped,O-\(order),SKU-\(sku),MTY1,\(units),2026-11-19T12:00:00Z,")
                rows.append("return_received,R-\(order),SKU-\(sku),MTY1,1,2026-11-20T08:00:00Z,O-\(order)")
                if isInWindow { returned[sku] += 1 }
            default: rows.append("order_shipped,O-\(order),SKU-\(sku),MTY1,\(units),2026-11-19T12:00:00Z,")
            }
        }
        // These move nothing and are outside of the window; they only make the log long enough.
        for count in 1...3000 {
            rows.append("stock_counted,C-\(count),SKU-1,MTY1,1,2026-11-20T08:00:00Z,")
        }
        try book.importText(rows.joined(separator: "\n"))
        let window = try ReportWindow(
            from: #require(CalendarDate(year: 2026, month: 11, day: 13)),
            to: #require(CalendarDate(year: 2026, month: 11, day: 17)),
            zone: book.ledger.settings.zone
        )
        let report = try book.ledger.sellThrough(SellThroughQuery(window: window))
        #expect(try book.ledger.verify().events > 20_000)
        #expect(report.rows.count == Self.skus)
        for row in report.rows {
            let sku = try #require(Int(row.sku?.text.dropFirst(4) ?? ""))
            #expect(row.ordered == ordered[sku], "seed \(random.seed)")
            #expect(row.cancelled == cancelled[sku], "seed \(random.seed)")
            #expect(row.returned == returned[sku], "seed \(random.seed)")
            #expect(row.stock?.closing == available[sku], "seed \(random.seed)")
        }
    }
}
