import InventoryLedger

/// The sums of a part of a book on their way into a file.
struct SliceSums {
    let part: SlicePart
    let names: SliceNames

    /// The sums of moves by day.
    func writeCells(into copy: LedgerCopy) throws {
        try writeCells(
            """
            SELECT sku, day, route, before_opening, units, events FROM tarima.cell
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[]))
            """,
            into: copy
        )
    }

    /// The positions, and the sums of shipments, which say where goods on the way are bound for.
    func writeStock(into copy: LedgerCopy) throws {
        try writeCells(
            """
            SELECT c.sku, min(c.day), c.route, c.before_opening, sum(c.units)::bigint, sum(c.events)::bigint
              FROM tarima.cell c JOIN tarima.route r ON r.book = c.book AND r.id = c.route
             WHERE c.book = $1 AND r.book = $1 AND r.shipment > 0
               AND ($2::int[] IS NULL OR c.sku = ANY ($2::int[]))
             GROUP BY c.sku, c.route, c.before_opening
            """,
            into: copy
        )
        try copy.hasOwnPositions()
        try RowCursor.forEachRow(
            part.connection,
            name: "positions",
            """
            SELECT sku, warehouse, shipment, stage, units FROM tarima.position
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[]))
            """,
            [.integer(part.book), part.skuList]
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

    private func writeCells(_ sql: String, into copy: LedgerCopy) throws {
        try RowCursor.forEachRow(
            part.connection,
            name: "cells",
            sql,
            [.integer(part.book), part.skuList]
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

    /// They are those of the whole book, whatever part of it the file has.
    func writeUseAndOpenings(into copy: LedgerCopy) throws {
        for row in try part.connection.query(
            "SELECT route, events FROM tarima.route_use WHERE book = $1 ORDER BY route",
            [.integer(part.book)]
        ).all {
            copy.addUse(ofRoute: try names.route(row.number(0)), events: try row.number(1))
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
