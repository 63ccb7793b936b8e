import GRDB

/// The line of a document that a row states, as ids of the row's own words.
struct LineID: Hashable {
    let document: Document
    let source: Int64
    /// As the file wrote it; 0 if the row names none.
    let sku: Int64
    let line: String

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.source == rhs.source && lhs.sku == rhs.sku && lhs.document == rhs.document
            && lhs.line.hasSameBytes(as: rhs.line)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(document)
        hasher.combine(source)
        hasher.combine(sku)
    }

    /// The statements that are understood together with this row.
    var group: LineGroup {
        let isID = !line.isEmpty && !Line(trusted: line).namesGroup
        return LineGroup(document: document, source: source, line: line, sku: isID ? 0 : sku)
    }
}

/// Statements that are understood together: those of one line id, whatever their SKU, or, for rows without ids, those
/// of one SKU in one document.
struct LineGroup: Hashable {
    let document: Document
    let source: Int64
    /// The line's id or the mark of a group; empty if the rows have neither.
    let line: String
    /// As the file wrote it; 0 if the line has an id or the rows name no SKU.
    let sku: Int64

    var hasID: Bool { !line.isEmpty && !Line(trusted: line).namesGroup }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.source == rhs.source && lhs.sku == rhs.sku && lhs.document == rhs.document
            && lhs.line.hasSameBytes(as: rhs.line)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(document)
        hasher.combine(source)
        hasher.combine(sku)
    }
}

/// A statement as a row of its table.
struct StatementRow {
    let id: Int64
    let batch: Int64
    let row: Int64?
    let line: LineID
    let statedAt: Instant?
    let needs: String?
    let value: String
    let raw: [UInt8]?
    /// Whether the file lists every line of the document; nil if an earlier version wrote the row.
    var whole: Bool?

    /// Versions before the sixth numbered the lines of rows without ids: `#2`, `#3`, ...
    fileprivate var group: LineGroup {
        guard whole == nil, let mark = line.line.lastIndex(of: "#"),
            Int64(line.line[line.line.index(after: mark)...]) != nil
        else { return line.group }
        let text = String(line.line[..<mark])
        guard text.isEmpty || Line(trusted: text).namesGroup else { return line.group }
        return LineGroup(document: line.document, source: line.source, line: text, sku: line.sku)
    }

    /// Whether the row only shows that its document has the line.
    var isIgnored: Bool { value.hasSameBytes(as: Statement.ignoredText) }

    /// Whether both state the same at the same time.
    func says(_ other: StatementRow) -> Bool {
        statedAt == other.statedAt && value.hasSameBytes(as: other.value) && line.sku == other.line.sku
    }
}

/// An export that lists a whole document.
struct WholeExport {
    let batch: Int64
    /// The newest time of statement of its rows of the document.
    let statedAt: Instant
}

extension [WholeExport] {
    /// Without the exports that have an ignored row of a group. They do not say what became of its lines.
    func without(_ ignored: [StatementRow]) -> [WholeExport] {
        guard !ignored.isEmpty else { return self }
        let batches = Set(ignored.map(\.batch))
        return filter { !batches.contains($0.batch) }
    }
}

/// Writes and reads the statements of the log.
///
/// New rows are written many at a time. Those of a document are written before its rows are read.
final class StatementTable {
    private static let columnNames = [
        "id", "batch", "row", "document", "source", "sku", "line", "stated_at", "needs", "value", "raw",
        "whole",
    ]
    private static let columns = columnNames.joined(separator: ", ")

