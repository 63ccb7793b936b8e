import GRDB

/// Appends events to the log within one transaction, and updates everything that follows from the log: live keys, the
/// lists by month and by kind, sums, openings, the digest.
final class LogWriter {
    let database: Database
    let names: Names
    let keys: LiveKeys
    let shipments: DispatchedShipments
    /// The end of the log before this batch.
    let head: LogHead
    private(set) var batch: BatchRecord
    /// The clock at the start of the batch.
    private let reading: RecordingClock.Reading

    let zone: BusinessZone
    private var dayCutter: DayCutter
    private let events: EventWriter
    /// Single events that are not written yet.
    private var singles = SingleEvents()
    private var gathers = false
    private let dayWriter: DayWriter
    private let kindWriter: KindWriter
    private let insertRejected: RowStatement
    private let insertDeclaration: RowStatement
    private var declared: Int64 = 0
    /// How often this file has had a row, by the hash of its bytes.
    private var rejectedSeen: [Int64: Int] = [:]
    private let projections: ProjectionWriter
    private let digest: BatchDigest
    private var sums = Sums()
    private var openings: Openings
    /// An opening changed the meaning of earlier events, so the sums must be folded again.
    private var needsRefold = false
    private var days: [DayEntry] = []
    private var kinds = KindEntries()
    private(set) var lastSeq: Int64
    /// What rows of the ledger depend on, and what of it this batch touches.
    var needs: BookNeeds

    /// The batches before this one in the same transaction, if it is shared.
    let earlier: EarlierBatches?

    /// Sums are written in blocks of this size: sorted writes cost a fraction of random ones, and memory stays bounded.
    private static let cellsMax = 64_000

    init(
        _ database: Database,
        settings: LedgerSettings,
        action: BatchAction,
        undoes: Int64? = nil,
        clock: RecordingClock,
        after earlier: EarlierBatches? = nil
    ) throws {
        self.database = database
        zone = settings.zone
        dayCutter = DayCutter(settings.zone)
        names = try earlier?.left.names ?? Names(database)
        names.beginBatch()
        keys = LiveKeys(database, names: names)
        shipments = DispatchedShipments(database, keys: keys)
        head = try LogHead(database)
        lastSeq = head.seq
        events = try EventWriter(database, table: .log)
        dayWriter = try DayWriter(database)
        kindWriter = try KindWriter(database)
        insertRejected = try RowStatement(
            database,
            "INSERT INTO rejected_row (batch, row, raw, raw_hash, problems) VALUES (?, ?, ?, ?, ?)"
        )
        insertDeclaration = try RowStatement(
            database,
            "INSERT INTO declaration (batch, n, topic, subject, value) VALUES (?, ?, ?, ?, ?)"
        )
        projections = try ProjectionWriter(database, names: names)
        openings = try Openings(database)
        needs = try BookNeeds(database)
        digest = BatchDigest(
            EventDigest(after: try head.digest.isEmpty ? EventDigest.genesis(database) : head.digest)
        )
        let madeAt = try RowStatement(database, "SELECT created_at FROM ledger").onlyInteger() ?? 0
        reading = clock.reading(
            after: head.recordedAt,
            batch: head.batch,
            madeAt: Instant(milliseconds: madeAt)
        )
        batch = BatchRecord(
            id: head.batch + 1,
            recordedAt: reading.recordedAt,
            isClockVouchedFor: reading.isMarked,
            action: action,
            undoes: undoes
        )
        try BatchTable.begin(database, batch)
        self.earlier = earlier
        if let earlier {
            sums = earlier.left.sums
            days = earlier.left.days
            kinds = earlier.left.kinds
        }
        keys.beforeReading = { [weak self] in try self?.writeSingles() }
    }

    /// Appends an event whose key was added for the next number.
    func append(_ event: Event, _ ids: EventIDs, row: Int64?, links: EventLinks = EventLinks()) throws {
        digest.add(event, links, seq: lastSeq + 1, row: row)
        try singles.add(event, ids, row: row, links: links, names)
        do {
            // Copies, because what follows may read the log, and so write the events.
            let (block, file) = (singles.block, singles.names)
            try block.withRange((block.events.count - 1)..<block.events.count) { try follow($0, file) }
        }
        if !gathers || singles.count == EventWriter.rowsPerStatement { try writeSingles() }
        needs.note(event)
    }

    /// Lets single events be written many at a time. Until `writeSingles`, only the keys know of the last ones.
    func gatherSingles() { gathers = true }

    /// Writes the single events that were gathered.
    func writeSingles() throws {
        gathers = false
        guard singles.count > 0 else { return }
        defer { singles.removeAll() }
        try singles.block.withRange(0..<singles.count) {
            try events.write($0, singles.names, seq: lastSeq - Int64($0.count) + 1, batch: batch.id)
        }
    }

    /// Appends a block of events whose keys were added for the next numbers, or of reversals.
    ///
    /// No row of the ledger may depend on events of a file's block.
    func append(_ events: PlainRange, _ file: FileNames) throws {
        try writeSingles()
        digest.add(events.block, events.range, file.digests, seq: lastSeq + 1)
        try self.events.write(events, file, seq: lastSeq + 1, batch: batch.id)
        try follow(events, file)
    }

