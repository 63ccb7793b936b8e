import GRDB

/// rows of events -> log: compares rows with the ledger by key and content, and appends what is new.
///
/// Rows with an id are compared one by one. Rows without one share a key and form a group. Groups are matched as
/// multisets, so whether such a row is new or in conflict is known only at the end of the file. Until `finish` these
/// rows are in a temporary table.
package final class Appender {
    let log: LogWriter
    private let policy: ConflictPolicy
    private let keepsRejected: Bool
    private let book: EventLookup
    private let tally: RowTally
    private let restated: RestatedEvents
    private let groups: GroupBook
    private let replacer: EventReplacer
    private let matcher: GroupMatcher
    private let claims: FileClaims
    private(set) var keptRejectedRows = false
    private let codes: CodeBook
    private let statedRows: StatedRows
    private var hasStatements = false
    private var plain: PlainAppender?

    init(_ log: LogWriter, policy: ConflictPolicy, keepsRejected: Bool, problemsMax: Int) throws {
        self.log = log
        self.policy = policy
        self.keepsRejected = keepsRejected
        tally = RowTally(problemsMax: problemsMax)
        restated = RestatedEvents(upTo: log.head.seq)
        book = try EventLookup(log.database, names: log.names)
        groups = GroupBook(log, events: book)
        replacer = EventReplacer(log, events: book, groups: groups, restated: restated, tally: tally)
        matcher = try GroupMatcher(
            log,
            groups: groups,
            restated: restated,
            tally: tally,
            replacer: replacer,
            policy: policy
        )
        codes = try CodeBook(log.database)
        let factSources = try log.earlier?.factSources ?? FactSources(log.database, codes: codes)
        claims = FileClaims(factSources, codes)
        statedRows = StatedRows(log.database, names: log.names)
    }

    /// Appends the events of one row, in the codes of its source: all of them, or none if a problem is returned.
    ///
    /// - Parameters:
    ///   - statements: what the row states about lines of documents. Their events follow at the end of the file.
    ///   - raw: the row's bytes, stored if a statement has to wait.
    package func append(
        _ events: some Collection<Event>,
        stating statements: some Collection<Statement> = EmptyCollection<Statement>(),
        row: Int64?,
        raw: [UInt8]? = nil
    ) throws -> [FieldProblem] {
        // A row may need new tables, which SQLite does not create during a read.
        plain?.pause()
        restated.last = nil
        defer { plain?.follow(restated.last) }
        let mapped: [Event]
        do {
            mapped = codes.isEmpty ? [] : try events.flatMap { try codes.events($0) }
        } catch let problem as FieldProblem {
            return [problem]
        }
        return codes.isEmpty
            ? try append(mapped: events, statements, row: row, raw: raw)
            : try append(mapped: mapped, statements, row: row, raw: raw)
    }

    private func append(
        mapped events: some Collection<Event>,
        _ statements: some Collection<Statement>,
        row: Int64?,
        raw: [UInt8]?
    ) throws -> [FieldProblem] {
        for event in events where event.kind == .stockOpened {
            if let problem = try log.openingProblem(event) { return [problem] }
        }
        var rowClass = RowClass.duplicate
        var waiting = 0
        for event in events {
            if let found = try append(event, row: row) {
                rowClass = min(rowClass, found)
            } else {
                waiting += 1
            }
        }
        for statement in statements {
            try statedRows.add(statement, row: row, raw: raw)
            waiting += 1
        }
        tally.add(row: row, events.isEmpty ? nil : rowClass, waiting: waiting)
        return []
    }

    /// How completely the file lists its documents; must be called before the first row.
    package func states(_ listing: DocumentListing) { statedRows.listing = listing }

    /// Learns the new forms and SKUs of a block of plain events, and checks that no other source reports the same
    /// facts.
    package func learn(_ block: PlainEvents, reporting facts: Set<Fact>) throws {
        if plain == nil { plain = try PlainAppender(log) }
        try plain?.learn(block) { claims.admit($0, reporting: facts) }
    }

    /// Whether plain events can be appended as they are. With a code map, or rows that depend on the ledger, any row
    /// may become something else.
    package var takesPlainEvents: Bool { codes.isEmpty && log.needs.isEmpty }

    /// A plain event of a learnt block as an event.
    package func event(_ place: Int, of block: PlainEvents) -> Event? {
        guard let (form, sku) = plain?.look(block.events[place]) else { return nil }
        return block.bytes.withUnsafeBufferPointer {
            block.events[place].event(form.form, sku: sku?.sku, in: $0)
        }
    }

    /// Appends plain events of a learnt block, each a row of its own, like `append` but many at a time.
    ///
    /// - Parameters:
    ///   - range: the events of the block.
    package func append(_ block: PlainEvents, _ range: Range<Int>) throws {
        guard let plain else { return }
        var first = range.lowerBound
        // A receipt that may be of a shipment is recorded by itself.
        for place in try block.withRange(range, plain.mayFindShipment) {
            try append(plain, block, first..<place)
            try block.withRange(place..<(place + 1)) {
                try append(receipt: $0.all[place], plain, in: $0.bytes)
            }
            first = place + 1
        }
        try append(plain, block, first..<range.upperBound)
    }

    private func append(
        _ plain: PlainAppender,
        _ block: PlainEvents,
        _ range: Range<Int>
    ) throws {
        guard !range.isEmpty else { return }
        try block.withRange(range) { events in
            if try plain.appendAsNew(events) {
                tally.addRecorded(range.count)
                return
            }
            for place in range { try append(events.all[place], plain, in: events.bytes) }
        }
    }

    private func append(
        receipt row: PlainEvent,
        _ plain: PlainAppender,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        try append(row, plain, in: bytes)
        // An earlier version recorded it without the shipment.
        try log.shipments.noteReceipt(Document(trusted: row.document.text(in: bytes)))
    }

    private func append(
        _ row: PlainEvent,
        _ plain: PlainAppender,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        if let seq = try plain.statedNext(row, in: bytes), !restated.contains(seq) {
            restated.insert(seq)
            tally.count(.duplicate)
            return
        }
        let (form, sku) = plain.look(row)
        let recorded = tally.counts.recorded
        let event = row.event(form.form, sku: sku?.sku, in: bytes)
        guard try append(CollectionOfOne(event), row: row.row).isEmpty else {
            throw LedgerError(.unexpected, "a plain event turned out to be none")
        }
        plain.note(isNew: tally.counts.recorded > recorded)
    }

    /// Notes the facts that an event reports; see `FileClaims`.
    package func admit(_ event: Event, reporting facts: Set<Fact>) { claims.admit(event, reporting: facts) }

    /// Notes the facts of a statement, like `admit` for an event.
    package func admit(_ statement: Statement, reporting facts: Set<Fact>) throws {
        try claims.admit(statement, reporting: facts)
    }

    /// Counts a row that cannot be read, and stores it if `keep` is set.
    ///
    /// - Parameter subject: what the row is about, if that can be read.
    package func reject(
        row: Int64,
        raw: [UInt8],
        problems found: [RowProblem],
        keep: Bool,
        about subject: RowSubject? = nil
    ) throws {
        tally.count(.rejected)
        statedRows.noteUnread(subject?.document)
        for problem in found { tally.problems.add(problem) }
        if keep, try log.keepRejected(row: row, raw: raw, problems: RejectedRow.encode(found, about: subject))
        {
            keptRejectedRows = true
        }
    }

    /// Counts a row without goods.
    package func ignore() { tally.count(.ignored) }

    /// Adds a warning, which does not affect the class of a row.
    package func warn(_ warning: RowProblem) { tally.problems.warn(warning) }

    /// Settles the rows that waited for the end of the file.
    ///
    /// - Throws: `secondSource` if another source already reports the same facts.
    func finish() throws -> (counts: RowCounts, problems: ProblemList) {
        try claims.check()
        plain?.pause()
        for warning in claims.warnings { warn(warning) }
        try matcher.finish()
        if !statedRows.isEmpty || !log.needs.isEmpty {
            let recorder = try StatementRecorder(log, codes: codes, policy: policy, rows: statedRows) {
                finding in
                try self.take(finding)
            }
            try recorder.run()
            hasStatements = recorder.hasStatements
        }
        try log.settleReceipts()
        for warning in try LookAlikes(log, codes: codes).warnings() { warn(warning) }
        return (tally.counts, tally.problems)
    }

    /// Handles what became of a row with statements.
    private func take(_ finding: StatementFinding) throws {
        switch finding {
        case .row(let row, let rowClass): tally.settle(row: row, as: rowClass)
        case .conflict(let row, let differences, let document, let place, let isOfThisFile):
            let hint =
                isOfThisFile
                ? "two rows of this file contradict each other; correct one of them" : policy.hint
            tally.problems.addConflict(
                row: row,
                differences,
                document: document,
                place: place,
                in: log.zone,
                hint: hint
            )
            if isOfThisFile, policy != .keep { tally.problems.hasContradiction = true }
        case .rejected(let row, let problem, let raw):
            let problem = RowProblem(row: row, problem)
            tally.problems.add(problem)
            if keepsRejected, let row,
                try log.keepRejected(row: row, raw: raw, problems: RejectedRow.encode([problem], about: nil))
            {
                keptRejectedRows = true
            }
            tally.settle(row: row, as: .rejected)
        case .stated(let seq): restated.insert(seq)
        case .superseded(let count): tally.addSuperseded(count)
        }
    }

    /// Whether the batch has anything to record.
    var hasChanges: Bool { log.lastSeq > log.head.seq || keptRejectedRows || hasStatements }

    /// The first event of the ledger that was restated.
    var firstMet: Int64? { restated.first }

    /// Records in the batch which events of the ledger its file restated.
    func noteRestated() throws { try restated.note(in: log) }

    /// Records in the batch which facts of which warehouses its file reported.
    func noteFacts() throws {
        try claims.note(in: log)
        log.earlier?.factSources = claims.factSourcesAfter
    }

    /// The class of one event; nil if it is known only at the end of the file.
    private func append(_ event: Event, row: Int64?) throws -> RowClass? {
        let event = try log.withShipment(event)
        let ids = try log.names.ids(of: event)
        let key = EventKey(event, ids)
        if log.needs.isGuessed(event.document) { try replacer.takeBackGuesses(key) }
        guard let known = try log.keys.anyMember(key) else {
            try log.addMember(event, ids, key, row: row)
            return .recorded
        }
        guard event.line == nil || event.line?.namesGroup == true else {
            return try compare(event, ids, key, known, row: row)
        }
        return try matcher.join(event, ids, key, row: row)
    }

    /// Compares a row that has an id with the live event of its key.
    private func compare(_ event: Event, _ ids: EventIDs, _ key: EventKey, _ seq: Int64, row: Int64?) throws
        -> RowClass
    {
        let book = try self.book.event(seq)
        // An event that an earlier row of this file recorded or restated: then the file contradicts itself.
        let isOfThisFile = seq > log.head.seq || restated.contains(seq)
        if !isOfThisFile { restated.insert(seq) }
        restated.last = seq
        if book.event.content == event.content { return .duplicate }
        let differences = book.event.differences(toFile: event)
        if book.isNewer(in: key) { return differences.isEmpty ? .duplicate : .stale }
        if differences.isEmpty { return try replacer.fill(book, from: event, row: row) }
        restated.contradict(seq)
        tally.problems.addConflict(
            row: row,
            differences,
            book: book,
            in: log.zone,
            hint: isOfThisFile
                ? "two rows of this file contradict each other; correct one of them" : policy.hint
        )
        if policy == .amend, !isOfThisFile { try replacer.replace(book, with: event, ids, key, row: row) }
        if isOfThisFile, policy != .keep { tally.problems.hasContradiction = true }
        return .conflict
    }

}