    private let names: Names
    private let insertRow: LazyStatement
    private let insertRows: LazyStatement
    /// Rows that are not written yet.
    private var new: [StatementRow] = []
    private static let rowsPerStatement = 32
    /// Documents between which the ledger has no statement of another one. Those of a file are looked for in their order,
    /// so most are in such a gap.
    private var gap: (after: Document, before: Document?)?
    private let selectLine: RowStatement
    private let selectSKU: RowStatement
    /// Rows whose lines an earlier version numbered; nil if the ledger has none.
    private let selectNumbered: RowStatement?
    private let selectLast: RowStatement
    private let selectNext: RowStatement
    private let selectAny: RowStatement
    private let selectWhole: RowStatement
    private let selectGroups: RowStatement
    private let countWhole: RowStatement
    /// The statements of these batches no longer count.
    private let takenBack: Set<Int64>
    private let dismissed: Set<DismissedRow>

    init(_ database: Database, names: Names) throws {
        self.names = names
        takenBack = try Declarations.batchesTakenBack(database)
        dismissed = try DismissedRow.all(database)
        func insertion(rows: Int) -> String {
            EventTable.insertion(into: "statement", Self.columnNames, rows: rows)
        }
        insertRow = LazyStatement(database, insertion(rows: 1))
        insertRows = LazyStatement(database, insertion(rows: Self.rowsPerStatement))
        let ofLine = "SELECT \(Self.columns) FROM statement WHERE document = ? AND source = ?"
        selectLine = try RowStatement(database, "\(ofLine) AND line = ? ORDER BY id")
        selectSKU = try RowStatement(database, "\(ofLine) AND line = ? AND sku = ? ORDER BY id")
        selectNumbered =
            try Self.hasNumberedLines(database)
            ? RowStatement(
                database,
                "\(ofLine) AND line > ? AND line < ? AND sku = ? AND whole IS NULL ORDER BY id"
            ) : nil
        selectLast = try RowStatement(database, "SELECT coalesce(max(id), 0) FROM statement")
        selectNext = try RowStatement(
            database,
            "SELECT document FROM statement WHERE document >= ? ORDER BY document LIMIT 1"
        )
        selectAny = try RowStatement(
            database,
            "SELECT 1 FROM statement WHERE document = ? AND source = ? LIMIT 1"
        )
        selectWhole = try RowStatement(
            database,
            """
            SELECT batch, max(stated_at) FROM statement WHERE document = ? AND source = ? AND whole = 1 GROUP BY batch
            """
        )
        countWhole = try RowStatement(
            database,
            """
            SELECT count(*) FROM statement
             WHERE document = ? AND source = ? AND batch = ? AND whole = 1 AND value <> ?
            """
        )
        selectGroups = try RowStatement(
            database,
            """
            SELECT sku, line, whole IS NULL FROM statement WHERE document = ? AND source = ?
             GROUP BY 1, 2, 3 ORDER BY min(id)
            """
        )
    }

    /// The oldest statements come first.
    private static func hasNumberedLines(_ database: Database) throws -> Bool {
        let statement = try RowStatement(
            database,
            "SELECT whole IS NULL FROM statement ORDER BY id LIMIT 1"
        )
        defer { statement.reset() }
        return try statement.next() && statement.integer(0) != 0
    }

    /// Adds a row, which is written later.
    func insert(_ row: StatementRow) throws {
        new.append(row)
        if isInGap(row.line.document) { gap?.after = row.line.document }
        if new.count == Self.rowsPerStatement { try save() }
    }

    /// Writes the new rows.
    func save() throws {
        let isMany = new.count == Self.rowsPerStatement
        let statement = isMany ? try insertRows.prepared() : try insertRow.prepared()
        for (place, row) in new.enumerated() {
            bind(row, to: statement, after: isMany ? place * Self.columnNames.count : 0)
            if !isMany { try statement.run() }
        }
        if isMany { try statement.run() }
        new.removeAll(keepingCapacity: true)
    }

    private func save(_ document: Document) throws {
        if new.contains(where: { $0.line.document == document }) { try save() }
    }

