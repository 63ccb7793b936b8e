import GRDB

/// statements of a file -> statements and events of the log: finds what is new about each line.
final class StatementRecorder {
    /// What became of a row, or was found on the way.
    enum Finding {
        case row(Int64?, RowClass)
        case conflict(row: Int64?, [Event.Difference], document: Document, place: String, isOfThisFile: Bool)
        case rejected(row: Int64?, FieldProblem, raw: [UInt8])
        /// An event that the file restated.
        case stated(Int64)
        /// The number of reversed events.
        case superseded(Int64)
    }

    private let log: LogWriter
    private let policy: ConflictPolicy
    private let lines: LineWriter
    private let rows: StatedRows
    private let report: (Finding) throws -> Void
    /// Rows of a document that the ledger lists otherwise at the same time.
    private var conflictRows: Set<Int64> = []

    init(
        _ log: LogWriter,
        codes: CodeBook,
        policy: ConflictPolicy,
        rows: StatedRows,
        report: @escaping (Finding) throws -> Void
    ) throws {
        self.log = log
        self.policy = policy
        self.rows = rows
        self.report = report
        lines = try LineWriter(log, codes: codes)
    }

    /// Whether the batch added statements.
    var hasStatements: Bool { lines.hasStatements }

    /// What is known of the current document.
    private struct DocumentInHand {
        let file: StatedRows.FileDocument
        /// The exports that list it whole, including the file if it says anything new.
        var whole: [WholeExport] = []
        /// The file lists the document whole and says something new, so all of its rows are stored.
        var keepsAll = false
        var groups: Set<LineGroup> = []
    }

    /// Records the file's statements.
    func run() throws {
        var document: DocumentInHand?
        try rows.forEachGroup(.lines) { file, group, rows in
            if document?.file.document != file.document || document?.file.source != file.source {
                if let last = document { try self.end(last) }
                document = try self.begin(file)
            }
            guard let inHand = document else { return }
            if inHand.keepsAll { document?.groups.insert(group) }
            try self.record(rows, group, inHand)
        }
        if let last = document { try end(last) }
        try rows.forEachGroup(.orders) { _, group, rows in
            let taken = try self.take(references: rows, group)
            try self.keep(taken)
            var changes: [LineWriter.Change] = []
            for needs in Set(rows.compactMap(\.needs)).sorted() {
                changes += try self.lines.settleOrder(needs, row: { taken.rows[$0]?.row })
            }
            try self.tell(taken, changes)
        }
        try recordReleases()
        for change in try lines.settleTouched() { try tellReversed(change) }
    }

