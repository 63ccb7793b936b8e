import GRDB

/// Which line of which document statements speak of, in ids.
struct LineID: Hashable {
    let document: Document
    let source: Int64
    /// As the file wrote it; 0 where the rows name none.
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
}

/// A statement as its table keeps it.
struct StatementRow {
    let id: Int64
    let batch: Int64
    let row: Int64?
    let line: LineID
    let statedAt: Instant?
    let needs: String?
    let value: String
    let raw: [UInt8]?
}

/// Writes and reads the statements of the log, or of its temporary twin.
final class StatementTable {
    private static let columns = "id, batch, row, document, source, sku, line, stated_at, needs, value, raw"

    private let names: Names
    private let insertRow: RowStatement
    private let selectLine: RowStatement
    private let selectLast: RowStatement
    /// Statements of these batches hold no more.
    private let takenBack: Set<Int64>

    init(_ database: Database, names: Names, table: String = "statement") throws {
        self.names = names
        takenBack = try Declarations.batchesTakenBack(database)
        insertRow = try RowStatement(
            database,
            "INSERT INTO \(table) (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        selectLine = try RowStatement(
            database,
            """
            SELECT \(Self.columns) FROM \(table) WHERE document = ? AND source = ? AND sku = ? AND line = ? ORDER BY id
            """
        )
        selectLast = try RowStatement(database, "SELECT coalesce(max(id), 0) FROM \(table)")
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
        try insertRow.run()
    }

    /// The last number that a statement has; 0 where there is none.
    func lastID() throws -> Int64 {
        defer { selectLast.reset() }
        return try selectLast.next() ? selectLast.integer(0) : 0
    }

    /// The statements of a line that hold, in the order they came.
    func rows(_ line: LineID) throws -> [StatementRow] {
        selectLine.bind(line.document.text, at: 1)
        selectLine.bind(line.source, at: 2)
        selectLine.bind(line.sku, at: 3)
        selectLine.bind(line.line, at: 4)
        var rows: [StatementRow] = []
        while try selectLine.next() {
            let row = Self.row(selectLine)
            if !takenBack.contains(row.batch) { rows.append(row) }
        }
        return rows
    }

    /// What a row states.
    func statement(_ row: StatementRow) throws -> Statement {
        try Statement(
            text: row.value,
            line: (
                row.line.document, try names.sources.code(row.line.source),
                row.line.sku == 0 ? nil : try names.skus.code(row.line.sku),
                row.line.line.isEmpty ? nil : Line(trusted: row.line.line)
            ),
            statedAt: row.statedAt
        )
    }

    /// Reads the row that a query over all columns is at.
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
            raw: statement.isNull(10) ? nil : statement.blob(10)
        )
    }

    /// The lines of the statements that follow a condition, each once.
    static func lines(_ database: Database, where condition: String, bind: (RowStatement) -> Void) throws
        -> [LineID]
    {
        let statement = try RowStatement(
            database,
            "SELECT DISTINCT document, source, sku, line FROM statement WHERE \(condition)"
        )
        bind(statement)
        var lines: [LineID] = []
        while try statement.next() {
            lines.append(
                LineID(
                    document: Document(trusted: statement.text(0)),
                    source: statement.integer(1),
                    sku: statement.integer(2),
                    line: statement.text(3)
                )
            )
        }
        return lines
    }

    static func selectAll(_ database: Database, _ condition: String) throws -> RowStatement {
        try RowStatement(database, "SELECT \(columns) FROM statement \(condition)")
    }
}