    private func bind(_ row: StatementRow, to statement: RowStatement, after place: Int) {
        let place = Int32(truncatingIfNeeded: place)
        statement.bind(row.id, at: place + 1)
        statement.bind(row.batch, at: place + 2)
        statement.bind(row.row, at: place + 3)
        statement.bind(row.line.document.text, at: place + 4)
        statement.bind(row.line.source, at: place + 5)
        statement.bind(row.line.sku, at: place + 6)
        statement.bind(row.line.line, at: place + 7)
        statement.bind(row.statedAt?.milliseconds, at: place + 8)
        statement.bind(row.needs, at: place + 9)
        statement.bind(row.value, at: place + 10)
        if let raw = row.raw {
            statement.bind(blob: raw, at: place + 11)
        } else {
            statement.bindNull(at: place + 11)
        }
        statement.bind(row.whole.map { $0 ? 1 : 0 }, at: place + 12)
    }

    /// The number of the last statement; 0 if there is none.
    func lastID() throws -> Int64 {
        defer { selectLast.reset() }
        return try selectLast.next() ? selectLast.integer(0) : 0
    }

    /// Whether there is any statement of a document, also one that no longer counts.
    func has(_ document: Document, source: Int64) throws -> Bool {
        if isInGap(document) { return false }
        if new.contains(where: { $0.line.document >= document }) { try save() }
        selectNext.bind(document.text, at: 1)
        defer { selectNext.reset() }
        let next = try selectNext.next() ? Document(trusted: selectNext.text(0)) : nil
        try selectNext.checkTypes()
        if next != document {
            gap = (document, next)
            return false
        }
        selectAny.bind(document.text, at: 1)
        selectAny.bind(source, at: 2)
        defer { selectAny.reset() }
        return try selectAny.next()
    }

    private func isInGap(_ document: Document) -> Bool {
        guard let gap, gap.after < document else { return false }
        return gap.before.map { document < $0 } ?? true
    }

    /// The statements of a group in order: those that count, and those that no longer do.
    func rows(_ group: LineGroup) throws -> (held: [StatementRow], gone: [StatementRow]) {
        try save(group.document)
        var held: [StatementRow] = []
        var gone: [StatementRow] = []
        func read(_ statement: RowStatement) throws {
            while try statement.next() {
                let row = Self.row(statement)
                if holds(row) { held.append(row) } else { gone.append(row) }
            }
        }
        let select = group.hasID ? selectLine : selectSKU
        select.bind(group.document.text, at: 1)
        select.bind(group.source, at: 2)
        select.bind(group.line, at: 3)
        if !group.hasID { select.bind(group.sku, at: 4) }
        try read(select)
        if let selectNumbered, !group.hasID {
            selectNumbered.bind(group.document.text, at: 1)
            selectNumbered.bind(group.source, at: 2)
            selectNumbered.bind(group.line + "#", at: 3)
            selectNumbered.bind(group.line + "$", at: 4)
            selectNumbered.bind(group.sku, at: 5)
            let count = held.count
            try read(selectNumbered)
            if held.count > count { held.sort { $0.id < $1.id } }
        }
        return (held, gone)
    }

    /// Whether a statement counts: it was neither undone nor settled by hand.
    func holds(_ row: StatementRow) -> Bool { !takenBack.contains(row.batch) && !isDismissed(row) }

    /// Whether a statement that was not undone was settled by hand.
    func isDismissed(_ row: StatementRow) -> Bool {
        !dismissed.isEmpty && !takenBack.contains(row.batch)
            && dismissed.contains(DismissedRow(batch: row.batch, row: row.row))
    }

    /// The exports that list a whole document, by batch.
    func wholeExports(_ document: Document, source: Int64) throws -> [WholeExport] {
        try save(document)
        selectWhole.bind(document.text, at: 1)
        selectWhole.bind(source, at: 2)
        var exports: [WholeExport] = []
        while try selectWhole.next() {
            let batch = selectWhole.integer(0)
            if takenBack.contains(batch) { continue }
            exports.append(
                WholeExport(batch: batch, statedAt: Instant(milliseconds: selectWhole.integer(1)))
            )
        }
        return exports
    }

