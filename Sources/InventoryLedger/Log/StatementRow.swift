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
    var group: LineGroup {
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