    /// Adds events to everything that follows from the log.
    private func follow(_ events: PlainRange, _ file: FileNames) throws {
        var used: [FormIDs] = []
        for place in events.range {
            let event = events.all[place]
            let isReversal = event.reverses != 0
            lastSeq += 1
            let form = file.forms[event.form]
            let sku = Int32(truncatingIfNeeded: file.sku(of: event))
            let day = dayCutter.day(of: Instant(milliseconds: event.occurredAt))
            days.append(DayEntry(day: day, sku: sku, seq: lastSeq))
            if let kind = form.listedKind { kinds.add(lastSeq, kind: kind) }
            if form.dispatches {
                shipments.noteDispatch(Document(trusted: event.document.text(in: events.bytes)))
            } else if form.mayFindShipment, !isReversal {
                try shipments.noteReceipt(Document(trusted: event.document.text(in: events.bytes)))
            }
            if form.opens {
                try addOpening(event.occurredAt, warehouse: form.warehouse, isReversal: isReversal)
            }
            guard !needsRefold else { continue }
            // A reversal has negated units and counts as minus one event.
            let count: Int64 = isReversal ? -1 : 1
            if form.uses == 0 { used.append(form) }
            form.uses += count
            guard form.isSummed else { continue }
            let isBefore = openings.isBefore(event.occurredAt, form)
            let cell = CellKey(sku: sku, route: form.routeNumber, isBeforeOpening: isBefore)
            try sums.add(units: event.quantity, events: count, to: cell, day: day)
        }
        for form in used {
            sums.addUse(of: form.routeNumber, events: form.uses)
            form.uses = 0
        }
        if days.count >= DayWriter.entriesMax { try settleLists() }
        if sums.count >= Self.cellsMax { try flushSums() }
    }

    /// Adds the key of an event, beside other events of the key, and appends the event.
    func addMember(
        _ event: Event,
        _ ids: EventIDs,
        _ key: EventKey,
        row: Int64?,
        links: EventLinks = EventLinks()
    ) throws {
        try keys.add(key, seq: lastSeq + 1)
        try append(event, ids, row: row, links: links)
    }

    /// Reverses a live event: its move and its amount, at the time when it happened.
    func reverse(_ stored: StoredEvent, row: Int64? = nil) throws {
        var fields = stored.event.fields
        fields.quantity = try stored.event.quantity.map { Quantity(try $0.units.negated()) }
        fields.amount = stored.event.amount.map {
            // proven: a 64-bit number in 128 bits.
            Money(minorUnits: -$0.minorUnits, currency: $0.currency)
        }
        let reversal = Event(
            stored: fields,
            document: stored.event.document,
            warehouse: stored.event.warehouse,
            occurredAt: stored.event.occurredAt
        )
        try append(reversal, stored.ids, row: row, links: EventLinks(reverses: stored.seq))
    }

    /// An event with the shipment that the ledger finds by its document, if any.
    func withShipment(_ event: Event) throws -> Event {
        guard event.mayFindShipment, try shipments.has(event.document) else { return event }
        // An earlier version may have recorded the same receipt without the shipment.
        try shipments.noteReceipt(event.document)
        return event.withFoundShipment
    }

    /// Records receipts again whose document has become the number of a shipment, or no longer is.
    ///
    /// Whatever the order of the files, a receipt whose document is the number of a dispatched shipment empties it.
    func settleReceipts() throws {
        let documents = shipments.takeTouched()
        guard !documents.isEmpty else { return }
        let lookup = try EventLookup(database, names: names)
        for document in documents {
            let isShipment = try shipments.has(document)
            for seq in try shipments.receipts(document) {
                let stored = try lookup.event(seq)
                guard isShipment ? stored.event.mayFindShipment : stored.event.hasFoundShipment else {
                    continue
                }
                try reverse(stored)
                let event = isShipment ? stored.event.withFoundShipment : stored.event.withoutFoundShipment
                let ids = try names.ids(of: event)
                let links =
                    stored.statement.map { EventLinks(statement: $0) }
                    ?? EventLinks(origin: stored.origin ?? stored.seq)
                try addMember(event, ids, EventKey(event, ids), row: nil, links: links)
            }
        }
        // Recording them again touched nothing new.
        _ = shipments.takeTouched()
    }

    /// The problem with an opening, if any: the stock of a warehouse is opened at one instant.
    func openingProblem(_ event: Event) throws -> FieldProblem? {
        guard event.kind == .stockOpened, let warehouse = try names.warehouses.known(event.warehouse),
            let opening = openings.byWarehouse[warehouse], opening.at != event.occurredAt
        else { return nil }
        return FieldProblem(
            .occurredAt,
            value: event.occurredAt.description,
            code: .contradiction,
            "the stock of \(event.warehouse) was opened at \(zone.clock(opening.at)); undo that opening first, or "
                + "state this one for the same instant"
        )
    }

