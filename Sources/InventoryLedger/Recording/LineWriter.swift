import GRDB

/// statements -> log: keeps the events of lines consistent with all their statements.
///
/// The events that should exist follow from the statements that count, the code map and, if a row left something out,
/// its order or shipment. Extra events are reversed, and missing ones are appended.
final class LineWriter {
    private let log: LogWriter
    private let codes: CodeBook
    private let table: StatementTable
    private let orders: OrderFacts
    private let ambiguous: AmbiguousLines
    private let own: OwnEvents
    private let events: EventLookup
    /// The number of the next statement.
    private(set) var nextID: Int64
    /// Whether statements were added.
    private(set) var hasStatements = false

    /// An event that should exist, with its statement.
    struct Due {
        let event: Event
        let statement: Int64
    }

    /// The result of settling lines.
    struct Change {
        var appended: [Due] = []
        /// Events that already existed.
        var known: [Int64] = []
        var reversed: [StoredEvent] = []
        /// Statements whose order or shipment the ledger does not know yet.
        var waiting: Set<Int64> = []

        var isEmpty: Bool { appended.isEmpty && reversed.isEmpty }
    }

    init(_ log: LogWriter, codes: CodeBook) throws {
        self.log = log
        self.codes = codes
        table = try StatementTable(log.database, names: log.names)
        orders = try OrderFacts(log.database, names: log.names, keys: log.keys)
        ambiguous = try AmbiguousLines(log.database)
        own = try OwnEvents(log.database, keys: log.keys)
        events = try EventLookup(log.database, names: log.names)
        nextID = try table.lastID() &+ 1
    }

    /// The statements of a group, in order.
    struct GroupRows {
        /// Those that count and state lines.
        var lines: [StatementRow] = []
        /// Those that count and refer to orders and shipments.
        var references: [StatementRow] = []
        /// Those that count and only show that the document has the group's lines.
        var ignored: [StatementRow] = []
        /// Those that no longer count.
        var gone: [StatementRow] = []
        /// Of these, those that somebody settled by hand.
        var dismissed: [StatementRow] = []

        var isEmpty: Bool { lines.isEmpty && references.isEmpty && gone.isEmpty }
    }

    func read(_ group: LineGroup) throws -> GroupRows {
        let (held, gone) = try table.rows(group)
        var rows = GroupRows(gone: gone, dismissed: gone.filter(table.isDismissed))
        for row in held {
            if row.isIgnored {
                rows.ignored.append(row)
            } else if try isReference(row) {
                rows.references.append(row)
            } else {
                rows.lines.append(row)
            }
        }
        return rows
    }

    /// Only rows that need the ledger may be references, and those are few.
    private func isReference(_ row: StatementRow) throws -> Bool {
        try row.needs != nil && table.statement(row).isReference
    }

    /// The number of rows of a document in a batch that lists it whole, without ignored rows.
    func count(_ document: Document, source: Int64, batch: Int64) throws -> Int64 {
        try table.count(document, source: source, batch: batch)
    }

    /// Whether the ledger has any statement of a document.
    func has(_ document: Document, source: Int64) throws -> Bool {
        try table.has(document, source: source)
    }

    func entry(_ row: StatementRow) throws -> StatedLine.Entry { try table.entry(row) }
    /// The statement of a row of this batch's file, which was checked when it was read.
    func statement(ofFile row: StatementRow) throws -> Statement { try table.statement(row, nil) }

    func wholeExports(_ document: Document, source: Int64) throws -> [WholeExport] {
        try table.wholeExports(document, source: source)
    }

    func groups(_ document: Document, source: Int64) throws -> [LineGroup] {
        try table.groups(document, source: source)
    }

    var hasAmbiguous: Bool { !ambiguous.ids.isEmpty }

    /// The numbers of the live events of a group's statements.
    func liveSeqs(_ group: LineGroup) throws -> [Int64] { try own.seqs(group) }

    /// Adds a statement to the log. Queries of whole batches find it after `save`.
    func add(_ row: StatementRow) throws {
        try table.insert(row)
        nextID = row.id &+ 1
        hasStatements = true
        if let needs = row.needs { log.needs.add(needs, of: row.line.document) }
    }

    /// Writes the statements that were added.
    func save() throws { try table.save() }

    // MARK: Lines

    /// The events of a line; nil if its goods or quantity are not known yet.
    ///
    /// - Throws: `FieldProblem` if the statements do not form a valid event.
    func due(_ line: StatedLine) throws -> [Due]? {
        var due: [Due] = []
        for consequence in line.consequences() {
            var fields = consequence.fields
            if fields.quantity == nil {
                if fields.sku != nil, let units = try orders.units(fields) {
                    fields.quantity = Quantity(units)
                } else if line.isOfNothing {
                    continue
                }
            }
            guard fields.sku != nil, fields.quantity != nil else { return nil }
            for event in try codes.events(Event(fields, .derived)) {
                due.append(Due(event: event, statement: consequence.statement))
            }
        }
        return due
    }

