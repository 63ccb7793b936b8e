import InventoryLedger

/// rows -> rows of a table that is not of events, with their values by column.
struct TableRows {
    private let bound: BoundProfile
    private let table: Profile.Table
    private let constants: [String: String]
    private let spreadValue: Int?
    private var texts: RowText
    private let meter: ReadMeter
    private let path: String

    /// The line of each row, and its values in the order of the table's columns.
    private(set) var rows: [(line: Int64, values: [String?])] = []
    private(set) var problems: [RowProblem] = []
    /// The name of each column in the file.
    let shownNames: [String: String]

    /// Nobody fills in more by hand, and all rows are held in memory.
    private static let rowsMax = 250_000
    private static let bytesMax: Int64 = 64 << 20

    /// - Parameter values: what the user supplies for columns that are missing or blank.
    init(
        _ table: Profile.Table,
        _ bound: BoundProfile,
        _ profile: Profile,
        _ header: Header,
        values: [String: String],
        path: String,
        meter: ReadMeter
    ) {
        self.table = table
        self.bound = bound
        self.path = path
        self.meter = meter
        constants = table.constants.merging(values) { $1 }
        spreadValue = profile.spread.flatMap { header.position(of: $0.value) }
        let texts = RowText(header, bound, profile.layout, profile.numbers)
        self.texts = texts
        shownNames = bound.tableColumns.compactMapValues { $0.first.map { texts.name($0) } }
    }

    /// Reads all rows, and returns the digest of the file.
    mutating func read(_ reader: inout some RowReader & ~Copyable) throws -> [UInt8] {
        loop: while true {
            switch try reader.next() {
            case .end: break loop
            case .badRow(let problem): problems.append(problem)
            case .row: take(reader)
            }
            guard rows.count + problems.count <= Self.rowsMax, meter.bytesRead <= Self.bytesMax else {
                throw ImportFailure(
                    .unsupportedText,
                    "\(path):\(reader.line): the table is longer than \(Self.rowsMax) rows or "
                        + "\(Self.bytesMax >> 20) MiB; split it"
                )
            }
        }
        return reader.digest()
    }

    private mutating func take(_ row: borrowing some TableRow & ~Copyable) {
        if let problem = texts.fieldCountProblem(row) {
            let isIgnored = bound.ignore.contains { condition in
                condition.terms.allSatisfy { $0.position < row.fieldCount } && texts.matches(condition, row)
            }
            if !isIgnored { problems.append(problem) }
            return
        }
        texts.handDown(row)
        if let spreadValue, texts.text(row, spreadValue).isEmpty { return }
        if bound.ignore.contains(where: { texts.matches($0, row) }) { return }
        let before = problems.count
        let values = table.kind.columns.map { value(of: $0, row) }
        if problems.count == before { rows.append((row.line, values)) }
    }

    private mutating func value(of column: TableColumn, _ row: borrowing some TableRow & ~Copyable)
        -> String?
    {
        let positions = bound.tableColumns[column.name] ?? []
        guard let (position, found) = texts.first(row, positions) else { return constants[column.name] }
        let text = found.withoutArmour
        // Only whether a value is a code matters for what a spreadsheet may have done to it.
        let like: Column = column.isCode ? .sku : .note
        let doubt = texts.isInFile(position) ? row.doubt(position)?.problem(like, text) : nil
        if let problem = doubt ?? (column.isCode ? CodeText.problem(like, text) : nil) {
            problems.append(texts.problem(problem, row.line, position))
            return nil
        }
        guard let map = table.values[column.name] else {
            return text.isEmpty ? constants[column.name] : text
        }
        if let value = map[text] ?? map["*"] { return value }
        problems.append(
            RowProblem(
                row: row.line,
                column: texts.name(position),
                value: text,
                code: FieldProblem.Code.notAllowed.rawValue,
                message:
                    "the values for \(column.name) in the profile do not include \"\(text)\"; add it there"
            )
        )
        return nil
    }
}
