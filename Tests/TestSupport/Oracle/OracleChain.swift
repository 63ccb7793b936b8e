import Crypto

/// The chain of digests, recomputed from the rows of the tables.
struct OracleChain {
    private let database: PlainDatabase

    init(_ database: PlainDatabase) {
        self.database = database
    }

    /// The numbers of event kinds and stages in digests and keys.
    static let kinds = [
        "stock_opened", "shipment_dispatched", "customs_released", "stock_received", "shipment_short",
        "transfer_dispatched", "order_placed", "order_shipped", "order_cancelled", "sale_shipped",
        "sale_voided",
        "return_received", "return_inspected", "stock_adjusted", "stage_changed", "stock_removed",
        "stock_counted", "port_arrived", "customs_inspected", "warehouse_arrived", "eta_changed",
    ]
    static let stages = [
        "available", "allocated", "quarantine", "damaged", "in_transit", "released", "sellable", "on_hand",
    ]

    /// A `CASE` that turns a name into its number; null if there is none.
    static func number(of names: [String], _ column: String) -> String {
        let cases = names.enumerated().map { "WHEN '\($0.element)' THEN \($0.offset + 1)" }
        return "CASE \(column) \(cases.joined(separator: " ")) END"
    }

    /// The columns of events in the order of their tags, which begin at 1.
    private static let events = """
        SELECT e.seq, e.row, \(number(of: kinds, "r.kind")), src.code, e.document, e.line, s.code, w.code, e.quantity,
               e.occurred_at, \(number(of: stages, "r.stage")), \(number(of: stages, "r.from_stage")), tw.code, sh.code,
               d."order", c.code, e.amount, e.currency, d.pedimento, d.importer_rfc, d.mode, d.forwarder, d.eta,
               d.tracking, d.reason, nullif(r.memo, 0), d.stated_at, d.note, e.reverses, d.sku_written,
               d.warehouse_written, d.to_warehouse_written, d.part, d.units, d.statement, d.origin,
               d.order_source
          FROM event e JOIN route r ON r.id = e.route JOIN source src ON src.id = e.source
          LEFT JOIN sku s ON s.id = e.sku LEFT JOIN warehouse w ON w.id = r.warehouse
          LEFT JOIN warehouse tw ON tw.id = r.to_warehouse LEFT JOIN shipment sh ON sh.id = r.shipment
          LEFT JOIN channel c ON c.id = e.channel LEFT JOIN event_detail d ON d.seq = e.seq
         WHERE e.batch = ? ORDER BY e.seq
        """
    /// The order in which an event's values are digested, by tag.
    private static let eventOrder: [UInt8] =
        [
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 26, 29, 15, 19, 20, 21, 22, 23, 24, 25,
            27,
        ]
        + [28, 30, 31, 32, 33, 34, 35, 36, 37]

    /// The data of a batch besides its events, in the order of its digest, with the tag of each column.
    private static let attachments: [(query: String, tags: [UInt8])] = [
        ("SELECT row, raw, problems FROM rejected_row WHERE batch = ? ORDER BY id", [64, 65, 66]),
        ("SELECT first_seq, last_seq FROM restated WHERE batch = ? ORDER BY first_seq", [67, 68]),
        ("SELECT topic, subject, value FROM declaration WHERE batch = ? ORDER BY n", [69, 70, 71]),
        (
            """
            SELECT t.id, t.row, t.document, src.code, s.code, t.line, t.stated_at, t.needs, t.value, t.raw,
                   t.whole
              FROM statement t JOIN source src ON src.id = t.source LEFT JOIN sku s ON s.id = t.sku
             WHERE t.batch = ? ORDER BY t.id
            """, [72, 73, 74, 75, 76, 77, 78, 79, 71, 80, 81]
        ),
        (
            """
            SELECT id, recorded_at, action, file, file_sha256, profile, undoes, recorded, duplicates, stale, conflicts,
                   waiting, rejected, ignored, superseded, events, clock_is_right FROM batch WHERE id = ?
            """, [96, 97, 98, 99, 100, 101, 102] + Array(repeating: 103, count: 9) + [104]
        ),
    ]

    /// The start of the digest chain.
    static func genesis(_ database: PlainDatabase) throws -> [UInt8] {
        var genesis = SHA256()
        for settings in try database.rows("SELECT time_zone, currency, created_at FROM ledger") {
            Self.add(settings, tags: [128, 129, 130], to: &genesis)
        }
        return Array(genesis.finalize())
    }

    func findings() throws -> [String] {
        var previous = try Self.genesis(database)
        for batch in try database.rows("SELECT id, digest FROM batch ORDER BY id") {
            var hash = SHA256()
            hash.update(data: previous)
            try database.forEach(Self.events, [batch[0]]) { event in
                Self.add(Self.eventOrder.map { event[Int($0) - 1] }, tags: Self.eventOrder, to: &hash)
            }
            for (query, tags) in Self.attachments {
                try database.forEach(query, [batch[0]]) { Self.add($0, tags: tags, to: &hash) }
            }
            previous = Array(hash.finalize())
            if batch[1].bytes != previous {
                return ["batch \(batch[0]): its digest is not that of its contents"]
            }
        }
        return []
    }

    /// A tag, then a number as eight bytes, or a length as eight bytes and a text. Null is not written.
    private static func add(_ values: [PlainValue], tags: [UInt8], to hash: inout SHA256) {
        func bigEndian(_ number: Int64) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
        }
        for (value, tag) in zip(values, tags) {
            switch value {
            case .null, .real: continue
            case .integer(let number): hash.update(data: [tag] + bigEndian(number))
            case .text(let bytes), .blob(let bytes):
                hash.update(data: [tag] + bigEndian(Int64(bytes.count)) + bytes)
            }
        }
    }
}
