import GRDB

/// How completely a file lists its documents.
package enum DocumentListing: Sendable {
    /// It may list only some of their lines.
    case parts
    /// It lists every line.
    case whole
    /// It lists every line, but the first and the last document may be cut off.
    case wholeBetweenEdges
}

/// The statements of one file about lines, orders and shipments, in a temporary table until the end of the file. Only
/// then is everything known that the file says about a line.
final class StatedRows {
    /// The order in which rows are processed: first those that state lines, then references to orders, then to
    /// shipments.
    enum Part: Int64 {
        case lines, orders, shipments
    }

    /// A document of the file, in the current part.
    struct FileDocument {
        let document: Document
        let source: Int64
        /// The file lists all of its lines.
        let isWhole: Bool
    }

    var listing = DocumentListing.parts

    private let database: Database
    private let names: Names
    private var insertRow: RowStatement?
    private var count: Int64 = 0
    private var first: Document?
    private var last: Document?
    /// Documents with a row that could not be read.
    private var isPartial: Set<Document> = []
    /// A row of an unknown document could not be read.
    private var lostRow = false

    /// In the order of groups, which depends on names. As the columns of `StatementWriter`.
    private static let table = TemporaryTable(
        name: "stated_row",
        definition: """
            (part, document, source_code, line, sku_code, id, source, sku, row, stated_at, needs, value, raw,
             PRIMARY KEY (part, document, source_code, line, sku_code, id)) WITHOUT ROWID
            """
    )
    private static let select =
        "SELECT id, 0, row, document, source, sku, line, stated_at, needs, value, raw, 0 FROM temp.stated_row"

    init(_ database: Database, names: Names) {
        self.database = database
        self.names = names
    }

    var isEmpty: Bool { count == 0 }

    func add(_ statement: Statement, row: Int64?, raw: [UInt8]?) throws {
        guard let document = statement.fields.document else { return }
        note(document)
        let insertRow = try opened()
        count += 1
        let line = LineID(
            document: document,
            source: try names.sources.id(statement.fields.source),
            sku: try statement.fields.sku.map { try names.skus.id($0) } ?? 0,
            line: statement.fields.line?.text ?? ""
        )
        let part: Part =
            switch statement.isReference ? statement.need : nil {
            case nil: .lines
            case .order?: .orders
            case .shipment?: .shipments
            }
        insertRow.bind(part.rawValue, at: 1)
        insertRow.bind(document.text, at: 2)
        insertRow.bind(statement.fields.source.text, at: 3)
        insertRow.bind(line.line, at: 4)
        insertRow.bind(line.group.sku == 0 ? "" : statement.fields.sku?.text ?? "", at: 5)
        insertRow.bind(count, at: 6)
        insertRow.bind(line.source, at: 7)
        insertRow.bind(line.sku, at: 8)
        insertRow.bind(row, at: 9)
        insertRow.bind(statement.fields.detail.statedAt?.milliseconds, at: 10)
        insertRow.bind(statement.need?.text, at: 11)
        insertRow.bind(statement.text, at: 12)
        insertRow.bindNull(at: 13)
        if let raw, statement.need != nil { insertRow.bind(blob: raw, at: 13) }
        try insertRow.run()
    }

    /// Notes that a row could not be read, so its document is not listed whole.
    func noteUnread(_ document: Document?) {
        guard let document else {
            lostRow = true
            return
        }
        note(document)
        isPartial.insert(document)
    }

    private func note(_ document: Document) {
        if first == nil { first = document }
        last = document
    }

    private func isWhole(_ document: Document) -> Bool {
        switch listing {
        case .parts: return false
        case .wholeBetweenEdges where document == first || document == last: return false
        case .whole, .wholeBetweenEdges: return !lostRow && !isPartial.contains(document)
        }
    }

    /// Passes the rows of a part, group by group, with the groups of a document together. Their order depends on names,
    /// not on the numbers that this ledger gave them.
    func forEachGroup(
        _ part: Part,
        _ body: (FileDocument, LineGroup, [StatementRow]) throws -> Void
    ) throws {
        guard count > 0 else { return }
        let select = try RowStatement(
            database,
            "\(Self.select) WHERE part = ? ORDER BY document, source_code, line, sku_code, id"
        )
        select.bind(part.rawValue, at: 1)
        var document: FileDocument?
        var group: LineGroup?
        var rows: [StatementRow] = []
        func handOver() throws {
            guard let document, let group, !rows.isEmpty else { return }
            try body(document, group, rows)
            rows.removeAll(keepingCapacity: true)
        }
        while try select.next() {
            let row = StatementTable.row(select)
            let next = row.line.group
            if next != group {
                try handOver()
                group = next
                if document?.document != next.document || document?.source != next.source {
                    document = FileDocument(
                        document: next.document,
                        source: next.source,
                        isWhole: part == .lines && isWhole(next.document)
                    )
                }
            }
            rows.append(row)
        }
        try handOver()
    }

    /// Passes the rows that state lines of one document, group by group.
    func forEachGroup(of document: FileDocument, _ body: (LineGroup, [StatementRow]) throws -> Void) throws {
        let select = try RowStatement(
            database,
            """
            \(Self.select) WHERE part = 0 AND document = ? AND source = ?
             ORDER BY source_code, line, sku_code, id
            """
        )
        select.bind(document.document.text, at: 1)
        select.bind(document.source, at: 2)
        defer { select.reset() }
        var group: LineGroup?
        var rows: [StatementRow] = []
        while try select.next() {
            let row = StatementTable.row(select)
            let next = row.line.group
            if let known = group, next != known {
                try body(known, rows)
                rows.removeAll(keepingCapacity: true)
            }
            group = next
            rows.append(row)
        }
        if let group, !rows.isEmpty { try body(group, rows) }
    }

    private func opened() throws -> RowStatement {
        if let insertRow { return insertRow }
        try Self.table.open(database)
        let insert = try RowStatement(
            database,
            "INSERT INTO temp.stated_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        insertRow = insert
        return insert
    }
}