    /// Makes the events of a group's lines match what should exist.
    ///
    /// - Parameters:
    ///   - dues: the events of each line.
    ///   - rows: the group's statements from before this batch.
    ///   - row: the row of this batch's file with a statement; nil for other batches.
    func settle(
        _ group: LineGroup,
        _ stated: StatedGroup,
        _ dues: [[Due]?],
        _ rows: GroupRows,
        row: (Int64) -> Int64?
    ) throws -> Change {
        var change = Change()
        for (line, due) in zip(stated.lines, dues) where due == nil {
            change.waiting.formUnion(line.entries.map(\.id))
        }
        let known = try liveEvents(of: group, rows, references: false)
        try settle(dues.flatMap { $0 ?? [] }, known, row: row, &change)
        change.waiting.formUnion(stated.unclear)
        try ambiguous.set(stated.unclear.union(stated.uncertain), among: rows.lines + rows.gone)
        return change
    }

    /// The live events of a group's statements about lines, or of its references.
    func liveEvents(of group: LineGroup, _ rows: GroupRows, references: Bool) throws -> [StoredEvent] {
        guard !rows.isEmpty else { return [] }
        let seqs = try own.seqs(group)
        guard !seqs.isEmpty else { return [] }
        let kept = references ? rows.lines : rows.references
        let gone = try rows.gone.filter { try isReference($0) != references }
        let others = Set((kept + gone).map(\.id))
        return try seqs.map(events.event).filter { stored in
            stored.statement.map { !others.contains($0) } ?? false
        }
    }

    /// Reverses extra events and appends missing ones; equal events stay.
    func settle(
        _ due: [Due],
        _ known: [StoredEvent],
        row: (Int64) -> Int64?,
        _ change: inout Change
    ) throws {
        var superfluous: [KeyedContent: [StoredEvent]] = [:]
        for stored in known.reversed() {
            superfluous[KeyedContent(stored.event, stored.ids), default: []].append(stored)
        }
        var missing: [(one: Due, ids: EventIDs)] = []
        for one in due {
            let ids = try log.names.ids(of: one.event)
            if !superfluous.isEmpty, let same = superfluous[KeyedContent(one.event, ids)]?.popLast() {
                change.known.append(same.seq)
            } else {
                missing.append((one, ids))
            }
        }
        let kept = Set(change.known)
        for stored in known where !kept.contains(stored.seq) {
            try log.reverse(stored)
            change.reversed.append(stored)
        }
        // The events of complete rows under these keys, read once each.
        var inFull: [EventKey: [StoredEvent]] = [:]
        for (one, ids) in missing {
            let key = EventKey(one.event, ids)
            let plain = try inFull[key] ?? own.seqsInFull(key).map(events.event)
            inFull[key] = plain
            let same = plain.first { $0.event.content == one.event.content }
            // A complete row without a time of statement is older than a statement, but newer than an incomplete row.
            let isNewer = one.event.detail.statedAt != nil && !(key.isOfGroup && one.event.memo)
            if isNewer {
                for rival in plain where rival.seq != same?.seq {
                    try log.reverse(rival)
                    change.reversed.append(rival)
                }
                inFull[key] = same.map { [$0] } ?? []
            }
            if let known = same ?? (isNewer || key.isOfGroup ? nil : plain.first) {
                inFull[key]?.removeAll { $0.seq == known.seq }
                change.known.append(known.seq)
                continue
            }
            try log.addMember(
                one.event,
                ids,
                key,
                row: row(one.statement),
                links: EventLinks(statement: one.statement)
            )
            change.appended.append(one)
        }
    }

    /// Settles a group without rows in this batch, because something that it depends on has changed. Its incomplete
    /// rows are settled by `ReferenceWriter`.
    func settleAgain(_ group: LineGroup) throws {
        let rows = try read(group)
        for row in rows.lines + rows.references + rows.gone {
            if let needs = row.needs { log.needs.add(needs, of: group.document) }
        }
        _ = try settleLines(group, rows)
        // References that no longer count leave nothing behind.
        guard !rows.gone.isEmpty else { return }
        let held = Set(rows.references.map(\.id))
        var change = Change()
        let superfluous = try liveEvents(of: group, rows, references: true).filter {
            !held.contains($0.statement ?? 0)
        }
        try settle([], superfluous, row: { _ in nil }, &change)
    }

    /// Settles a group's statements about lines. Those that no longer form a valid event wait.
    func settleLines(_ group: LineGroup, _ rows: GroupRows) throws -> Change {
        let whole = try table.wholeExports(group.document, source: group.source).without(rows.ignored)
        let stated = StatedGroup(try rows.lines.map(table.entry), hasID: group.hasID, whole: whole)
        let dues = try stated.lines.map { line in
            do {
                return try due(line)
            } catch is FieldProblem {
                return nil
            }
        }
        return try settle(group, stated, dues, rows, row: { _ in nil })
    }

    /// Settles every line of a document that is listed whole.
    func settleDocument(_ document: Document, source: Int64, except: Set<LineGroup> = []) throws -> [Change] {
        try table.groups(document, source: source).filter { !except.contains($0) }.map {
            try settleLines($0, read($0))
        }
    }

    /// Settles every line of the documents that a batch lists whole, because lines that it did not list may appear or
    /// disappear.
    func settleDocuments(listedBy batch: Int64) throws {
        let select = try RowStatement(
            log.database,
            """
            SELECT document, source FROM statement WHERE batch = ? AND whole = 1
             GROUP BY document, source ORDER BY min(id)
            """
        )
        select.bind(batch, at: 1)
        var documents: [(Document, Int64)] = []
        while try select.next() {
            documents.append((Document(trusted: select.text(0)), select.integer(1)))
        }
        for (document, source) in documents { _ = try settleDocument(document, source: source) }
    }
}
