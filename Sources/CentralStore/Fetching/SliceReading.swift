import InventoryLedger

/// A part of a book on its way into a file.
///
/// The log is read ledger by ledger, each in its own order, and merged by batches. So the store sorts nothing, and no
/// more than some rows of each ledger are held.
struct SliceReading {
    private let connection: Connection
    private let book: Int64
    /// Nil for all ledgers.
    private let ledger: Int64?
    private let query: CentralStore.SliceQuery
    private var numbering: Numbering
    /// The store's ids of the SKUs that are fetched; nil for all.
    private var skus: [Int64]?
    /// The file's ids by the store's.
    private var codes: [RecordedCode: [Int64: Int64]] = [:]
    private var routes: [Int64: Int64] = [:]
    /// The events that were written of each batch.
    private var written: [Int64] = []

    /// - Parameter ledger: only this one, by its number in the book.
    init(_ connection: Connection, book: Int64, ledger: Int64?, query: CentralStore.SliceQuery) throws {
        self.connection = connection
        self.book = book
        self.ledger = ledger
        self.query = query
        let rows = try connection.query(
            """
            SELECT ledger, batch, recorded_at, events, last_seq FROM tarima.batch
             WHERE book = $1 AND ledger = coalesce($2, ledger) ORDER BY ledger, batch
            """,
            [.integer(book), .integer(ledger)]
        ).all
        numbering = try Numbering(
            rows.map { row in
                (
                    Numbering.Batch(
                        ledger: try row.number(0),
                        batch: try row.number(1),
                        events: try row.number(3),
                        lastSeq: try row.number(4)
                    ), try row.number(2)
                )
            }
        )
        written = [Int64](repeating: 0, count: numbering.batches.count)
        skus = try query.skus.map { try Self.ids(of: $0, connection, book) }
    }

    /// The events that were written.
    var events: Int64 { numbering.events.last }

    /// Whether the file has the whole log of its ledgers.
    private var isWhole: Bool { query.detail == .events && skus == nil }

    mutating func write(into copy: LedgerCopy) throws {
        try writeCodes(into: copy)
        try writeRoutes(into: copy)
        // The statements are numbered first, because events refer to them.
        if query.detail == .events { try numberStatements() }
        switch query.detail {
        case .events: try writeEvents(into: copy)
        case .sums: try writeCells(into: copy)
        case .stock: try writeStock(into: copy)
        }
        // A batch has as many events as the file has of it.
        try writeBatches(into: copy)
        if query.detail == .events {
            try writeRows(of: .statement, into: copy)
            if isWhole {
                try writeRows(of: .rejectedRow, into: copy)
                try writeRestated(into: copy)
                try writeAmbiguous(into: copy)
            }
        }
        try writeRows(of: .declaration, into: copy)
        if ledger == nil { try writeUseAndOpenings(into: copy) }
    }

    // MARK: Names

    /// The store's ids of the SKUs that match codes or patterns.
    private static func ids(of patterns: [String], _ connection: Connection, _ book: Int64) throws -> [Int64]
    {
        var found: Set<Int64> = []
        for pattern in patterns {
            // An exact code wins, because a code may contain a star.
            let exact = try connection.query(
                "SELECT id FROM tarima.code WHERE book = $1 AND what = 1 AND code = $2",
                [.integer(book), .text(pattern)]
            )
            if exact.count > 0 {
                found.insert(try exact[0].number(0))
            } else if Wildcard.isWild(pattern) {
                let wildcard = Wildcard(pattern)
                try RowCursor.forEachRow(
                    connection,
                    name: "sku_codes",
                    "SELECT id, code FROM tarima.code WHERE book = $1 AND what = 1",
                    [.integer(book)]
                ) { if try wildcard.matches($0.string(1)) { found.insert(try $0.number(0)) } }
            }
        }
        return found.sorted()
    }

    /// The SKUs that are fetched, as a value of a statement; null for all.
    private var skuList: Connection.Value {
        .text(skus.map { "{" + $0.map { String($0) }.joined(separator: ",") + "}" })
    }

