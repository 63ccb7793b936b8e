import GRDB

/// What a ledger recorded, batch by batch, within one read transaction. Whatever is read is proved by the chain of
/// digests on the way.
package final class RecordedLog {
    /// The digest of the ledger's settings, at which its chain begins.
    package let genesis: [UInt8]
    /// When the ledger was created, in milliseconds since 1970.
    package let createdAt: Int64
    package let settings: LedgerSettings
    /// The last batch; 0 in an empty ledger.
    package let lastBatch: Int64
    /// The last event; 0 in an empty ledger.
    package let lastSeq: Int64

    private let database: Database
    private let names: Names
    private let attachments: BatchAttachments
    private let rows: RowDigest
    private let stored: RecordedRows

    fileprivate init(_ database: Database, settings: LedgerSettings) throws {
        self.database = database
        self.settings = settings
        names = try Names(database)
        rows = RowDigest(names)
        stored = RecordedRows(database, names)
        attachments = try BatchAttachments(database, names: names)
        genesis = try EventDigest.genesis(database)
        createdAt = try RowStatement(database, "SELECT created_at FROM ledger").onlyInteger() ?? 0
        let head = try LogHead(database)
        lastBatch = head.batch
        lastSeq = head.seq
    }

    /// The digest that a batch ends with; that of the settings for batch 0, and nil if there is no such batch.
    package func digest(ofBatch batch: Int64) throws -> [UInt8]? {
        if batch == 0 { return genesis }
        return try BatchTable.fetch(database, where: "WHERE id = ?", id: batch).first?.digest
    }

    /// The next whole batches with at least this many events together, or all that are left.
    package func batches(after batch: Int64, events: Int64) throws -> [BatchRecord] {
        var found: [BatchRecord] = []
        var count: Int64 = 0
        let select = try RowStatement(database, "SELECT events FROM batch WHERE id = ?")
        var last = batch
        while last < lastBatch, count < events, last - batch < Self.batchesMax {
            select.bind(last + 1, at: 1)
            count &+= try select.onlyInteger() ?? 0
            last += 1
        }
        try BatchTable.forEach(database, where: "WHERE id > ? AND id <= ?", id: batch, last: last) {
            found.append($0)
        }
        return found
    }

    /// Batches are held in memory.
    private static let batchesMax: Int64 = 10_000

    /// Passes the events of batches that follow each other, and proves the batches.
    ///
    /// - Parameters:
    ///   - previous: the digest of the batch before the first one.
    ///   - seq: the last event before the first one.
    ///   - body: gets each event in the columns of `RecordedTable.event`, and its business day.
    /// - Throws: `damaged` if a digest does not match.
    package func forEachEvent(
        of batches: [BatchRecord],
        after previous: [UInt8],
        seq: Int64,
        _ body: (any RecordedRow, _ day: Int64) throws -> Void
    ) throws {
        var last = seq
        for batch in batches {
            guard batch.events >= 0 else { throw Self.damaged(batch.id) }
            last &+= batch.events
        }
        var chain = Chain(batches: batches, digest: EventDigest(after: previous), seq: seq)
        let feed = try RowFeed(database, RowDigest.columns, RowDigest.source + " WHERE e.seq BETWEEN ? AND ?")
        feed.bind(seq &+ 1, at: 1)
        feed.bind(last, at: 2)
        var days = DayCutter(settings.zone)
        let occurredAt = Int(EventColumn.occurredAt.rawValue)
        // Through a pointer, because Swift checks a captured variable for exclusive access at every row.
        try withUnsafeMutablePointer(to: &chain) { chain in
            try feed.forEachRow { row in
                try chain.pointee.add(row, rows, attachments)
                let event = EventRow(row: row)
                try body(
                    event,
                    Int64(days.day(of: Instant(milliseconds: event.integer(occurredAt) ?? 0)))
                )
            }
            try chain.pointee.finish(attachments)
        }
    }

    private static func damaged(_ batch: Int64) -> LedgerError {
        LedgerError(.damaged, "the digest of batch \(batch) does not match its contents; run verify")
    }

    /// The digests of some batches, one after the other.
    private struct Chain {
        let batches: [BatchRecord]
        var digest: EventDigest
        var seq: Int64
        private var next = 0
        private var count: Int64 = 0

        init(batches: [BatchRecord], digest: EventDigest, seq: Int64) {
            self.batches = batches
            self.digest = digest
            self.seq = seq
        }

        mutating func add(_ row: FedRow, _ rows: RowDigest, _ attachments: BatchAttachments) throws {
            let (seq, batch) = try rows.place(of: row)
            while next < batches.count, batches[next].id != batch { try close(attachments) }
            guard next < batches.count, seq == self.seq &+ 1 else { throw damaged(batch) }
            self.seq = seq
            count += 1
            try rows.add(row, to: &digest)
        }

        mutating func finish(_ attachments: BatchAttachments) throws {
            while next < batches.count { try close(attachments) }
        }

        private mutating func close(_ attachments: BatchAttachments) throws {
            let batch = batches[next]
            guard count == batch.events else { throw damaged(batch.id) }
            try attachments.add(of: batch.id, to: &digest)
            guard digest.close(batch) == batch.digest else { throw damaged(batch.id) }
            digest = EventDigest(after: batch.digest)
            count = 0
            next += 1
        }
    }

    /// Passes the rows of a table besides the events that belong to some batches.
    package func forEachRow(
        of table: RecordedTable,
        batches: ClosedRange<Int64>,
        _ body: (any RecordedRow) throws -> Void
    ) throws {
        try stored.forEachRow(of: table, batches, body)
    }

    /// The numbers of all reversed events.
    package func takenBack() throws -> SeqBitmap { try LogScan.takenBack(database) }

    /// The statements of which it cannot be said which line they mean.
    package func ambiguousStatements() throws -> [Int64] {
        try numbers("SELECT statement FROM ambiguous_line ORDER BY statement")
    }

    /// A code of the ledger.
    package func code(_ id: Int64, _ kind: RecordedCode) throws -> String { try stored.code(id, kind) }

    /// The ids of all codes of a kind.
    package func ids(of kind: RecordedCode) throws -> [Int64] {
        let table =
            switch kind {
            case .sku: "sku"
            case .warehouse: "warehouse"
            case .shipment: "shipment"
            case .source: "source"
            case .channel: "channel"
            }
        return try numbers("SELECT id FROM \(table) ORDER BY id")
    }

    /// The ids of all routes.
    package func routes() throws -> [Int64] { try numbers("SELECT id FROM route ORDER BY id") }

    private func numbers(_ query: String) throws -> [Int64] {
        let statement = try RowStatement(database, query)
        var numbers: [Int64] = []
        while try statement.next() { numbers.append(statement.integer(0)) }
        return numbers
    }

    /// A route of the ledger, and what follows from it.
    package func route(_ id: Int64) throws -> (route: RecordedRoute, effect: RecordedRoute.Effect) {
        let route = try names.routes.route(id)
        func ends(_ ends: RouteEnds?) -> (RecordedRoute.End, RecordedRoute.End)? {
            ends.map { (RecordedRoute.End($0.from), RecordedRoute.End($0.to)) }
        }
        return (
            RecordedRoute(route.key),
            RecordedRoute.Effect(
                isSummed: route.isSummed,
                ends: ends(route.ends),
                endsBeforeOpening: ends(route.endsBeforeOpening)
            )
        )
    }
}

