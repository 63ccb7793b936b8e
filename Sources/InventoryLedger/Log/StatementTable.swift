import GRDB

/// Reads and writes the statements of the log. The new rows of a document are written before its rows are read.
final class StatementTable {
    private static let columns = StatementWriter.columns.joined(separator: ", ")

    private let names: Names
    private let writer: StatementWriter
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
        writer = StatementWriter(database)
        takenBack = try Declarations.batchesTakenBack(database)
        dismissed = try DismissedRow.all(database)
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
        if isInGap(row.line.document) { gap?.after = row.line.document }
        try writer.add(row)
    }

    /// Writes the rows that were added.
    func save() throws { try writer.save() }

    /// The number of the last statement; 0 if there is none.
    func lastID() throws -> Int64 {
        defer { selectLast.reset() }
        return try selectLast.next() ? selectLast.integer(0) : 0
    }

    /// Whether there is any statement of a document, also one that no longer counts.
    func has(_ document: Document, source: Int64) throws -> Bool {
        if isInGap(document) { return false }
        try writer.save(ifAnyDocument: { $0 >= document })
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
        try writer.save(ifAnyDocument: { $0 == group.document })
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
        try writer.save(ifAnyDocument: { $0 == document })
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
        try writer.save(ifAnyDocument: { $0 == document })
        countWhole.bind(document.text, at: 1)
        countWhole.bind(source, at: 2)
        countWhole.bind(batch, at: 3)
        countWhole.bind(Statement.ignoredText, at: 4)
        defer { countWhole.reset() }
        return try countWhole.next() ? countWhole.integer(0) : 0
    }

    /// All groups of a document's statements.
    func groups(_ document: Document, source: Int64) throws -> [LineGroup] {
        try writer.save(ifAnyDocument: { $0 == document })
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
