import Foundation
import InventoryLedger

extension Book {
    /// A book with rows in every table of the ledger: three batches, one of which restates the first and keeps a
    /// rejected row.
    public static func season() throws -> Book { try Book(copyOf: madeSeason.get(), files: 2) }

    private static let madeSeason = Result {
        let book = try newSeason()
        return try withExtendedLifetime(book) {
            Array(try Data(contentsOf: URL(fileURLWithPath: book.ledger.path)))
        }
    }

    /// The same book, filled instead of copied.
    public static func newSeason() throws -> Book {
        let book = try Book()
        try book.importText(
            """
            kind,                document,           line, sku,  warehouse, quantity, occurred_at, shipment, channel, amount, currency, reason
            shipment_dispatched, S-1,                ,     MX-1, MTY1,      100,      2026-10-01,  ,         ,        ,       ,
            customs_released,    26 51 3746 6000123, ,     MX-1, MTY1,      100,      2026-10-20,  S-1,      ,        ,       ,
            stock_received,      GRN-1,              1,    MX-1, MTY1,      97,       2026-10-22,  S-1,      ,        ,       ,
            shipment_short,      S-1,                ,     MX-1, MTY1,      3,        2026-10-30,  ,         ,        ,       , lost at sea
            order_placed,        2000004711,         1,    MX-1, MTY1,      2,        2026-11-13,  ,         meli,    398.00, MXN,
            stock_opened,        OPEN-1,             ,     MX-2, CDMX1,     40,       2026-10-01,  ,         ,        ,       ,
            """
        )
        try book.importText(
            """
            kind,          document,   line, sku,  warehouse, quantity, occurred_at
            order_shipped, 2000004711, 1,    MX-1, MTY1,      2,        2026-11-14
            order_placed,  2000004711, 1,    MX-1, MTY1,      2,        2026-11-13
            order_placed,  2000004712, 1,    MX-1, MTY1,      many,     2026-11-14
            order_placed,  2000004713, 1,    MX-2, CDMX1,     1,        2026-11-14
            """
        ) { $0.append.skipsRejected = true }
        try book.ledger.record([
            .stockAdjusted(
                "ADJ-1",
                sku: "MX-2",
                quantity: -1,
                warehouse: "CDMX1",
                reason: "broken",
                occurredAt: now
            )
        ])
        return book
    }
}
