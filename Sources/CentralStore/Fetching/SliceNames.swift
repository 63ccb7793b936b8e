import InventoryLedger

/// The file's ids of the codes and routes of a book.
struct SliceNames {
    private var codes: [RecordedCode: [Int64: Int64]] = [:]
    private var routes: [Int64: Int64] = [:]

    /// Writes the codes and routes of a part of a book into the file.
    init(_ part: SlicePart, into copy: LedgerCopy) throws {
        try writeCodes(part, into: copy)
        try writeRoutes(part, into: copy)
    }

    /// The file's id of a code; nil if the file has none.
    func known(_ id: Int64, _ kind: RecordedCode) -> Int64? { codes[kind]?[id] }

    /// The file's id of a code; 0 for none.
    func id(_ id: Int64, _ kind: RecordedCode) throws -> Int64 {
        if id == 0 { return 0 }
        guard let known = known(id, kind) else {
            throw CentralError(.damaged, "a code is missing in the store")
        }
        return known
    }

    /// The file's id of a route; nil if the file has none.
    func known(route id: Int64) -> Int64? { routes[id] }

    /// The file's id of a route.
    func route(_ id: Int64) throws -> Int64 {
        guard let known = routes[id] else {
            throw CentralError(.damaged, "a route is missing in the store")
        }
        return known
    }

    private mutating func writeCodes(_ part: SlicePart, into copy: LedgerCopy) throws {
        var codes: [RecordedCode: [Int64: Int64]] = [:]
        try RowCursor.forEachRow(
            part.connection,
            name: "codes",
            """
            SELECT what, id, code FROM tarima.code
             WHERE book = $1 AND (what <> 1 OR $2::int[] IS NULL OR id = ANY ($2::int[]))
               AND (what <> 3 OR $3::int[] IS NULL OR id = ANY ($3::int[])
                    OR id IN (SELECT r.shipment FROM tarima.route r WHERE r.book = $1 AND r.id = ANY ($4::int[])))
               AND ($5::int[] IS NULL OR id = ANY ($5::int[]))
             ORDER BY what, id
            """,
            [
                .integer(part.book), part.skuList, part.needed?.shipments ?? .text(nil),
                part.needed?.routes ?? .text(nil), part.used?.codes ?? .text(nil),
            ]
        ) { row in
            guard let kind = RecordedCode(rawValue: Int32(clamping: try row.number(0))) else {
                throw CentralError(.damaged, "the store has a code of an unknown kind")
            }
            codes[kind, default: [:]][try row.number(1)] = try copy.id(row.string(2), kind)
        }
        self.codes = codes
    }

    private mutating func writeRoutes(_ part: SlicePart, into copy: LedgerCopy) throws {
        var routes: [Int64: Int64] = [:]
        try RowCursor.forEachRow(
            part.connection,
            name: "routes",
            """
            SELECT id, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo FROM tarima.route
             WHERE book = $1
               AND ($2::int[] IS NULL OR shipment = 0 OR shipment = ANY ($2::int[]) OR id = ANY ($3::int[]))
               AND ($4::int[] IS NULL OR id = ANY ($4::int[]))
             ORDER BY id
            """,
            [
                .integer(part.book), part.needed?.shipments ?? .text(nil), part.needed?.routes ?? .text(nil),
                part.used?.routes ?? .text(nil),
            ]
        ) { row in
            routes[try row.number(0)] = try copy.id(
                RecordedRoute(
                    kind: row.string(1),
                    warehouse: id(row.number(2), .warehouse),
                    stage: row.string(3),
                    fromStage: row.string(4),
                    toWarehouse: id(row.number(5), .warehouse),
                    shipment: id(row.number(6), .shipment),
                    memo: row.number(7) != 0
                )
            )
        }
        self.routes = routes
    }
}
