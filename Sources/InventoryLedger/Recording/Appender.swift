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
    private let deferred: DeferredRows

    private var counts = RowCounts()
    private var stated: SeqBitmap
    /// Those of them that the file contradicts. The file does not vouch for them.
    private var contradicted: SeqBitmap
    private let groups: GroupBook
    /// Rows of several events that are not all settled: the class so far, and the number of open events.
    private var openRows: [Int64: (rowClass: RowClass, waiting: Int)] = [:]
    private var problems: ProblemList
    private(set) var keptRejectedRows = false
    private let tellers: TellerBook
    /// The facts that the file reports, by source, with the warehouses as it writes them.
    private var claims: [Claim: [Source: Set<Warehouse>]] = [:]
    private var toldTwice = ToldTwice()
    private var toldByHand: [ByHand] = []
    private let codes: CodeBook
    private let statedRows: StatedRows
    private var hasStatements = false
    private var plain: PlainAppender?
    /// The event that the last row restated.
    private var lastStated: Int64?

    init(_ log: LogWriter, policy: ConflictPolicy, keepsRejected: Bool, problemsMax: Int) throws {
        self.log = log
        stated = SeqBitmap(upTo: log.head.seq)
        contradicted = SeqBitmap(upTo: log.head.seq)
        self.policy = policy
        self.keepsRejected = keepsRejected
        problems = ProblemList(max: problemsMax)
        book = try EventLookup(log.database, names: log.names)
        groups = GroupBook(log, events: book)
        deferred = try DeferredRows(log.database)
        codes = try CodeBook(log.database)
        tellers = try TellerBook(log.database, codes: codes)
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
        lastStated = nil
        defer { plain?.follow(lastStated) }
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
        if events.isEmpty { rowClass = .ignored }
        for statement in statements {
            try statedRows.add(statement, row: row, raw: raw)
            waiting += 1
        }
        if waiting == 0 {
            count(rowClass)
        } else if waiting > 1 || !events.isEmpty, let row {
            openRows[row] = (rowClass, waiting)
        }
        return []
    }

    /// How completely the file lists its documents; must be called before the first row.
    package func states(_ listing: DocumentListing) { statedRows.listing = listing }

    /// Learns the new forms and SKUs of a block of plain events, and checks that no other source reports the same
    /// facts.
    package func learn(_ block: PlainEvents, telling facts: Set<Fact>) throws {
        if plain == nil { plain = try PlainAppender(log) }
        try plain?.learn(block) { admit($0, telling: facts) }
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
    ///   - byKey: the positions of all the block's events in key order.
    package func append(_ block: PlainEvents, _ range: Range<Int>, byKey: [Int32]) throws {
        guard let plain, !range.isEmpty else { return }
        try block.withRange(range) { events in
            if try plain.appendAsNew(events, byKey: byKey) {
                counts.recorded += Int64(range.count)
                groups.forgetNumbers()
                return
            }
            for place in range { try append(events.all[place], plain, in: events.bytes) }
        }
    }

    private func append(
        _ row: PlainEvent,
        _ plain: PlainAppender,
        in bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        if let seq = try plain.statedNext(row, in: bytes), !stated.contains(seq) {
            stated.insert(seq)
            counts.duplicates += 1
            return
        }
        let (form, sku) = plain.look(row)
        let recorded = counts.recorded
        let event = row.event(form.form, sku: sku?.sku, in: bytes)
        guard try append(CollectionOfOne(event), row: row.row).isEmpty else {
            throw LedgerError(.unexpected, "a plain event turned out to be none")
        }
        plain.note(isNew: counts.recorded > recorded)
    }

    /// Notes the facts that an event reports, and whether another source already reports them. If so, the file is
    /// refused after it was read. Several sources within one file are allowed.
    ///
    /// Events without a source are never refused and never block a source.
    ///
    /// - Parameter facts: the facts of the file's profile. A source becomes authoritative for whatever its rows state, listed
    ///   or not. Counts move nothing, so they only count where they are listed.
    package func admit(_ event: Event, telling facts: Set<Fact>) {
        for claim in event.claims {
            let isTelling = claim.fact != .balances || facts.contains(.balances)
            if isTelling {
                let isNew = claims[claim, default: [:]][event.source, default: []].insert(event.warehouse)
                    .inserted
                if !isNew { continue }
            }
            let warehouse = codes.warehouse(event.warehouse, of: event.source)
            let rivals = tellers.rivals(claim, of: event.source, at: warehouse)
            if rivals.isEmpty { continue }
            let isByHand = event.source == .manual || rivals == [.manual]
            if !isByHand {
                toldTwice.add(
                    claim.fact,
                    of: event.source,
                    at: warehouse,
                    beside: rivals.filter { $0 != .manual }
                )
            } else if isTelling, [.orders, .dispatch, .returns, .inbound].contains(claim.fact),
                !tellers.isNamed(claim.fact, of: warehouse, by: rivals[0])
            {
                let found = ByHand(
                    fact: claim.fact,
                    warehouse: warehouse,
                    source: event.source,
                    rivals: rivals
                )
                if !toldByHand.contains(found) { toldByHand.append(found) }
            }
        }
    }

    /// A fact from a source and from files without a source.
    private struct ByHand: Equatable {
        let fact: Fact
        let warehouse: Warehouse
        let source: Source
        let rivals: [Source]
    }

    /// Notes the facts of a statement, like `admit` for an event.
    package func admit(_ statement: Statement, telling facts: Set<Fact>) throws {
        for event in try statement.samples() { admit(event, telling: facts) }
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
        counts.rejected += 1
        statedRows.noteUnread(subject?.document)
        for problem in found { problems.add(problem) }
        if keep, try log.keepRejected(row: row, raw: raw, problems: RejectedRow.encode(found, about: subject))
        {
            keptRejectedRows = true
        }
    }

    /// Counts a row without goods.
    package func ignore() { counts.ignored += 1 }

    /// Adds a warning, which does not affect the class of a row.
    package func warn(_ warning: RowProblem) { problems.warn(warning) }

    /// Settles the rows that waited for the end of the file.
    ///
    /// - Throws: `secondTeller` if another source already reports the same facts.
    func finish() throws -> (counts: RowCounts, problems: ProblemList) {
        guard toldTwice.isEmpty else { throw toldTwice.refusal(tellers) }
        plain?.pause()
        warnOfHands()
        try deferred.forEachGroup(names: log.names) { try self.settle($0) }
        let recorder = try StatementRecorder(log, codes: codes, policy: policy, rows: statedRows) { finding in
            try self.take(finding)
        }
        try recorder.run()
        hasStatements = recorder.hasStatements
        for warning in try LookAlikes(log, codes: codes).warnings() { problems.warn(warning) }
        return (counts, problems)
    }

    private func warnOfHands() {
        for found in toldByHand {
            let sources = ([found.source] + found.rivals).sorted().map(\.text)
            problems.warn(
                RowProblem(
                    row: nil,
                    column: Column.source.rawValue,
                    value: found.source.text,
                    code: "told_by_hand",
                    message:
                        "\(found.fact.rawValue) of \(found.warehouse) come from \(sources.joined(separator: " and ")); "
                        + "undo one of them if both report the same events, else make both a source of "
                        + "\(found.fact.rawValue)"
                )
            )
        }
    }

    /// Records in the batch which facts of which warehouses its file reported.
    func noteTold() throws {
        let told = claims.flatMap { claim, bySource in
            bySource.map { (subject: claim.subject(of: $0), warehouses: $1.sorted()) }
        }
        for (subject, warehouses) in told.sorted(by: { $0.subject < $1.subject }) {
            try log.declare(.told, subject: subject, value: Declarations.encode(warehouses))
        }
    }

    /// Handles what became of a row with statements.
    private func take(_ finding: StatementRecorder.Finding) throws {
        switch finding {
        case .row(let row, let rowClass): settle(row: row, as: rowClass)
        case .conflict(let row, let differences, let document, let place, let isOfThisFile):
            let hint =
                isOfThisFile
                ? "two rows of this file contradict each other; correct one of them" : policy.hint
            problems.addConflict(row: row, differences, document: document, place: place, hint: hint)
            if isOfThisFile, policy != .keep { problems.hasContradiction = true }
        case .rejected(let row, let problem, let raw):
            let problem = RowProblem(row: row, problem)
            problems.add(problem)
            if keepsRejected, let row,
                try log.keepRejected(row: row, raw: raw, problems: RejectedRow.encode([problem], about: nil))
            {
                keptRejectedRows = true
            }
            settle(row: row, as: .rejected)
        case .stated(let seq): stated.insert(seq)
        case .superseded(let count): counts.superseded += count
        }
    }

    /// Whether the batch has anything to record.
    var hasChanges: Bool { log.lastSeq > log.head.seq || keptRejectedRows || hasStatements }

    /// The first event of the ledger that was restated.
    var firstMet: Int64? { stated.ranges.first?.lowerBound }

    /// Records in the batch which events of the ledger its file restated.
    func noteRestated() throws { try log.noteRestated(stated.subtracting(contradicted).ranges) }

    /// The class of one event; nil if it is known only at the end of the file.
    private func append(_ event: Event, row: Int64?) throws -> RowClass? {
        let ids = try log.names.ids(of: event)
        let key = EventKey(event, ids)
        if log.needs.isGuessed(event.document) { try takeBackGuesses(key) }
        if try log.keys.insert(key, n: 0, seq: log.lastSeq + 1) {
            try log.append(event, ids, row: row)
            return .recorded
        }
        guard event.line == nil || event.line?.namesGroup == true else {
            return try compare(event, ids, key, row: row)
        }
        return try joinGroup(event, ids, key, row: row)
    }

    /// Makes room for a complete row by reversing events that were completed from the ledger.
    private func takeBackGuesses(_ key: EventKey) throws {
        for member in try log.keys.members(key) {
            let book = try self.book.event(member.seq)
            guard book.wasGuessed else { continue }
            try log.reverse(book)
            groups.forget(key)
            counts.superseded += 1
        }
    }

    /// Compares a row that has an id with the live event of its key.
    private func compare(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws -> RowClass {
        guard let member = try log.keys.members(key).first else {
            throw LedgerError(.unexpected, "a key is neither new nor known")
        }
        let book = try self.book.event(member.seq)
        // An event that an earlier row of this file recorded or restated: then the file contradicts itself.
        let isOfThisFile = member.seq > log.head.seq || stated.contains(member.seq)
        if !isOfThisFile { stated.insert(member.seq) }
        lastStated = member.seq
        if book.event.content == event.content { return .duplicate }
        let differences = book.event.differences(toFile: event)
        if book.isNewer(in: key) { return differences.isEmpty ? .duplicate : .stale }
        if differences.isEmpty { return try fill(book, from: event, row: row) }
        contradicted.insert(member.seq)
        problems.addConflict(
            row: row,
            differences,
            book: book,
            hint: isOfThisFile
                ? "two rows of this file contradict each other; correct one of them" : policy.hint
        )
        if policy == .amend, !isOfThisFile { try replace(book, with: event, ids, key, row: row) }
        if isOfThisFile, policy != .keep { problems.hasContradiction = true }
        return .conflict
    }

    /// Matches a row without an id with the events of its key.
    private func joinGroup(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws -> RowClass?
    {
        switch try groups.match(event, key, stated: stated) {
        case .stated(let seq):
            stated.insert(seq)
            lastStated = seq
            return .duplicate
        case .newer(let newest):
            stated.insert(newest.seq)
            return newest.event.differences(toFile: event).isEmpty ? .duplicate : .stale
        case .open:
            try deferred.add(event, ids, key, row: row)
            return nil
        case .new:
            try addMember(event, ids, key, row: row)
            return .recorded
        }
    }

    private func addMember(_ event: Event, _ ids: EventIDs, _ key: EventKey, row: Int64?) throws {
        try log.addMember(event, ids, key, n: groups.takeNumber(key), row: row)
    }

    /// Settles the rows of one key whose content the ledger does not have.
    private func settle(_ group: DeferredRows.Group) throws {
        let key = group.key
        let book = try groups.unstated(key, stated: stated)
        groups.forget(key)
        var left: [StoredEvent] = []
        // A row and an event are the same movement if they agree in everything that both state. Only events that
        // agree in their required values can be.
        var bySense = Dictionary(grouping: book.indices, by: { book[$0].event.sense })
        for row in group.rows {
            let candidates = bySense[row.event.sense] ?? []
            guard
                let place = candidates.firstIndex(where: {
                    book[$0].event.differences(toFile: row.event).isEmpty
                })
            else {
                left.append(row)
                continue
            }
            let known = book[candidates[place]]
            bySense[row.event.sense]?.remove(at: place)
            stated.insert(known.seq)
            settle(row, as: try fill(known, from: row.event, row: row.row))
        }
        let rivals = Dictionary(
            grouping: book.filter { !stated.contains($0.seq) },
            by: { $0.occasion(in: key) }
        )
        let wholeDay = rivals.filter { $0.key != nil }.values.flatMap { $0 }
        var takenBack: [Int64: TakenBack] = [:]
        for row in left {
            let occasion = row.event.occasion(in: key)
            var candidates = rivals[occasion] ?? []
            if occasion != nil { candidates += rivals[nil] ?? [] }
            if candidates.isEmpty,
                let twin = wholeDay.first(where: { row.event.mayMean($0.event, in: log.zone) })
            {
                warn(row, mayMean: twin)
            }
            try settle(row, key, among: candidates.sorted { $0.seq < $1.seq }, &takenBack)
        }
    }

    /// Warns of a part that may be the same movement as one of which the ledger has only the day, or the time.
    private func warn(_ row: StoredEvent, mayMean twin: StoredEvent) {
        problems.warn(
            RowProblem(
                row: row.row,
                column: Column.occurredAt.rawValue,
                value: row.event.occurredAt.description,
                code: FieldProblem.Code.sameDayTwice.rawValue,
                message:
                    "document \(row.event.document) has the same units at \(twin.event.occurredAt) on that day "
                    + "(batch \(twin.toldInBatch)\(twin.toldInRow.map { ", row \($0)" } ?? "")); check that they are not one "
                    + "movement, stated once with its time and once without"
            )
        )
    }

    /// Settles a row that differs from all events that it could mean.
    private func settle(
        _ row: StoredEvent,
        _ key: EventKey,
        among rivals: [StoredEvent],
        _ takenBack: inout [Int64: TakenBack]
    ) throws {
        let open = rivals.filter { !stated.contains($0.seq) }
        guard let last = rivals.last, let rival = (open.isEmpty ? rivals : open).nearest(to: row.event),
            try !wasTakenBack(row.event, key, after: last.seq, &takenBack)
        else {
            // All events are restated, or the row's event once lived beside them, so this is a further movement.
            try addMember(row.event, row.ids, key, row: row.row)
            return settle(row, as: .recorded)
        }
        problems.addConflict(
            row: row.row,
            rival.event.differences(toFile: row.event),
            book: rival,
            hint: policy == .fail && row.event.kind.hasGoods
                ? policy.hint + "; if both happened, give each row its own line" : policy.hint
        )
        if policy == .amend {
            if !stated.contains(rival.seq) {
                stated.insert(rival.seq)
                contradicted.insert(rival.seq)
                try log.reverse(rival, row: row.row)
                groups.forget(key)
                counts.superseded += 1
            }
            try addMember(row.event, row.ids, key, row: row.row)
        }
        settle(row, as: .conflict)
    }

    private func wasTakenBack(
        _ event: Event,
        _ key: EventKey,
        after last: Int64,
        _ known: inout [Int64: TakenBack]
    ) throws -> Bool {
        if let known = known[last] { return try known.take(event) }
        let takenBack = try TakenBack(log, key: key, after: last)
        known[last] = takenBack
        return try takenBack.take(event)
    }

    private func settle(_ row: StoredEvent, as rowClass: RowClass) { settle(row: row.row, as: rowClass) }

    private func settle(row: Int64?, as rowClass: RowClass) {
        guard let number = row, let open = openRows[number] else { return count(rowClass) }
        let combined = min(open.rowClass, rowClass)
        if open.waiting == 1 {
            openRows[number] = nil
            count(combined)
        } else {
            openRows[number] = (combined, open.waiting - 1)
        }
    }

    /// Adds the values that only the file states. If the ledger already has all of them, nothing changes.
    private func fill(_ book: StoredEvent, from event: Event, row: Int64?) throws -> RowClass {
        guard let filled = book.event.filled(from: event) else { return .duplicate }
        try replace(book, with: filled, log.names.ids(of: filled), EventKey(book.event, book.ids), row: row)
        return .recorded
    }

    private func replace(
        _ book: StoredEvent,
        with event: Event,
        _ ids: EventIDs,
        _ key: EventKey,
        row: Int64?
    ) throws {
        contradicted.insert(book.seq)
        try log.reverse(book, row: row)
        groups.forget(key)
        try addMember(event, ids, key, row: row)
        counts.superseded += 1
    }

    private func count(_ rowClass: RowClass) {
        switch rowClass {
        case .rejected: counts.rejected += 1
        case .conflict: counts.conflicts += 1
        case .waiting: counts.waiting += 1
        case .stale: counts.stale += 1
        case .recorded: counts.recorded += 1
        case .duplicate: counts.duplicates += 1
        case .ignored: counts.ignored += 1
        }
    }
}

extension [StoredEvent] {
    /// The event that a row most likely corrects: the one that differs in the fewest required values, and of equal
    /// ones the first. Nil if there are none.
    fileprivate func nearest(to event: Event) -> StoredEvent? {
        self.min { $0.event.distance(to: event) < $1.event.distance(to: event) }
    }
}

extension Event {
    /// The required values. Two events that differ in them are never the same movement.
    fileprivate struct Sense: Hashable {
        let warehouse: Warehouse
        let quantity: Quantity?
        let occurredAt: Instant
    }

    fileprivate var sense: Sense { Sense(warehouse: warehouse, quantity: quantity, occurredAt: occurredAt) }
}
