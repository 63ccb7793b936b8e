import InventoryLedger
import WarehouseExports

extension Book {
    /// A small book with everything a ledger can contain: every kind of event, items, sources, codes and a kit, a
    /// promotion with its plan, statements, waiting and rejected rows, restated rows, an amendment, undone batches.
    public static func ofEverything() throws -> Book {
        let book = try Book()
        var day = 0
        /// Each batch is recorded an hour after the previous one.
        func tick() {
            day += 1
            book.setNow(now.advanced(byMilliseconds: Int64(day) * 3_600_000))
        }
        try book.ledger.declare(items: [
            Item(
                sku: "MX-1",
                name: "folding table",
                unitCost: Money(text: "118.50", currency: Currency("MXN"))
            ),
            Item(sku: "MX-2", name: "lámpara 台灯", noms: ["NOM-003-SCFI"]),
        ])
        tick()
        try book.ledger.declare(factSources: [FactSource(warehouse: "MTY1", fact: .returns, source: "manual")]
        )
        tick()
        try book.ledger.declare(codes: [
            CodeMapping(
                .sku,
                source: "shop",
                code: "KIT",
                components: [.init(value: "MX-1"), .init(value: "MX-2", units: 2)]
            ),
            CodeMapping(.warehouse, source: "shop", code: "MAIN", components: [.init(value: "QRO1")]),
        ])
        tick()
        try book.importText(goods)
        tick()
        try book.importText(sales) { $0.append.skipsRejected = true }
        tick()
        for part in 1...2 {
            try book.importFile(statements(part)) { options in
                options.profile = try Profile.named(book.folder.write("shop.yaml", shop))
            }
            tick()
        }
        let promotion = try Promotion(
            name: "buen-fin",
            from: firstDay,
            to: CalendarDate(dayNumber: firstDay.dayNumber + 3),
            timeZone: "America/Mexico_City"
        )
        _ = try book.ledger.declare(promotion: promotion)
        tick()
        _ = try book.ledger.declare(
            plan: [PlanLine(sku: "MX-1", forecast: 20, stockTarget: 90)],
            of: "buen-fin"
        )
        tick()
        try book.ledger.record([
            .stockAdjusted(
                "ADJ-2",
                sku: "MX-2",
                quantity: 7,
                warehouse: "CDMX1",
                reason: "found",
                occurredAt: now
            )
        ])
        tick()
        // Undone twice: an undo, and the undo of that undo.
        let undo = try book.ledger.undo(batch: 10)
        tick()
        if let batch = undo.batch { try book.ledger.undo(batch: batch) }
        tick()
        try book.ledger.undo(batch: 10)
        tick()
        try book.importText(
            """
            kind,         document,   line, sku,  warehouse, quantity, occurred_at, amount, currency
            order_placed, 2000004714, ,     MX-1, MTY1,      2,        2026-11-14,  398.00, MXN
            """
        ) { $0.append.onConflict = .amend }
        return book
    }

    /// 13 November 2026.
    static let firstDay = CalendarDate(dayNumber: 20_770)

    private static let goods = """
        kind,                document,           line, sku,  warehouse, quantity, occurred_at,          stage,     from_stage, to_warehouse, shipment, mode, forwarder, eta,        importer_rfc, reason, note
        stock_opened,        OPEN-1,             ,     MX-2, CDMX1,     40,       2026-10-01,           ,          ,           ,             ,         ,     ,          ,           ,             ,
        stock_received,      GRN-0,              ,     MX-2, CDMX1,     9,        2026-09-20,           ,          ,           ,             ,         ,     ,          ,           ,             , before the book was opened
        shipment_dispatched, S-1,                ,     MX-1, MTY1,      100,      2026-10-01,           ,          ,           ,             ,         sea,  Naviera,   2026-10-25, ,             ,
        shipment_dispatched, S-2,                ,     MX-1, MTY1,      60,       2026-11-01,           ,          ,           ,             ,         air,  ,          2026-11-12, ,             ,
        port_arrived,        S-1,                ,     ,     MTY1,      ,         2026-10-18T08:00:00Z, ,          ,           ,             ,         ,     ,          ,           ,             ,
        customs_inspected,   S-1,                ,     ,     MTY1,      ,         2026-10-19T08:00:00Z, ,          ,           ,             ,         ,     ,          ,           ,             ,
        eta_changed,         S-2,                ,     ,     MTY1,      ,         2026-11-05,           ,          ,           ,             ,         ,     ,          2026-11-20, ,             ,
        customs_released,    26 51 3746 6000123, ,     MX-1, MTY1,      100,      2026-10-20,           ,          ,           ,             S-1,      ,     ,          ,           XAXX010101000, ,
        warehouse_arrived,   S-1,                ,     ,     MTY1,      ,         2026-10-21T08:00:00Z, ,          ,           ,             ,         ,     ,          ,           ,             ,
        stock_received,      GRN-1,              1,    MX-1, MTY1,      95,       2026-10-22,           ,          ,           ,             S-1,      ,     ,          ,           ,             ,
        stock_received,      GRN-1,              2,    MX-1, MTY1,      2,        2026-10-22,           damaged,   ,           ,             S-1,      ,     ,          ,           ,             ,
        shipment_short,      S-1,                ,     MX-1, MTY1,      3,        2026-10-30,           ,          ,           ,             ,         ,     ,          ,           ,             lost at sea,
        transfer_dispatched, T-1,                ,     MX-1, MTY1,      10,       2026-11-02,           ,          ,           CDMX1,        ,         road, ,          2026-11-04, ,             ,
        stock_received,      GRN-2,              ,     MX-1, CDMX1,     10,       2026-11-04,           ,          ,           ,             T-1,      ,     ,          ,           ,             ,
        stock_received,      GRN-3,              ,     MX-1, QRO1,      20,       2026-11-04,           ,          ,           ,             ,         ,     ,          ,           ,             ,
        stock_received,      GRN-4,              ,     MX-2, QRO1,      30,       2026-11-04,           ,          ,           ,             ,         ,     ,          ,           ,             ,
        stage_changed,       Q-1,                ,     MX-1, MTY1,      4,        2026-11-06,           quarantine, available, ,             ,         ,     ,          ,           ,             search,
        stock_removed,       R-1,                ,     MX-1, MTY1,      1,        2026-11-07,           damaged,   ,           ,             ,         ,     ,          ,           ,             destroyed,
        stock_adjusted,      A-1,                ,     MX-1, MTY1,      -1,       2026-11-08,           ,          ,           ,             ,         ,     ,          ,           ,             counted,
        stock_counted,       C-1,                ,     MX-1, MTY1,      80,       2026-11-09,           on_hand,   ,           ,             ,         ,     ,          ,           ,             ,
        """

