import InventoryLedger

extension CentralStore {
    /// What a verification of a book found.
    public struct Verification: Sendable {
        /// The ledgers by name, with the heads to which what the store has leads.
        public let heads: [Head]
        /// Events of all ledgers.
        public let events: Int64
        /// What is wrong; empty for a sound book.
        public let findings: [String]
        /// Whether nothing is wrong.
        public var isSound: Bool { findings.isEmpty }
    }

    /// Verifies a book from what the store has alone: the chain of digests of every ledger, and all sums against the
    /// logs.
    ///
    /// - Parameters:
    ///   - book: the name of the book.
    ///   - withFile: runs a block with the name of a file that does not exist, and removes the file afterwards. It holds
    ///   one ledger at a time.
    /// - Throws: `noBook`, and errors of reading.
    public func verify(book: String, withFile: ((String) throws -> Void) throws -> Void) throws
        -> Verification
    {
        var findings: [String] = []
        var heads: [Head] = []
        var events: Int64 = 0
        for ledger in try ledgers(of: book) {
            do {
                try withFile { path in
                    let found = try recover(ledger: ledger.name, of: book, to: path)
                    heads += found.heads
                    events += found.events
                }
            } catch let error as CentralError where error.code == .damaged {
                findings.append("\(ledger.name): \(error.message)")
            }
        }
        findings += try inSnapshot { try sumFindings(self.book(book).number) }
        return Verification(heads: heads, events: events, findings: findings)
    }

    private func sumFindings(_ book: Int64) throws -> [String] {
        var findings = try routeFindings(book)
        for (name, sql) in Self.comparisons where try connection.query(sql, [.integer(book)]).count > 0 {
            findings.append("\(name): the stored sums are not those of the events")
        }
        return findings
    }

    /// Compares what is stored of every route with what follows from it.
    private func routeFindings(_ book: Int64) throws -> [String] {
        var findings: [String] = []
        try RowCursor.forEachRow(
            connection,
            name: "routes",
            """
            SELECT id, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo, summed, from_w, from_s, from_p,
                   to_w, to_s, to_p, before_from_w, before_from_s, before_from_p, before_to_w, before_to_s, before_to_p
              FROM tarima.route WHERE book = $1
            """,
            [.integer(book)]
        ) { row in
            let route = RecordedRoute(
                kind: try row.string(1),
                warehouse: try row.number(2),
                stage: try row.string(3),
                fromStage: try row.string(4),
                toWarehouse: try row.number(5),
                shipment: try row.number(6),
                memo: try row.number(7) != 0
            )
            func isStored(_ end: RecordedRoute.End?, from column: Int) throws -> Bool {
                try row.integer(column) == end?.warehouse && row.integer(column + 1) == end?.shipment
                    && row.text(column + 2) == end?.stage
            }
            guard let effect = route.effect, try (row.number(8) != 0) == effect.isSummed,
                try isStored(effect.ends?.from, from: 9), try isStored(effect.ends?.to, from: 12),
                try isStored(effect.endsBeforeOpening?.from, from: 15),
                try isStored(effect.endsBeforeOpening?.to, from: 18)
            else {
                findings.append("route: what is stored of route \(try row.number(0)) does not follow from it")
                return
            }
        }
        return findings
    }

    /// Queries that find a difference between stored sums and those of the events.
    private static let comparisons = [
        (
            "cell",
            """
            SELECT FROM (SELECT sku, day, route, units, events FROM tarima.cell WHERE book = $1) c
              FULL JOIN (
                SELECT e.sku, e.day, CASE WHEN e.occurred_at < o.at THEN -e.route ELSE e.route END AS route,
                       sum(e.quantity) AS units, sum(CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END) AS events
                  FROM tarima.event e
                  JOIN tarima.route r ON r.book = $1 AND r.id = e.route AND r.summed
                  LEFT JOIN tarima.opening o ON o.book = $1 AND o.warehouse = r.warehouse
                 WHERE e.book = $1 GROUP BY 1, 2, 3) f USING (sku, day, route)
             WHERE c.units IS DISTINCT FROM f.units OR c.events IS DISTINCT FROM f.events LIMIT 1
            """
        ),
        (
            "position",
            """
            SELECT FROM (SELECT sku, warehouse, shipment, stage, units FROM tarima.position WHERE book = $1) p
              FULL JOIN (
                SELECT c.sku, x.warehouse, x.shipment, x.stage, sum(c.units * x.sign) AS units
                  FROM tarima.cell c
                  JOIN tarima.route_end x ON x.book = $1 AND x.route = c.route
                 WHERE c.book = $1 GROUP BY 1, 2, 3, 4) f USING (sku, warehouse, shipment, stage)
             WHERE coalesce(p.units, 0) <> coalesce(f.units, 0) LIMIT 1
            """
        ),
        (
            "route_use",
            """
            SELECT FROM (SELECT route, events FROM tarima.route_use WHERE book = $1) u
              FULL JOIN (SELECT route, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) AS events FROM tarima.event
                          WHERE book = $1 GROUP BY 1) f USING (route)
             WHERE u.events IS DISTINCT FROM f.events LIMIT 1
            """
        ),
        (
            "opening",
            """
            SELECT FROM (SELECT warehouse, at, events FROM tarima.opening WHERE book = $1) o
              FULL JOIN (SELECT r.warehouse, e.occurred_at AS at,
                                sum(CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END) AS events
                           FROM tarima.event e
                           JOIN tarima.route r ON r.book = $1 AND r.id = e.route AND r.kind = 'stock_opened'
                          WHERE e.book = $1 GROUP BY 1, 2
                         HAVING sum(CASE WHEN e.reverses IS NULL THEN 1 ELSE -1 END) <> 0) f USING (warehouse, at)
             WHERE o.events IS DISTINCT FROM f.events LIMIT 1
            """
        ),
    ]
}
