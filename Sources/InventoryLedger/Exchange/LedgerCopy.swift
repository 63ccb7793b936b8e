import GRDB
import Migrations

/// A file with the schema of a ledger that is written from what another store holds: a slice of a book, or a ledger
/// that was lost.
///
/// Codes and routes get ids as in every ledger. What follows from the log is made anew from it.
package final class LedgerCopy {
    /// What the file is.
    package enum Kind: Sendable {
        /// A ledger, which goes on recording.
        case ledger
        /// A part of a book, which reports only read.
        case slice
    }

    /// The settings of the ledger.
    package struct Settings: Sendable {
        package let timeZone: String
        package let currency: String?
        /// In milliseconds since 1970.
        package let createdAt: Int64

        package init(timeZone: String, currency: String?, createdAt: Int64) {
            self.timeZone = timeZone
            self.currency = currency
            self.createdAt = createdAt
        }
    }

    private let database: Database
    private let names: Names
    private let zone: BusinessZone
    private var inserts: [String: RowStatement] = [:]
    private let insertDetail: RowStatement
    private var lastSeq: Int64 = 0
    private var sums = Sums()
    private var hasSums = false
    private var openings: Openings?
    private var insertPosition: RowStatement?
    private var routeUse: [(route: Int64, events: Int64)]?

    private init(_ database: Database, zone: BusinessZone) throws {
        self.database = database
        self.zone = zone
        names = try Names(database)
        insertDetail = try RowStatement(
            database,
            EventTable.log.detailInsertion(rows: 1, columns: DetailColumn.allCases.count)
        )
    }

    /// Writes the file and gives it its name, complete or not at all.
    ///
    /// - Parameters:
    ///   - replacesSlice: a slice of this name is replaced. Nothing else ever is.
    ///   - head: the digest of the last batch of a ledger, in hexadecimal, which it must lead to; nil for no batches.
    /// - Throws: `alreadyExists` if the name is taken, `cannotCreate`, and what the block throws.
    package static func write(
        at path: String,
        _ kind: Kind,
        settings: Settings,
        replacesSlice: Bool = false,
        head: String? = nil,
        _ body: (LedgerCopy) throws -> Void
    ) throws {
        let zone = try LedgerSettings(timeZone: settings.timeZone).zone
        let isReplaced = replacesSlice && kind == .slice && FileSystem.ownStatus(path) != nil
        if isReplaced { try checkIsSlice(path) }
        let file = isReplaced ? try DraftFile(for: path, isNew: false) : try DraftFile(forLedger: path)
        defer { file.discard() }
        do {
            let queue = try DatabaseQueue(file: file.draft, configuration: Connections.configuration)
            try queue.writeWithoutTransaction { database in
                // The draft is worthless until it is complete, and is synced then. So it needs no journal on the disk.
                try database.execute(sql: "PRAGMA synchronous = OFF")
                try database.execute(sql: "PRAGMA journal_mode = MEMORY")
                try LedgerFile.prepare(
                    database,
                    id: kind == .slice ? LedgerFile.sliceID : LedgerFile.applicationID
                )
                try database.transaction {
                    try LedgerFile.insert(
                        database,
                        timeZone: settings.timeZone,
                        currency: settings.currency,
                        createdAt: settings.createdAt
                    )
                    let copy = try LedgerCopy(database, zone: zone)
                    try body(copy)
                    try copy.finish()
                }
                // A slice is never written again, so it needs no log beside it, and can be replaced while it is read.
                if kind == .ledger { try database.execute(sql: "PRAGMA journal_mode = WAL") }
                if kind == .ledger { _ = try database.checkpoint(.truncate) }
            }
            try queue.close()
        } catch {
            throw LedgerError.explaining(error, path: path)
        }
        if kind == .ledger { try verify(file.draft, head: head, called: path) }
        try file.publish()
    }

    /// - Throws: `alreadyExists` for a file that is not a slice.
    private static func checkIsSlice(_ path: String) throws {
        do {
            guard try Ledger.open(path).isSlice else { throw FilePlace.exists(path) }
        } catch let error as LedgerError where error.code == .stale {
            // A slice of an earlier version, which is not brought up to date but fetched again.
        } catch {
            throw FilePlace.exists(path)
        }
    }

    private static func verify(_ draft: String, head: String?, called path: String) throws {
        let result = try Ledger.open(draft).verify()
        var found = result.findings
        if result.head != head ?? "" {
            found.append("its head is \(result.head) instead of \(head ?? "none")")
        }
        guard found.isEmpty else {
            throw LedgerError(.damaged, "\(path) was not written: \(found.joined(separator: "; "))")
        }
    }

    /// The id of a code, which is added if it is new.
    package func id(_ code: String, _ kind: RecordedCode) throws -> Int64 {
        switch kind {
        case .sku: try names.skus.id(SKU(trusted: code))
        case .warehouse: try names.warehouses.id(Warehouse(trusted: code))
        case .shipment: try names.shipments.id(Shipment(trusted: code))
        case .source: try names.sources.id(Source(trusted: code))
        case .channel: try names.channels.id(Channel(trusted: code))
        }
    }

    /// The id of a route with this file's ids of codes, which is added if it is new.
    ///
    /// - Throws: `newerLedger` for a route that this version does not know.
    package func id(_ route: RecordedRoute) throws -> Int64 {
        guard let key = route.key else {
            throw LedgerError(
                .newerLedger,
                "there are events of a kind that this version does not know; update it"
            )
        }
        return try names.routes.id(key)
    }

    /// Adds a row of a table other than the log. The row has the columns of the table and this file's ids.
    package func insert(_ row: some RecordedRow, into table: RecordedTable) throws {
        let statement = try insertion(table)
        for (place, column) in table.columns.enumerated() {
            try bind(row, place, column, to: statement, at: Int32(truncatingIfNeeded: place) + 1)
        }
        if table.name == RecordedTable.rejectedRow.name {
            // The number within the batch only orders the rows.
            statement.bind(Int64?.none, at: 2)
            statement.bind(
                FNV1a.hash(try row.bytes(table.place("raw")) ?? []),
                at: Int32(truncatingIfNeeded: table.columns.count) + 1
            )
        }
        try statement.run()
    }

    /// Adds the next event of the log. The row has the columns of `RecordedTable.event` and this file's ids.
    package func insertEvent(_ row: some RecordedRow) throws {
        let table = RecordedTable.event
        let statement = try insertion(table)
        let count = Int(EventColumn.count)
        var hasDetail = false
        for (place, column) in table.columns.enumerated() {
            if place < count {
                try bind(row, place, column, to: statement, at: Int32(truncatingIfNeeded: place) + 1)
            } else {
                let isGiven = try bind(
                    row,
                    place,
                    column,
                    to: insertDetail,
                    at: Int32(truncatingIfNeeded: place - count) + 2
                )
                hasDetail = hasDetail || isGiven
            }
        }
        guard let seq = try row.integer(0), seq == lastSeq + 1 else {
            throw LedgerError(.damaged, "an event is missing after event \(lastSeq)")
        }
        lastSeq = seq
        try statement.run()
        if hasDetail {
            insertDetail.bind(seq, at: 1)
            try insertDetail.run()
            // Keys are made of codes as they were written, too.
            if let written = try row.text(Self.writtenSKU) { _ = try id(written, .sku) }
        } else {
            insertDetail.reset()
        }
    }

    private static let writtenSKU = RecordedTable.event.place("sku_written")

    /// Notes what the file is, so that it can be fetched again.
    package func add(_ note: SliceNote) throws { try note.write(database) }

    /// Marks a statement of which it cannot be said which line it means.
    package func insertAmbiguous(statement id: Int64) throws {
        let insert = try RowStatement(database, "INSERT INTO ambiguous_line (statement) VALUES (?)")
        insert.bind(id, at: 1)
        try insert.run()
    }

    /// Adds to a sum of moves by day, instead of events.
    package func addCell(
        sku: Int64,
        day: Int64,
        route: Int64,
        isBeforeOpening: Bool,
        units: Int64,
        events: Int64
    ) throws {
        guard let sku = Int32(exactly: sku), sku > 0, let day = Int32(exactly: day),
            let route = Int32(exactly: route), route > 0
        else { throw LedgerError(.damaged, "a sum has a number that no sum can have") }
        hasSums = true
        try sums.add(
            units: units,
            events: events,
            to: CellKey(sku: sku, route: route, isBeforeOpening: isBeforeOpening),
            day: day
        )
        if sums.count >= Self.cellsPacked { sums.pack() }
    }

    private static let cellsPacked = 150_000

    /// From here on the units at places are added, because they do not follow from the sums of the file.
    package func hasOwnPositions() throws {
        try makeSums()
        hasSums = false
        try database.execute(sql: "DELETE FROM position")
    }

    /// Adds the units at a place.
    package func addPosition(sku: Int64, warehouse: Int64, shipment: Int64, stage: String, units: Int64)
        throws
    {
        let insert =
            try insertPosition
            ?? RowStatement(
                database,
                "INSERT INTO position (sku, warehouse, shipment, stage, units) VALUES (?, ?, ?, ?, ?)"
            )
        insertPosition = insert
        insert.bind(sku, at: 1)
        insert.bind(warehouse, at: 2)
        insert.bind(shipment, at: 3)
        insert.bind(stage, at: 4)
        insert.bind(units, at: 5)
        try insert.run()
    }

    /// Adds the opening of a warehouse, if it does not follow from the events of the file alone.
    package func addOpening(warehouse: Int64, at: Int64, events: Int64) throws {
        var openings = openings ?? Openings()
        for _ in 0..<max(0, events) {
            openings.add(
                Openings.Event(
                    warehouse: warehouse,
                    at: Instant(milliseconds: at),
                    isReversal: false
                )
            )
        }
        self.openings = openings
    }

    /// Adds the live events of a route, if they do not follow from the events of the file alone.
    package func addUse(ofRoute route: Int64, events: Int64) {
        routeUse = routeUse ?? []
        routeUse?.append((route, events))
    }

    // MARK: What follows from the log

    private func finish() throws {
        inserts = [:]
        insertPosition = nil
        try DayWriter.replace(database, zone: zone)
        try KindWriter.replace(database)
        try LiveKeys.replace(database)
        if hasSums || lastSeq > 0 { try makeSums() }
        if let openings, lastSeq == 0 { try ProjectionWriter(database, names: names).set(openings) }
        try replaceUse()
    }

    private func makeSums() throws {
        guard lastSeq > 0 else {
            return try ProjectionWriter.replace(
                database,
                by: SortedSums([sums]),
                Openings()
            )
        }
        let known = try openings ?? LogFold.openings(database, last: lastSeq)
        let whole = try LogFold(zone: zone, openings: known)
            .part(database, first: 1, last: lastSeq, packs: true).sums
        try ProjectionWriter.replace(database, by: SortedSums([whole]), known)
    }

    private func replaceUse() throws {
        guard let routeUse else { return }
        try database.execute(sql: "DELETE FROM route_use")
        let insert = try RowStatement(database, "INSERT INTO route_use (route, events) VALUES (?, ?)")
        for use in routeUse where use.events != 0 {
            insert.bind(use.route, at: 1)
            insert.bind(use.events, at: 2)
            try insert.run()
        }
    }

    // MARK: Rows

    private func insertion(_ table: RecordedTable) throws -> RowStatement {
        if let known = inserts[table.name] { return known }
        let statement: RowStatement
        if table.name == RecordedTable.event.name {
            statement = try RowStatement(database, EventTable.log.eventInsertion(rows: 1))
        } else {
            var columns = table.columns.map { column in
                switch (table.name, column.name) {
                case ("batch", "batch"), ("rejected_row", "n"): "id"
                default: "\"\(column.name)\""
                }
            }
            if table.name == RecordedTable.rejectedRow.name { columns.append("raw_hash") }
            statement = try RowStatement(database, EventTable.insertion(into: table.name, columns, rows: 1))
        }
        inserts[table.name] = statement
        return statement
    }

    /// Binds a value. Returns false for null.
    @discardableResult
    private func bind(
        _ row: some RecordedRow,
        _ place: Int,
        _ column: RecordedColumn,
        to statement: RowStatement,
        at index: Int32
    ) throws -> Bool {
        switch column.kind {
        case .integer, .code, .route:
            let value = try row.integer(place)
            statement.bind(value, at: index)
            return value != nil
        case .text:
            return try row.withBytes(place) { bytes in
                guard let bytes else {
                    statement.bindNull(at: index)
                    return false
                }
                statement.bind(copying: bytes.bindMemory(to: UInt8.self), at: index)
                return true
            }
        case .bytes:
            guard let bytes = try row.bytes(place) else {
                statement.bindNull(at: index)
                return false
            }
            statement.bind(blob: bytes, at: index)
            return true
        }
    }
}