    private mutating func writeCodes(into copy: LedgerCopy) throws {
        var codes: [RecordedCode: [Int64: Int64]] = [:]
        try RowCursor.forEachRow(
            connection,
            name: "codes",
            """
            SELECT what, id, code FROM tarima.code
             WHERE book = $1 AND (what <> 1 OR $2::int[] IS NULL OR id = ANY ($2::int[])) ORDER BY what, id
            """,
            [.integer(book), ledger == nil ? skuList : .text(nil)]
        ) { row in
            guard let kind = RecordedCode(rawValue: Int32(clamping: try row.number(0))) else {
                throw CentralError(.damaged, "the store has a code of an unknown kind")
            }
            codes[kind, default: [:]][try row.number(1)] = try copy.id(row.string(2), kind)
        }
        self.codes = codes
    }

    private mutating func writeRoutes(into copy: LedgerCopy) throws {
        var routes: [Int64: Int64] = [:]
        let codes = codes
        func id(_ id: Int64, _ kind: RecordedCode) throws -> Int64 {
            if id == 0 { return 0 }
            guard let known = codes[kind]?[id] else {
                throw CentralError(.damaged, "a code of a route is missing in the store")
            }
            return known
        }
        try RowCursor.forEachRow(
            connection,
            name: "routes",
            """
            SELECT id, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo FROM tarima.route
             WHERE book = $1 ORDER BY id
            """,
            [.integer(book)]
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

    // MARK: The log

    private mutating func writeEvents(into copy: LedgerCopy) throws {
        let table = RecordedTable.event
        var cursors: [Int64: RowCursor] = [:]
        // What was read of a ledger but belongs to a later batch.
        var ahead: [Int64: QueryRow] = [:]
        let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let condition = skus == nil ? "" : " AND (sku = ANY ($3::int[]) OR sku = 0)"
        for ledger in Set(numbering.batches.map(\.ledger)) {
            cursors[ledger] = try RowCursor(
                connection,
                name: "events_\(ledger)",
                "SELECT \(columns) FROM tarima.event WHERE book = $1 AND ledger = $2\(condition) ORDER BY seq",
                [.integer(book), .integer(ledger)] + (skus == nil ? [] : [skuList])
            )
        }
        let row = MappedRow(table)
        for (place, batch) in numbering.batches.enumerated() {
            while let next = try ahead[batch.ledger] ?? cursors[batch.ledger]?.row() {
                ahead[batch.ledger] = nil
                let seq = try next.number(0)
                guard seq <= batch.lastSeq else {
                    ahead[batch.ledger] = next
                    break
                }
                try numbering.events.add(seq, seq, of: batch.ledger)
                try row.take(next) { try mapped($0, in: table, of: batch.ledger) }
                try copy.insertEvent(row)
                written[place] += 1
            }
            guard !isWhole || written[place] == batch.events else {
                throw CentralError(
                    .damaged,
                    "events of batch \(batch.batch) of a ledger are missing in the store"
                )
            }
        }
    }

    /// The numbers of a row in the file, by the place of their columns.
    private func mapped(_ row: QueryRow, in table: RecordedTable, of ledger: Int64) throws -> [Int64?] {
        try table.columns.enumerated().map { place, column in
            switch (column.kind, column.name) {
            case (.text, _), (.bytes, _): return nil
            case (.route, _):
                guard let route = routes[try row.number(place)] else {
                    throw CentralError(.damaged, "a route is missing in the store")
                }
                return route
            case (.code(let kind), _):
                guard let id = try row.integer(place) else { return nil }
                // A milestone has no SKU; a statement that names none has 0.
                if id == 0 { return table.name == RecordedTable.event.name ? nil : 0 }
                if let known = codes[kind]?[id] { return known }
                guard kind == .sku, skus != nil else {
                    throw CentralError(.damaged, "a code is missing in the store")
                }
                return 0
            case (_, "seq"), (_, "reverses"), (_, "origin"):
                return try row.integer(place).flatMap { numbering.events.number(of: $0, of: ledger) }
            case (_, "statement"), (_, "id"):
                return try row.integer(place).flatMap { numbering.statements.number(of: $0, of: ledger) }
            case (_, "batch"), (_, "undoes"):
                return try row.integer(place).map { try numbering.number(ofBatch: $0, of: ledger) }
            default: return try row.integer(place)
            }
        }
    }

    private mutating func numberStatements() throws {
        var known: [Int64: [Int64: (Int64, Int64)]] = [:]
        for row in try connection.query(
            """
            SELECT ledger, batch, min(id), max(id) FROM tarima.statement
             WHERE book = $1 AND ledger = coalesce($2, ledger) GROUP BY ledger, batch
            """,
            [.integer(book), .integer(ledger)]
        ).all {
            known[try row.number(0), default: [:]][try row.number(1)] = (try row.number(2), try row.number(3))
        }
        for batch in numbering.batches {
            guard let (first, last) = known[batch.ledger]?[batch.batch] else { continue }
            try numbering.statements.add(first, last, of: batch.ledger)
        }
    }

    private func writeBatches(into copy: LedgerCopy) throws {
        let table = RecordedTable.batch
        let columns = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let events = table.place("events")
        let row = MappedRow(table)
        // Batches are few, and undos refer to those before them.
        var rows: [Int64: QueryRow] = [:]
        for found in try connection.query(
            "SELECT \(columns), ledger FROM tarima.batch WHERE book = $1 AND ledger = coalesce($2, ledger)",
            [.integer(book), .integer(ledger)]
        ).all {
            let number = try numbering.number(
                ofBatch: found.number(0),
                of: found.number(table.columns.count)
            )
            rows[number] = found
        }
        for (place, batch) in numbering.batches.enumerated() {
            guard let found = rows[Int64(place) + 1] else { continue }
            try row.take(found) {
                var numbers = try mapped($0, in: table, of: batch.ledger)
                numbers[events] = written[place]
                return numbers
            }
            try copy.insert(row, into: table)
        }
    }

    // MARK: What belongs to a batch

    private func writeRows(of table: RecordedTable, into copy: LedgerCopy) throws {
        let columns = table.columns.map { "x.\"\($0.name)\"" }.joined(separator: ", ")
        let isPart = table.name == RecordedTable.statement.name && skus != nil
        let condition =
            isPart
            ? """
             AND EXISTS (SELECT FROM tarima.event e WHERE e.book = x.book AND e.ledger = x.ledger
                             AND e.statement = x.id AND e.sku = ANY ($3::int[]))
            """ : ""
        let subject = table.place("subject")
        let row = MappedRow(table)
        try RowCursor.forEachRow(
            connection,
            name: "attached",
            "SELECT \(columns), x.ledger FROM tarima.\(table.name) x "
                + "WHERE x.book = $1 AND x.ledger = coalesce($2, x.ledger)\(condition) "
                + "ORDER BY x.ledger, \(columns.split(separator: ",").prefix(2).joined(separator: ","))",
            [.integer(book), .integer(ledger)] + (isPart ? [skuList] : [])
        ) { found in
            let ledger = try found.number(table.columns.count)
            try row.take(found) { try mapped($0, in: table, of: ledger) }
            if table.name == RecordedTable.declaration.name, let text = try found.text(subject),
                try found.text(table.place("topic")) == "dismissed"
            {
                row.replace(subject, by: try renumbered(text, of: ledger))
            }
            try copy.insert(row, into: table)
        }
    }

    /// A row that was settled by hand is named by its batch: `BATCH:ROW`.
    private func renumbered(_ subject: String, of ledger: Int64) throws -> String {
        let parts = subject.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let batch = parts.first.flatMap({ Int64($0) }) else { return subject }
        let number = try numbering.number(ofBatch: batch, of: ledger)
        return ([String(number)] + parts.dropFirst().map { String($0) }).joined(separator: ":")
    }

    /// The ranges are divided where the book has events of other ledgers between.
    private func writeRestated(into copy: LedgerCopy) throws {
        let lastSeqs = Dictionary(grouping: numbering.batches, by: \.ledger).mapValues { $0.map(\.lastSeq) }
        let row = MappedRow(.restated)
        try RowCursor.forEachRow(
            connection,
            name: "restated",
            """
            SELECT batch, first_seq, last_seq, ledger FROM tarima.restated
             WHERE book = $1 AND ledger = coalesce($2, ledger) ORDER BY ledger, batch, first_seq
            """,
            [.integer(book), .integer(ledger)]
        ) { found in
            let ledger = try found.number(3)
            let batch = try numbering.number(ofBatch: found.number(0), of: ledger)
            var (first, last) = (try found.number(1), try found.number(2))
            // Within a batch the numbers follow each other.
            var open: (first: Int64, last: Int64)?
            func insert(_ range: (first: Int64, last: Int64)) throws {
                try row.take(found) { _ in [batch, range.first, range.last] }
                try copy.insert(row, into: .restated)
            }
            for end in lastSeqs[ledger] ?? [] where first <= last && end >= first {
                let part = min(end, last)
                guard let from = numbering.events.number(of: first, of: ledger),
                    let to = numbering.events.number(of: part, of: ledger)
                else {
                    throw CentralError(.damaged, "an event that was stated again is missing in the store")
                }
                if let range = open, range.last + 1 == from {
                    open = (range.first, to)
                } else {
                    if let range = open { try insert(range) }
                    open = (from, to)
                }
                first = part + 1
            }
            if let range = open { try insert(range) }
        }
    }

    private func writeAmbiguous(into copy: LedgerCopy) throws {
        for row in try connection.query(
            "SELECT ledger, statement FROM tarima.ambiguous_line WHERE book = $1 AND ledger = coalesce($2, ledger)",
            [.integer(book), .integer(ledger)]
        ).all {
            guard let id = numbering.statements.number(of: try row.number(1), of: try row.number(0)) else {
                continue
            }
            try copy.insertAmbiguous(statement: id)
        }
    }

    // MARK: Sums

    private func writeCells(into copy: LedgerCopy) throws {
        try writeCells(
            """
            SELECT sku, day, route, before_opening, units, events FROM tarima.cell
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[]))
            """,
            into: copy
        )
    }

    /// The positions, and the sums of shipments, which say where goods on the way are bound for.
    private func writeStock(into copy: LedgerCopy) throws {
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
            connection,
            name: "positions",
            """
            SELECT sku, warehouse, shipment, stage, units FROM tarima.position
             WHERE book = $1 AND ($2::int[] IS NULL OR sku = ANY ($2::int[]))
            """,
            [.integer(book), skuList]
        ) { row in
            try copy.addPosition(
                sku: id(row.number(0), .sku),
                warehouse: id(row.number(1), .warehouse),
                shipment: id(row.number(2), .shipment),
                stage: row.string(3),
                units: row.number(4)
            )
        }
    }

    private func writeCells(_ sql: String, into copy: LedgerCopy) throws {
        try RowCursor.forEachRow(connection, name: "cells", sql, [.integer(book), skuList]) { row in
            guard let route = routes[try row.number(2)] else {
                throw CentralError(.damaged, "a route is missing in the store")
            }
            try copy.addCell(
                sku: id(row.number(0), .sku),
                day: row.number(1),
                route: route,
                isBeforeOpening: row.number(3) != 0,
                units: row.number(4),
                events: row.number(5)
            )
        }
    }

    /// The file's id of a code.
    private func id(_ id: Int64, _ kind: RecordedCode) throws -> Int64 {
        if id == 0 { return 0 }
        guard let known = codes[kind]?[id] else {
            throw CentralError(.damaged, "a code is missing in the store")
        }
        return known
    }

    private func writeUseAndOpenings(into copy: LedgerCopy) throws {
        // They are those of the whole book, whatever part of it the file has.
        for row in try connection.query(
            "SELECT route, events FROM tarima.route_use WHERE book = $1 ORDER BY route",
            [.integer(book)]
        ).all {
            guard let route = routes[try row.number(0)] else { continue }
            copy.addUse(ofRoute: route, events: try row.number(1))
        }
        for row in try connection.query(
            "SELECT warehouse, at, events FROM tarima.opening WHERE book = $1",
            [.integer(book)]
        ).all {
            try copy.addOpening(
                warehouse: id(row.number(0), .warehouse),
                at: row.number(1),
                events: row.number(2)
            )
        }
    }
}

/// A row of the store with the numbers of the file.
private final class MappedRow: RecordedRow {
    private let table: RecordedTable
    private var row: QueryRow?
    private var numbers: [Int64?] = []
    private var replaced: (place: Int, text: String)?

    init(_ table: RecordedTable) { self.table = table }

    func take(_ row: QueryRow, _ numbers: (QueryRow) throws -> [Int64?]) throws {
        self.numbers = try numbers(row)
        self.row = row
        replaced = nil
    }

    func replace(_ place: Int, by text: String) { replaced = (place, text) }

    func integer(_ place: Int) throws -> Int64? { numbers.indices.contains(place) ? numbers[place] : nil }

    func withBytes<T>(_ place: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
        if let replaced, replaced.place == place {
            return try Array(replaced.text.utf8).withUnsafeBytes { try body($0) }
        }
        guard let row else { return try body(nil) }
        return try row.withBytes(place, body)
    }
}
