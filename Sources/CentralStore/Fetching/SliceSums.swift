import InventoryLedger

/// The sums of a part of a book on their way into a file.
struct SliceSums {
    let part: SlicePart
    let names: SliceNames

    /// The sums of moves by day.
    func writeCells(into copy: LedgerCopy) throws {
        try writeCells(
            """
            SELECT sku, day, abs(route), route < 0, units, events FROM tarima.cell
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[]))
               AND ($3::int[] IS NULL OR day = ANY ($3::int[]))
            """,
            into: copy
        )
    }

    /// The positions, and the sums of the shipments that go to several warehouses, which say where which SKU is bound for.
    func writeStock(into copy: LedgerCopy) throws {
        try writeCells(
            """
            SELECT c.sku, min(c.day), r.id, c.route < 0, sum(c.units)::bigint, sum(c.events)::bigint
              FROM tarima.cell c JOIN tarima.route r ON r.book = c.book AND r.id = abs(c.route)
             WHERE c.book = $1 AND r.book = $1
               AND r.shipment IN (
                SELECT d.shipment FROM tarima.route d JOIN tarima.route_use u ON u.book = $1 AND u.route = d.id
                 WHERE d.book = $1 AND d.shipment > 0 AND u.events > 0
                   AND d.kind IN ('shipment_dispatched', 'transfer_dispatched')
                 GROUP BY d.shipment
                HAVING count(DISTINCT CASE d.kind WHEN 'shipment_dispatched' THEN d.warehouse ELSE d.to_warehouse END) > 1)
               AND ($4::int[] IS NULL OR r.shipment = ANY ($4::int[]))
               AND ($2::int[] IS NULL OR c.sku = ANY ($2::int[])) AND ($3::int[] IS NULL OR c.day = ANY ($3::int[]))
             GROUP BY c.sku, r.id, c.route < 0
            """,
            [part.needed?.shipments ?? .text(nil)],
            into: copy
        )
        try copy.hasOwnPositions()
        try RowCursor.forEachRow(
            part.connection,
            name: "positions",
            """
            SELECT sku, warehouse, shipment, stage, units FROM tarima.position
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[])) AND ($3 OR units <> 0)
            """,
            [.integer(part.book), part.skuList, .flag(part.includesEmpty)]
        ) { row in
            try copy.addPosition(
                sku: names.id(row.number(0), .sku),
                warehouse: names.id(row.number(1), .warehouse),
                shipment: names.id(row.number(2), .shipment),
                stage: row.string(3),
                units: row.number(4)
            )
        }
    }

    private func writeCells(_ sql: String, _ more: [Connection.Value] = [], into copy: LedgerCopy) throws {
        try RowCursor.forEachRow(
            part.connection,
            name: "cells",
            sql,
            [.integer(part.book), part.skuList, days()] + more
        ) { row in
            try copy.addCell(
                sku: names.id(row.number(0), .sku),
                day: row.number(1),
                route: names.route(row.number(2)),
                isBeforeOpening: row.number(3) != 0,
                units: row.number(4),
                events: row.number(5)
            )
        }
    }

    /// The days of which there may be sums of the SKUs, as a value of a statement; null for all. The sums are stored by
    /// day, so those of few SKUs are looked up day by day.
    private func days() throws -> Connection.Value {
        guard let skus = part.skus else { return .text(nil) }
        let ends = try part.connection.query(
            "SELECT min(day), max(day) FROM tarima.cell WHERE book = $1",
            [.integer(part.book)]
        )[0]
        guard let first = try ends.integer(0), let last = try ends.integer(1), first <= last,
            last - first < Self.daysMax, Int64(skus.count) <= Self.lookupsMax / (last - first + 1)
        else { return .text(nil) }
        return SlicePart.list(first...last)
    }

    private static let daysMax: Int64 = 20_000
    private static let lookupsMax: Int64 = 40_000

    /// They are those of the whole book, whatever part of it the file has.
    func writeUseAndOpenings(into copy: LedgerCopy) throws {
        for row in try part.connection.query(
            "SELECT route, events FROM tarima.route_use WHERE book = $1 ORDER BY route",
            [.integer(part.book)]
        ).all {
            guard let route = try names.known(route: row.number(0)) else {
                if part.needed != nil { continue }
                throw CentralError(.damaged, "a route is missing in the store")
            }
            copy.addUse(ofRoute: route, events: try row.number(1))
        }
        for row in try part.connection.query(
            "SELECT warehouse, at, events FROM tarima.opening WHERE book = $1",
            [.integer(part.book)]
        ).all {
            try copy.addOpening(
                warehouse: names.id(row.number(0), .warehouse),
                at: row.number(1),
                events: row.number(2)
            )
        }
    }
}