    /// How many rows of a document a batch states that lists it whole, without ignored rows.
    func count(_ document: Document, source: Int64, batch: Int64) throws -> Int64 {
        try save(document)
        countWhole.bind(document.text, at: 1)
        countWhole.bind(source, at: 2)
        countWhole.bind(batch, at: 3)
        countWhole.bind(Statement.ignoredText, at: 4)
        defer { countWhole.reset() }
        return try countWhole.next() ? countWhole.integer(0) : 0
    }

    /// All groups of a document's statements.
    func groups(_ document: Document, source: Int64) throws -> [LineGroup] {
        try save(document)
        selectGroups.bind(document.text, at: 1)
        selectGroups.bind(source, at: 2)
        var groups: [LineGroup] = []
        var seen: Set<LineGroup> = []
        while try selectGroups.next() {
            let row = Self.place(
                document,
                source,
                sku: selectGroups.integer(0),
                line: selectGroups.text(1),
                isOld: selectGroups.integer(2) != 0
            )
            if seen.insert(row).inserted { groups.append(row) }
        }
        return groups
    }

    /// The statement of a row.
    ///
    /// - Parameter bounds: nil if the statement was checked in this transaction.
    func statement(_ row: StatementRow, _ bounds: Event.Bounds? = .derived) throws -> Statement {
        try Statement(
            text: row.value,
            line: (
                row.line.document, try names.sources.code(row.line.source),
                row.line.sku == 0 ? nil : try names.skus.code(row.line.sku),
                row.group.line.isEmpty ? nil : Line(trusted: row.group.line)
            ),
            statedAt: row.statedAt,
            bounds
        )
    }

    /// The current row of a query over all columns.
    static func row(_ statement: RowStatement) -> StatementRow {
        StatementRow(
            id: statement.integer(0),
            batch: statement.integer(1),
            row: statement.optionalInteger(2),
            line: LineID(
                document: Document(trusted: statement.text(3)),
                source: statement.integer(4),
                sku: statement.integer(5),
                line: statement.text(6)
            ),
            statedAt: statement.optionalInteger(7).map { Instant(milliseconds: $0) },
            needs: statement.optionalText(8),
            value: statement.text(9),
            raw: statement.isNull(10) ? nil : statement.blob(10),
            whole: statement.optionalInteger(11).map { $0 != 0 }
        )
    }

    /// The groups of the statements that match a condition, each once, in the order of their first statements.
    static func groups(_ database: Database, where condition: String, bind: (RowStatement) -> Void) throws
        -> [LineGroup]
    {
        let statement = try RowStatement(
            database,
            """
            SELECT document, source, sku, line, whole IS NULL FROM statement WHERE \(condition)
             GROUP BY 1, 2, 3, 4, 5 ORDER BY min(id)
            """
        )
        bind(statement)
        var groups: [LineGroup] = []
        var seen: Set<LineGroup> = []
        while try statement.next() {
            let group = place(
                Document(trusted: statement.text(0)),
                statement.integer(1),
                sku: statement.integer(2),
                line: statement.text(3),
                isOld: statement.integer(4) != 0
            )
            if seen.insert(group).inserted { groups.append(group) }
        }
        return groups
    }

    private static func place(
        _ document: Document,
        _ source: Int64,
        sku: Int64,
        line: String,
        isOld: Bool
    ) -> LineGroup {
        StatementRow(
            id: 0,
            batch: 0,
            row: nil,
            line: LineID(document: document, source: source, sku: sku, line: line),
            statedAt: nil,
            needs: nil,
            value: "",
            raw: nil,
            whole: isOld ? nil : false
        ).group
    }

    static func selectAll(_ database: Database, _ condition: String) throws -> RowStatement {
        try RowStatement(database, "SELECT \(columns) FROM statement \(condition)")
    }
}
