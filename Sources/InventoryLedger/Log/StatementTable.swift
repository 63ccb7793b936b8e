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

/// Writes and reads the statements of the log, or of a temporary copy.
final class StatementTable {
    private static let columns =
        "id, batch, row, document, source, sku, line, stated_at, needs, value, raw, whole"

    private let names: Names
    private let insertRow: RowStatement
    private let selectLine: RowStatement
    private let selectSKU: RowStatement
    /// Rows whose lines an earlier version numbered; nil if the ledger has none.
    private let selectNumbered: RowStatement?
    private let selectLast: RowStatement
    private let selectAny: RowStatement
    private let selectWhole: RowStatement
    private let selectGroups: RowStatement
    private let countWhole: RowStatement
    /// The statements of these batches no longer count.
    private let takenBack: Set<Int64>
    private let dismissed: Set<DismissedRow>

    init(_ database: Database, names: Names, table: String = "statement") throws {
        self.names = names
        takenBack = try Declarations.batchesTakenBack(database)
        dismissed = try DismissedRow.all(database)
        insertRow = try RowStatement(
            database,
            "INSERT INTO \(table) (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        let ofLine = "SELECT \(Self.columns) FROM \(table) WHERE document = ? AND source = ?"
        selectLine = try RowStatement(database, "\(ofLine) AND line = ? ORDER BY id")
        selectSKU = try RowStatement(database, "\(ofLine) AND line = ? AND sku = ? ORDER BY id")
        selectNumbered =
            try Self.hasNumberedLines(database, table)
            ? RowStatement(
                database,
                "\(ofLine) AND line > ? AND line < ? AND sku = ? AND whole IS NULL ORDER BY id"
            ) : nil
        selectLast = try RowStatement(database, "SELECT coalesce(max(id), 0) FROM \(table)")
        selectAny = try RowStatement(
            database,
            "SELECT 1 FROM \(table) WHERE document = ? AND source = ? LIMIT 1"
        )
        selectWhole = try RowStatement(
            database,
            """
            SELECT batch, max(stated_at) FROM \(table) WHERE document = ? AND source = ? AND whole = 1 GROUP BY batch
            """
        )
        countWhole = try RowStatement(
            database,
            """
            SELECT count(*) FROM \(table)
             WHERE document = ? AND source = ? AND batch = ? AND whole = 1 AND value <> ?
            """
        )
        selectGroups = try RowStatement(
            database,
            """
            SELECT sku, line, whole IS NULL FROM \(table) WHERE document = ? AND source = ?
             GROUP BY 1, 2, 3 ORDER BY min(id)
            """
        )
    }

    /// The oldest statements come first.
    private static func hasNumberedLines(_ database: Database, _ table: String) throws -> Bool {
        let statement = try RowStatement(
            database,
            "SELECT whole IS NULL FROM \(table) ORDER BY id LIMIT 1"
        )
        defer { statement.reset() }
        return try statement.next() && statement.integer(0) != 0
    }

    func insert(_ row: StatementRow) throws {
        insertRow.bind(row.id, at: 1)
        insertRow.bind(row.batch, at: 2)
        insertRow.bind(row.row, at: 3)
        insertRow.bind(row.line.document.text, at: 4)
        insertRow.bind(row.line.source, at: 5)
        insertRow.bind(row.line.sku, at: 6)
        insertRow.bind(row.line.line, at: 7)
        insertRow.bind(row.statedAt?.milliseconds, at: 8)
        insertRow.bind(row.needs, at: 9)
        insertRow.bind(row.value, at: 10)
        if let raw = row.raw {
            insertRow.bind(blob: raw, at: 11)
        } else {
            insertRow.bind(Int64?.none, at: 11)
        }
        insertRow.bind(row.whole.map { $0 ? 1 : 0 }, at: 12)
        try insertRow.run()
    }

    /// The number of the last statement; 0 if there is none.
    func lastID() throws -> Int64 {
        defer { selectLast.reset() }
        return try selectLast.next() ? selectLast.integer(0) : 0
    }

    /// Whether there is any statement of a document, also one that no longer counts.
    func has(_ document: Document, source: Int64) throws -> Bool {
        selectAny.bind(document.text, at: 1)
        selectAny.bind(source, at: 2)
        defer { selectAny.reset() }
        return try selectAny.next()
    }

    /// The statements of a group in order: those that count, and those that no longer do.
    func rows(_ group: LineGroup) throws -> (held: [StatementRow], gone: [StatementRow]) {
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
        countWhole.bind(document.text, at: 1)
        countWhole.bind(source, at: 2)
        countWhole.bind(batch, at: 3)
        countWhole.bind(Statement.ignoredText, at: 4)
        defer { countWhole.reset() }
        return try countWhole.next() ? countWhole.integer(0) : 0
    }

    /// All groups of a document's statements.
    func groups(_ document: Document, source: Int64) throws -> [LineGroup] {
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
    func statement(_ row: StatementRow) throws -> Statement {
        try Statement(
            text: row.value,
            line: (
                row.line.document, try names.sources.code(row.line.source),
                row.line.sku == 0 ? nil : try names.skus.code(row.line.sku),
                row.group.line.isEmpty ? nil : Line(trusted: row.group.line)
            ),
            statedAt: row.statedAt
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