    /// Stores a row that could not be read. Returns false if the same row was stored before.
    func keepRejected(row: Int64, raw: [UInt8], problems: String) throws -> Bool {
        let hash = FNV1a.hash(raw)
        let find = try RowStatement(database, "SELECT raw FROM rejected_row WHERE raw_hash = ? AND batch < ?")
        find.bind(hash, at: 1)
        find.bind(batch.id, at: 2)
        var kept = 0
        while try find.next() {
            if find.blob(0) == raw { kept += 1 }
        }
        // Equal rows of one file are distinct. As many are stored as the file with the most of them has.
        let number = rejectedSeen[hash, default: 0] + 1
        rejectedSeen[hash] = number
        if number <= kept { return false }
        insertRejected.bind(batch.id, at: 1)
        insertRejected.bind(row, at: 2)
        insertRejected.bind(blob: raw, at: 3)
        insertRejected.bind(hash, at: 4)
        insertRejected.bind(problems, at: 5)
        try insertRejected.run()
        return true
    }

    /// Records which events of the ledger this batch restated.
    func noteRestated(_ ranges: [ClosedRange<Int64>]) throws {
        let insert = try RowStatement(
            database,
            "INSERT INTO restated (batch, first_seq, last_seq) VALUES (?, ?, ?)"
        )
        for range in ranges {
            insert.bind(batch.id, at: 1)
            insert.bind(range.lowerBound, at: 2)
            insert.bind(range.upperBound, at: 3)
            try insert.run()
        }
    }

    /// Records a declaration in this batch.
    func declare(_ topic: Declarations.Topic, subject: String, value: String?) throws {
        declared += 1
        insertDeclaration.bind(batch.id, at: 1)
        insertDeclaration.bind(declared, at: 2)
        insertDeclaration.bind(topic.rawValue, at: 3)
        insertDeclaration.bind(subject, at: 4)
        insertDeclaration.bind(value, at: 5)
        try insertDeclaration.run()
    }

    /// The warnings about the clock.
    var clockWarnings: [RowProblem] {
        guard let warning = reading.warning else { return [] }
        return [
            RowProblem(
                row: nil,
                column: "recorded_at",
                value: batch.recordedAt.description,
                code: LedgerError.Code.clockDoubted.rawValue,
                message: warning
            )
        ]
    }

    /// Writes what is still buffered and closes the batch.
    ///
    /// - Throws: `clockDoubted` if the clock is implausible and nobody says that it is right.
    func close(file: String? = nil, fileDigest: [UInt8]? = nil, profile: String? = nil, counts: RowCounts)
        throws
    {
        if let refusal = reading.refusal { throw LedgerError.clockDoubted(refusal) }
        try settleReceipts()
        try writeSingles()
        try keys.save()
        if earlier == nil || needsRefold {
            try settleLists()
            try settleSums()
        } else {
            try projections.set(openings)
        }
        batch.file = file
        batch.fileDigest = fileDigest
        batch.profile = profile
        batch.counts = counts
        batch.events = lastSeq - head.seq
        batch.digest = try digest.with { digest in
            try BatchAttachments(database, names: names).add(of: batch.id, to: &digest)
            return digest.close(batch)
        }
        try BatchTable.close(database, batch)
        earlier?.left = EarlierBatches.Left(names: names, sums: sums, days: days, kinds: kinds)
    }

    /// Writes the sums of the events so far, so that they can be read.
    func settleSums() throws {
        try writeSingles()
        guard needsRefold else { return try flushSums() }
        try settleLists()
        let openings = try LogFold.openings(database, last: lastSeq)
        let fold = LogFold(zone: zone, openings: openings)
        let whole = try fold.part(database, first: 1, last: lastSeq, packs: true).sums
        try ProjectionWriter.replace(database, by: SortedSums([whole]), openings)
        sums = Sums()
        needsRefold = false
    }

    /// - Parameter at: in milliseconds since 1970.
    private func addOpening(_ at: Int64, warehouse: Int64, isReversal: Bool) throws {
        let isChanged = openings.add(Instant(milliseconds: at), warehouse: warehouse, isReversal: isReversal)
        guard isChanged, !needsRefold else { return }
        try flushSums()
        needsRefold = try hasOtherEvents(warehouse: warehouse)
    }

    /// Whether the log has events of a warehouse besides its opening stock.
    private func hasOtherEvents(warehouse: Int64) throws -> Bool {
        let statement = try RowStatement(
            database,
            """
            SELECT 1 FROM route JOIN route_use ON route_use.route = route.id
             WHERE warehouse = ? AND kind <> ? AND events > 0 LIMIT 1
            """
        )
        statement.bind(warehouse, at: 1)
        statement.bind(EventKind.stockOpened.rawValue, at: 2)
        defer { statement.reset() }
        return try statement.next()
    }

    private func flushSums() throws {
        try projections.add(SortedSums([sums]))
        try projections.set(openings)
        sums = Sums()
    }

    private func settleLists() throws {
        try settleDays()
        try kindWriter.write(kinds)
        kinds.removeAll()
    }

    /// Writes the lists of the events so far by their days, so that they can be read.
    func settleDays() throws {
        try dayWriter.write(days)
        days.removeAll(keepingCapacity: true)
    }
}
