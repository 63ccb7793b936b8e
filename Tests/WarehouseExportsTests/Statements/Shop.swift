import InventoryLedger
import TestSupport

@testable import WarehouseExports

/// An order export that states the present of each line.
enum Shop {
    /// The profile of such exports, with further keys.
    static func profile(_ more: String = "") throws -> Profile {
        try Profile.reading(
            """
            name: shop-orders
            source: shop
            header: [order, state, sku, units, updated]
            time_zone: UTC
            columns: { document: order, line: line, sku: sku, quantity: units, amount: total, channel: channel }
            constants: { warehouse: MTY, currency: MXN }
            stated_at: updated
            status: state
            statuses:
              Unshipped: [order_placed]
              Shipped: [order_placed, order_shipped]
              Cancelled: [order_placed, cancelled]
              Draft: []
            times:
              order_placed: bought
              order_shipped: updated, observed
            \(more)
            """
        )
    }
}

extension Book {
    /// Imports rows `order line state sku units total updated`, where `-` is blank and `updated` the day of November.
    @discardableResult
    func shop(_ rows: String, _ change: (inout ImportOptions) throws -> Void = { _ in }) throws
        -> ImportResult
    {
        let lines = rows.split(separator: "\n").map { row in
            var fields = row.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            fields[6] = Self.november(fields[6])
            return (fields + ["2026-11-01T08:00:00Z"]).joined(separator: ",")
        }
        let text = "order,line,state,sku,units,total,updated,bought\n" + lines.joined(separator: "\n") + "\n"
        return try importFile(text) { options in
            options.profile = try Shop.profile()
            try change(&options)
        }
    }

    /// `5` or `5T09` as an instant of November 2026.
    private static func november(_ text: String) -> String {
        let parts = text.split(separator: "T")
        let day = parts[0].count == 1 ? "0\(parts[0])" : String(parts[0])
        return "2026-11-\(day)T\(parts.count > 1 ? String(parts[1]) : "00"):00:00Z"
    }

    /// The live events as `kind document sku quantity occurred_at`, sorted; the time is left without its date if it
    /// is midnight in November.
    func recorded(_ columns: [Column] = [.kind, .document, .sku, .quantity, .occurredAt]) throws -> [String] {
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try ledger.forEachEvent(query) { stored, _ in
            rows.append(columns.map { stored.event.text(of: $0) ?? "-" }.joined(separator: " "))
        }
        return rows.map { $0.replacing("2026-11-", with: "").replacing(":00:00Z", with: "") }.sorted()
    }

    /// The row classes that are not 0: `recorded 2, stale 1`.
    static func classes(_ result: ImportResult) -> String {
        let counts = result.append.counts
        return [
            ("recorded", counts.recorded), ("duplicates", counts.duplicates), ("stale", counts.stale),
            ("conflicts", counts.conflicts), ("waiting", counts.waiting), ("rejected", counts.rejected),
            ("ignored", counts.ignored), ("superseded", counts.superseded),
        ].filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// Whether the ledger verifies.
    func isSound() throws -> Bool { try ledger.verify().findings.isEmpty }
}