    private static let sales = """
        kind,            document,   line, sku,  warehouse, quantity, occurred_at, stage,     order,      channel, amount, currency, tracking, reason,   memo
        order_placed,    2000004711, 1,    MX-1, MTY1,      2,        2026-11-13,  ,          ,           meli,    398.00, MXN,      ,         ,
        order_placed,    2000004711, 2,    MX-1, MTY1,      1,        2026-11-13,  ,          ,           meli,    199.00, MXN,      ,         ,
        order_shipped,   2000004711, 1,    MX-1, MTY1,      2,        2026-11-14,  ,          ,           ,        ,       ,         TRK-1,    ,
        order_cancelled, 2000004711, 2,    MX-1, MTY1,      1,        2026-11-13,  ,          ,           ,        199.00, MXN,      ,         no stock,
        order_placed,    2000004712, 1,    MX-1, MTY1,      many,     2026-11-14,  ,          ,           ,        ,       ,         ,         ,
        order_placed,    2000004713, ,     MX-2, CDMX1,     1,        2026-11-14,  ,          ,           web,     12.50,  USD,      ,         ,         true
        order_placed,    2000004714, ,     MX-1, MTY1,      1,        2026-11-14,  ,          ,           web,     199.00, MXN,      ,         ,
        sale_shipped,    POS-1,      ,     MX-2, CDMX1,     3,        2026-11-14,  ,          ,           shop,    75.00,  MXN,      ,         ,
        sale_shipped,    POS-1,      ,     MX-2, CDMX1,     3,        2026-11-14,  ,          ,           shop,    75.00,  MXN,      ,         ,
        sale_voided,     POS-1,      ,     MX-2, CDMX1,     3,        2026-11-15,  ,          ,           shop,    75.00,  MXN,      ,         ,
        return_received, RMA-1,      ,     MX-1, MTY1,      1,        2026-11-18,  ,          2000004711, ,        199.00, MXN,      TRK-2,    too big,
        return_inspected, RMA-1,     ,     MX-1, MTY1,      1,        2026-11-19,  available, 2000004711, ,        ,       ,         ,         ,
        return_received, RMA-2,      ,     MX-2, CDMX1,     ,         2026-11-18,  ,          2000009999, ,        ,       ,         ,         ,
        """

    /// The profile of an export that states the present of each line.
    private static let shop = """
        name: shop-orders
        source: shop
        header: [order, state, sku, units, updated]
        time_zone: UTC
        columns: { document: order, line: line, sku: sku, quantity: units, amount: total }
        constants: { warehouse: MAIN, currency: MXN, channel: shop }
        stated_at: updated
        status: state
        statuses:
          Unshipped: [order_placed]
          Shipped: [order_placed, order_shipped]
          Cancelled: [order_placed, cancelled]
        times:
          order_placed: bought
          order_shipped: updated, observed
        """

    /// Two days of the same orders: one is sent, one is cancelled, and one states its units only on the second day.
    private static func statements(_ part: Int) -> String {
        let header = "order,line,state,sku,units,total,updated,bought\n"
        return header
            + (part == 1
                ? """
                O-1,1,Unshipped,KIT,1,300.00,2026-11-13T00:00:00Z,2026-11-12T15:00:00Z
                O-2,1,Unshipped,MX-2,2,50.00,2026-11-13T00:00:00Z,2026-11-12T16:00:00Z
                O-3,1,Cancelled,MX-1,,,2026-11-13T00:00:00Z,2026-11-12T17:00:00Z

                """
                : """
                O-1,1,Shipped,KIT,1,300.00,2026-11-15T00:00:00Z,2026-11-12T15:00:00Z
                O-2,1,Cancelled,MX-2,2,50.00,2026-11-16T00:00:00Z,2026-11-12T16:00:00Z

                """)
    }
}