extension RecordedRoute.End {
    fileprivate init(_ place: PlaceKey) {
        self.init(warehouse: place.warehouse, shipment: place.shipment, stage: place.stage)
    }
}

/// A row of the log. The detail's own number is left out.
private struct EventRow: RecordedRow {
    let row: FedRow

    private func column(_ place: Int) -> Int { place < Int(EventColumn.count) ? place : place + 1 }

    func integer(_ place: Int) throws -> Int64? {
        try row.number(column(place), RecordedTable.event.columns[place].name)
    }

    func withBytes<T>(_ place: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
        let column = column(place)
        if row.isNull(column) { return try body(nil) }
        var result: Result<T, any Error>?
        try row.withText(column, RecordedTable.event.columns[place].name) { bytes in
            result = Result { try body(UnsafeRawBufferPointer(bytes)) }
        }
        guard let result else { throw LedgerError(.unexpected, "a text of an event was not read") }
        return try result.get()
    }
}

extension Ledger {
    /// Runs a block with what the ledger recorded, within one read transaction.
    package func readRecorded<T>(_ block: (RecordedLog) throws -> T) throws -> T {
        try refuseSlice()
        return try connections.read { try block(RecordedLog($0, settings: settings)) }
    }
}

extension RecordedRoute {
    /// What follows from the route; nil for a kind or a stage that this version does not know.
    package var effect: Effect? {
        guard let key else { return nil }
        let route = Route(id: 0, key: key)
        return Effect(
            isSummed: route.isSummed,
            ends: ends(route.ends),
            endsBeforeOpening: ends(route.endsBeforeOpening)
        )
    }

    private func ends(_ ends: RouteEnds?) -> (from: End, to: End)? {
        ends.map { (from: End($0.from), to: End($0.to)) }
    }
}