    private func recordReleases() throws {
        var releases: [String: [Taken]] = [:]
        try rows.forEachGroup(.shipments) { _, group, rows in
            let taken = try self.take(references: rows, group)
            try self.keep(taken)
            for needs in Set(rows.compactMap(\.needs)) { releases[needs, default: []].append(taken) }
        }
        for (needs, releases) in releases.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var rows: [Int64: StatementRow] = [:]
            for taken in releases { rows.merge(taken.rows) { $1 } }
            let shipment = Shipment(trusted: String(needs.dropFirst("shipment ".count)))
            let changes = try lines.settleReleases(needs, shipment: shipment, row: { rows[$0]?.row })
            for (place, taken) in releases.enumerated() {
                try tell(taken, place == 0 ? changes : [], all: changes)
            }
        }
    }

    // MARK: Documents

    private func begin(_ file: StatedRows.FileDocument) throws -> DocumentInHand {
        var document = DocumentInHand(file: file)
        document.whole = try lines.wholeExports(file.document, source: file.source)
        guard file.isWhole else { return document }
        var statedAt = Instant(milliseconds: .min)
        var count: Int64 = 0
        var first: Int64?
        // Exports in the ledger that say the same as the file about every row.
        var same: Set<Int64>?
        try rows.forEachGroup(of: file) { group, rows in
            let before = try self.lines.read(group)
            let held = HeldTexts(before.lines + before.ignored + before.dismissed)
            for (number, row) in self.numbered(rows) {
                if !row.isIgnored { count += 1 }
                first = min(first ?? .max, row.row ?? .max)
                statedAt = max(statedAt, row.statedAt ?? statedAt)
                let batches = held.batches(with: number, of: row)
                same = same.map { $0.intersection(batches) } ?? batches
            }
        }
        let known = try document.whole.contains { export in
            guard same?.contains(export.batch) == true else { return false }
            return try self.lines.count(file.document, source: file.source, batch: export.batch) == count
        }
        guard !known else { return document }
        for rival in document.whole where rival.statedAt == statedAt {
            let lines = try self.lines.count(file.document, source: file.source, batch: rival.batch)
            guard lines != count else { continue }
            try report(
                .conflict(
                    row: first,
                    [Event.Difference(column: .line, book: "\(lines) lines", file: "\(count) lines")],
                    document: file.document,
                    place: "batch \(rival.batch)",
                    isOfThisFile: false
                )
            )
            if let first { conflictRows.insert(first) }
            // Nothing says which of the two lists is newer. The ledger's stays, unless the user amends it.
            if policy == .amend { break }
            return document
        }
        document.keepsAll = true
        document.whole.append(WholeExport(batch: log.batch.id, statedAt: statedAt))
        return document
    }

    /// Each row with the number of equal ones before it.
    private func numbered(_ rows: [StatementRow]) -> [(number: Int, row: StatementRow)] {
        guard rows.count > 1 else { return rows.map { (1, $0) } }
        var counts: [StatementText: Int] = [:]
        return rows.map { row in
            let number = (counts[StatementText(row)] ?? 0) + 1
            counts[StatementText(row)] = number
            return (number, row)
        }
    }

    /// Settles the lines of a whole document that the file does not list.
    private func end(_ document: DocumentInHand) throws {
        guard document.keepsAll else { return }
        for change in try lines.settleDocument(
            document.file.document,
            source: document.file.source,
            except: document.groups
        ) {
            try tellReversed(change)
        }
    }

    // MARK: Lines

    /// The rows of a group, compared with earlier statements.
    private struct Taken {
        let group: LineGroup
        /// All statements that count, including the accepted rows.
        var told: [StatedLine.Told] = []
        /// Rows that are stored as statements.
        var accepted: [StatedLine.Told] = []
        /// Rows that say nothing new, each with a statement that says the same.
        var known: [StatedLine.Told] = []
        /// The file's rows by the number of their statement; below 0 for those that are not stored.
        var rows: [Int64: StatementRow] = [:]
        /// Accepted despite a conflict, or stored with the ledger's values. Their class is already known.
        var settled: Set<Int64> = []
    }

    private func record(_ rows: [StatementRow], _ group: LineGroup, _ document: DocumentInHand) throws {
        var before = try lines.read(group)
        let ignored = rows.filter(\.isIgnored)
        before.ignored += try keep(ignored: ignored, document)
        let rows = try withoutDismissed(ignored.isEmpty ? rows : rows.filter { !$0.isIgnored }, before)
        if rows.isEmpty, !document.keepsAll { return }
        let texts = HeldTexts(before.lines)
        if !document.keepsAll, try isKnown(rows, before.lines, texts, group) { return }
        let taken = try take(rows, before.lines, texts, group, keepsAll: document.keepsAll)
        let stated = StatedGroup(
            taken.told,
            hasID: group.hasID,
            whole: document.whole.without(before.ignored)
        )
        let dues: [[LineWriter.Due]?]
        do {
            dues = try stated.lines.map(lines.due)
        } catch let problem as FieldProblem {
            try reject(rows, problem)
            return
        }
        try keep(taken, isWhole: document.keepsAll)
        let change = try lines.settle(group, stated, dues, before, row: { taken.rows[$0]?.row })
        try tell(taken, stated, change)
    }

    /// Counts rows that the profile ignores. Where the file lists the document whole, they are stored.
    private func keep(ignored rows: [StatementRow], _ document: DocumentInHand) throws -> [StatementRow] {
        for row in rows { try tell(row.row, .ignored) }
        guard document.keepsAll else { return [] }
        return try rows.map { row in
            let kept = stored(row, id: lines.nextID, isWhole: true)
            try lines.add(kept)
            return kept
        }
    }

    /// A row of the file as the log stores it.
    private func stored(_ row: StatementRow, id: Int64, isWhole: Bool) -> StatementRow {
        StatementRow(
            id: id,
            batch: log.batch.id,
            row: row.row,
            line: row.line,
            statedAt: row.statedAt,
            needs: row.needs,
            value: row.value,
            raw: row.raw,
            whole: isWhole
        )
    }

    /// The rows without those that were settled by hand when they were stated before.
    private func withoutDismissed(_ rows: [StatementRow], _ before: LineWriter.GroupRows) throws
        -> [StatementRow]
    {
        guard !before.dismissed.isEmpty else { return rows }
        let dismissed = HeldTexts(before.dismissed)
        var left: [StatementRow] = []
        for (number, row) in numbered(rows) {
            if dismissed.has(number, of: row) { try tell(row.row, .duplicate) } else { left.append(row) }
        }
        return left
    }

    /// Whether the ledger has exactly these rows and nothing newer. Then they are only counted.
    private func isKnown(
        _ rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ group: LineGroup
    ) throws -> Bool {
        guard !held.isEmpty, rows.allSatisfy({ $0.needs == nil }), !lines.hasAmbiguous else { return false }
        let newest = held.lazy.map(\.statedAt).max { ($0 ?? .never) < ($1 ?? .never) } ?? nil
        for (number, row) in numbered(rows) {
            guard row.statedAt == newest, texts.has(group.hasID ? 1 : number, of: row) else { return false }
        }
        for row in rows {
            try tell(row.row, row.value.hasPrefix("{\"steps\":\"\"") ? .ignored : .duplicate)
        }
        for seq in try lines.liveSeqs(group) where seq <= log.head.seq { try report(.stated(seq)) }
        return true
    }

    /// Divides the rows of a group into new ones, known ones and conflicts.
    private func take(
        _ rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ group: LineGroup,
        keepsAll: Bool
    ) throws -> Taken {
        var taken = Taken(group: group)
        taken.told = try held.map(lines.told)
        let rows = rows.sorted { ($0.statedAt ?? .never, $0.row ?? 0) < ($1.statedAt ?? .never, $1.row ?? 0) }
        return group.hasID
            ? try take(ofLine: rows, held, texts, taken, keepsAll: keepsAll)
            : try take(ofSKU: rows, held, texts, taken, keepsAll: keepsAll)
    }

    /// Rows of one line id, each by itself.
    private func take(
        ofLine rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ before: Taken,
        keepsAll: Bool
    ) throws -> Taken {
        var taken = before
        for row in rows {
            let told = try told(row, taken.accepted.count)
            if texts.has(1, of: row) {
                if keepsAll { accept(told, row, &taken) } else { know(told, row, &taken) }
                continue
            }
            let movement = MovementKey(told.statement)
            // Single events of one line may have several SKUs at one time, like the components of a kit.
            let line = StatedLine(
                taken.told.filter { other in
                    MovementKey(other.statement) == movement
                        && (told.statement.isOfWholeLine
                            || other.statement.fields.sku == told.statement.fields.sku)
                }
            )
            if let rival = line.rivals(of: told).last {
                try settle(conflict: told, row, with: rival, held, keepsAll: keepsAll, &taken)
            } else if !keepsAll, line.covers(told) {
                know(told, row, &taken)
            } else {
                accept(told, row, &taken)
            }
        }
        return taken
    }

    /// Rows of one SKU without ids, together, because the others show what each means.
    private func take(
        ofSKU rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ before: Taken,
        keepsAll: Bool
    ) throws -> Taken {
        var taken = before
        let numbered = numbered(rows)
        let isNews = numbered.map { number, row in !texts.has(number, of: row) }
        let hasNews = keepsAll || isNews.contains(true)
        // What the ledger says at the same times and the file does not.
        var over: [Instant?: [StatedLine.Told]] = [:]
        if hasNews {
            let equal = Set(rows.map(StatementText.init))
            let texts = Dictionary(held.map { ($0.id, StatementText($0)) }) { $1 }
            for (statedAt, told) in Dictionary(grouping: before.told, by: \.statement.fields.detail.statedAt)
            {
                guard let batch = told.map(\.batch).max() else { continue }
                over[statedAt] = told.filter { one in
                    one.batch == batch && !(texts[one.id].map(equal.contains) ?? false)
                }
            }
        }
        var hasAccepted = false
        for ((_, row), isNews) in zip(numbered, isNews) {
            let told = try told(row, taken.accepted.count)
            guard hasNews else {
                know(told, row, &taken)
                continue
            }
            let scope = told.statement.isOfWholeLine ? nil : StatedLine.key(told.statement)
            let rivals = (over[row.statedAt] ?? []).indices.filter { place in
                guard isNews, let other = over[row.statedAt]?[place].statement else { return false }
                return (other.isOfWholeLine ? nil : StatedLine.key(other)) == scope
                    && Self.areOfOne(other, told.statement)
            }
            if let same = rivals.first(where: {
                over[row.statedAt]?[$0].statement.differences(toFile: told.statement).isEmpty ?? false
            }) {
                over[row.statedAt]?.remove(at: same)
            } else if let place = rivals.first, let rival = over[row.statedAt]?.remove(at: place) {
                try settle(conflict: told, row, with: rival, held, keepsAll: true, &taken)
                continue
            }
            hasAccepted = hasAccepted || isNews
            accept(told, row, &taken)
        }
        guard hasNews, !keepsAll else { return taken }
        // If nothing is new, or a newer export says all of it, no row is stored.
        if !hasAccepted && taken.settled.isEmpty || isCoveredByNext(taken, before.told) {
            var known = before
            for told in taken.accepted where !taken.settled.contains(told.id) {
                if let row = taken.rows[told.id] { know(told, row, &known) }
            }
            return known
        }
        return taken
    }

    /// Whether two rows that state single events may be the same event.
    private static func areOfOne(_ one: Statement, _ other: Statement) -> Bool {
        one.isOfWholeLine || one.isCumulative || one.isBesideLine
            || one.steps.first?.occurredAt == other.steps.first?.occurredAt
                && one.fields.warehouse == other.fields.warehouse
    }

    /// Whether the next newer export in the ledger says everything that the file's rows say.
    private func isCoveredByNext(_ taken: Taken, _ held: [StatedLine.Told]) -> Bool {
        guard taken.settled.isEmpty, let newest = taken.accepted.map(\.statedAt).max() else { return false }
        let exports = Dictionary(grouping: held, by: \.batch).values.compactMap { told in
            told.map(\.statedAt).max().map { (statedAt: $0, told: told) }
        }
        guard let next = exports.filter({ $0.statedAt > newest }).min(by: { $0.statedAt < $1.statedAt }),
            next.told.count == taken.accepted.count
        else { return false }
        func sorted(_ told: [StatedLine.Told]) -> [(text: String, told: StatedLine.Told)] {
            told.map { ($0.statement.contentText, $0) }.sorted {
                $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
            }
        }
        return zip(sorted(next.told), sorted(taken.accepted)).allSatisfy { newer, older in
            newer.text.hasSameBytes(as: older.text) && StatedLine([newer.told]).covers(older.told)
        }
    }

    /// Reports a row that contradicts another one of the same time, and applies the policy.
    private func settle(
        conflict told: StatedLine.Told,
        _ row: StatementRow,
        with rival: StatedLine.Told,
        _ held: [StatementRow],
        keepsAll: Bool,
        _ taken: inout Taken
    ) throws {
        let isOfThisFile = taken.accepted.contains { $0.id == rival.id }
        let place = held.first { $0.id == rival.id }.map { row in
            "batch \(row.batch)" + (row.row.map { ", row \($0)" } ?? "")
        }
        try report(
            .conflict(
                row: row.row,
                rival.statement.differences(toFile: told.statement),
                document: taken.group.document,
                place: place ?? "row \(taken.rows[rival.id]?.row ?? 0)",
                isOfThisFile: isOfThisFile
            )
        )
        try tell(row.row, .conflict)
        if policy == .amend, !isOfThisFile {
            accept(told, row, &taken)
            taken.settled.insert(told.id)
        } else if keepsAll, !isOfThisFile, let known = held.first(where: { $0.id == rival.id }) {
            // The file lists the line, but the ledger's values are kept.
            var kept = StatementRow(
                id: row.id,
                batch: row.batch,
                row: row.row,
                line: known.line,
                statedAt: known.statedAt,
                needs: known.needs,
                value: known.value,
                raw: row.raw
            )
            kept.whole = row.whole
            let told = try self.told(kept, taken.accepted.count)
            accept(told, kept, &taken)
            taken.settled.insert(told.id)
        }
    }

    /// The statement of a row, with the number that it gets if it is stored.
    private func told(_ row: StatementRow, _ accepted: Int) throws -> StatedLine.Told {
        StatedLine.Told(
            id: lines.nextID + Int64(accepted),
            batch: log.batch.id,
            statement: try lines.statement(row)
        )
    }

    private func accept(_ told: StatedLine.Told, _ row: StatementRow, _ taken: inout Taken) {
        taken.accepted.append(told)
        taken.told.append(told)
        taken.rows[told.id] = row
    }

    private func know(_ told: StatedLine.Told, _ row: StatementRow, _ taken: inout Taken) {
        let known = StatedLine.Told(
            id: -1 - Int64(taken.known.count),
            batch: told.batch,
            statement: told.statement
        )
        taken.known.append(known)
        taken.rows[known.id] = row
    }

    /// Writes the new statements.
    private func keep(_ taken: Taken, isWhole: Bool = false) throws {
        for told in taken.accepted {
            guard let row = taken.rows[told.id] else { continue }
            try lines.add(stored(row, id: told.id, isWhole: isWhole))
        }
    }

    private func reject(_ rows: [StatementRow], _ problem: FieldProblem) throws {
        for row in rows {
            try report(.rejected(row: row.row, problem, raw: row.raw ?? Array(row.value.utf8)))
        }
    }

    // MARK: References

    /// Divides the rows that refer to orders or shipments into new and known ones.
    private func take(references rows: [StatementRow], _ group: LineGroup) throws -> Taken {
        var taken = Taken(group: group)
        let before = try lines.read(group)
        let held = before.references
        let rows = try withoutDismissed(rows, before)
        let texts = HeldTexts(held)
        taken.told = try held.map(lines.told)
        let references = StatedReferences.all(taken.told, hasID: group.hasID)
        let heldTexts = Dictionary(held.map { ($0.id, StatementText($0)) }) { $1 }
        for (number, row) in numbered(rows) {
            let told = try told(row, taken.accepted.count)
            if texts.has(number, of: row) {
                know(told, row, &taken)
                continue
            }
            // What the file restates is not a rival.
            let rival = references.lazy.filter { StatedReferences.areOfOne($0, told, hasID: group.hasID) }
                .compactMap { line in line.rivals(of: told).last }
                .first { rival in
                    !rows.contains { row in heldTexts[rival.id].map { $0 == StatementText(row) } ?? false }
                }
            if let rival {
                try settle(conflict: told, row, with: rival, held, keepsAll: false, &taken)
            } else {
                accept(told, row, &taken)
            }
        }
        return taken
    }

    // MARK: Row classes

    private func tell(_ row: Int64?, _ rowClass: RowClass) throws {
        let isConflict = row.map(conflictRows.contains) ?? false
        try report(.row(row, isConflict ? .conflict : rowClass))
    }

    /// Counts the rows of a group that state lines.
    private func tell(_ taken: Taken, _ stated: StatedGroup, _ change: LineWriter.Change) throws {
        let appended = Set(change.appended.map(\.told))
        var lineOf: [Int64: Int] = [:]
        for (index, line) in stated.lines.enumerated() {
            for told in line.told { lineOf[told.id] = index }
        }
        // Of the rows of one line, the last accepted one counts as the change.
        var lastOf: [Int: Int64] = [:]
        for told in taken.accepted {
            if let line = lineOf[told.id] { lastOf[line] = told.id }
        }
        for told in taken.accepted where !taken.settled.contains(told.id) {
            let index = lineOf[told.id]
            let line = index.map { stated.lines[$0] }
            let rowClass: RowClass
            if change.waiting.contains(told.id) {
                rowClass = .waiting
            } else if appended.contains(told.id) {
                rowClass = .recorded
            } else if let line {
                let isNews =
                    !change.isEmpty && index.flatMap { lastOf[$0] } == told.id
                    && (taken.group.hasID || !line.repeats(told))
                rowClass = isNews ? .recorded : saysNothing(told, line)
            } else {
                rowClass = stated.lines.contains { $0.isSuperseded(told) } ? .stale : .duplicate
            }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        for told in taken.known {
            let equal = taken.told.first { other in
                other.statedAt == told.statedAt && other.id >= 0
                    && other.statement.contentText.hasSameBytes(as: told.statement.contentText)
            }
            let line = equal.flatMap { lineOf[$0.id] }.map { stated.lines[$0] }
            let rowClass: RowClass =
                if let equal, change.waiting.contains(equal.id) {
                    .waiting
                } else if let line {
                    saysNothing(told, line)
                } else {
                    stated.lines.contains { $0.isSuperseded(told) } ? .stale : .duplicate
                }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        try tellStated(taken, change)
    }

    private func saysNothing(_ told: StatedLine.Told, _ line: StatedLine) -> RowClass {
        if line.isSuperseded(told) { return .stale }
        return told.statement.steps.isEmpty || told.statement.statesNoUnits ? .ignored : .duplicate
    }

    /// Counts the rows of a group that refer to orders or shipments.
    private func tell(
        _ taken: Taken,
        _ changes: [LineWriter.Change],
        all: [LineWriter.Change]? = nil
    ) throws {
        let found = all ?? changes
        let appended = Set(found.flatMap(\.appended).map(\.told))
        let waiting = found.reduce(into: Set<Int64>()) { $0.formUnion($1.waiting) }
        for told in taken.accepted where !taken.settled.contains(told.id) {
            let rowClass: RowClass =
                if waiting.contains(told.id) {
                    .waiting
                } else if appended.contains(told.id) {
                    .recorded
                } else {
                    .duplicate
                }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        for told in taken.known {
            let equal = taken.told.filter { other in
                other.statement.contentText.hasSameBytes(as: told.statement.contentText)
            }
            let waits = equal.contains { waiting.contains($0.id) }
            try tell(taken.rows[told.id]?.row, waits ? .waiting : .duplicate)
        }
        for change in changes { try tellStated(taken, change) }
    }

    private func tellStated(_ taken: Taken, _ change: LineWriter.Change) throws {
        if !taken.known.isEmpty || change.appended.isEmpty {
            for seq in change.known where seq <= log.head.seq { try report(.stated(seq)) }
        }
        try tellReversed(change)
    }

    private func tellReversed(_ change: LineWriter.Change) throws {
        let count = change.reversed.filter { $0.seq <= log.head.seq }.count
        if count > 0 { try report(.superseded(Int64(count))) }
    }
}

/// What a row states, and when. Equal rows are equal texts.
private struct StatementText: Hashable {
    private let value: String
    private let statedAt: Instant?
    private let sku: Int64

    init(_ row: StatementRow) {
        value = row.value
        statedAt = row.statedAt
        sku = row.line.sku
    }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.statedAt == rhs.statedAt && lhs.sku == rhs.sku && lhs.value.hasSameBytes(as: rhs.value)
    }

    func hash(into hasher: inout Hasher) {
        value.hashBytes(into: &hasher)
        hasher.combine(statedAt)
    }
}

/// The ledger's statements of one group, to find equal ones.
private struct HeldTexts {
    /// How many equal ones each batch has.
    private var counts: [StatementText: [Int64: Int]] = [:]

    init(_ rows: [StatementRow]) {
        for row in rows { counts[StatementText(row), default: [:]][row.batch, default: 0] += 1 }
    }

    /// The batches with at least this many equal rows.
    func batches(with number: Int, of row: StatementRow) -> Set<Int64> {
        Set((counts[StatementText(row)] ?? [:]).filter { $0.value >= number }.keys)
    }

    func has(_ number: Int, of row: StatementRow) -> Bool {
        counts[StatementText(row)]?.contains { $0.value >= number } ?? false
    }
}

extension Instant {
    /// Before any other instant.
    fileprivate static var never: Instant { Instant(milliseconds: .min) }
}
