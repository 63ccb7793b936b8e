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

/// The statements of one file about lines, orders and shipments, in temporary tables until the end of the file. Only
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
    private var table: StatementTable?
    private var insertOrder: RowStatement?
    private var count: Int64 = 0
    private var first: Document?
    private var last: Document?
    /// Documents with a row that could not be read.
    private var isPartial: Set<Document> = []
    /// A row of an unknown document could not be read.
    private var lostRow = false

    private static let select = """
        SELECT r.id, r.batch, r.row, r.document, r.source, r.sku, r.line, r.stated_at, r.needs, r.value, r.raw, r.whole
          FROM temp.stated_order o JOIN temp.stated_row r ON r.id = o.id
        """

    init(_ database: Database, names: Names) {
        self.database = database
        self.names = names
    }

    var isEmpty: Bool { count == 0 }

    func add(_ statement: Statement, row: Int64?, raw: [UInt8]?) throws {
        guard let document = statement.fields.document else { return }
        note(document)
        let (table, insertOrder) = try opened()
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
        try table.insert(
            StatementRow(
                id: count,
                batch: 0,
                row: row,
                line: line,
                statedAt: statement.fields.detail.statedAt,
                needs: statement.need?.text,
                value: statement.text,
                raw: statement.need == nil ? nil : raw,
                whole: false
            )
        )
        let group = line.group
        insertOrder.bind(part.rawValue, at: 1)
        insertOrder.bind(document.text, at: 2)
        insertOrder.bind(statement.fields.source.text, at: 3)
        insertOrder.bind(group.line, at: 4)
        insertOrder.bind(group.sku == 0 ? "" : statement.fields.sku?.text ?? "", at: 5)
        insertOrder.bind(count, at: 6)
        try insertOrder.run()
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
            "\(Self.select) WHERE o.part = ? ORDER BY o.document, o.source, o.line, o.sku, o.id"
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
            \(Self.select) WHERE o.part = 0 AND o.document = ? AND r.source = ?
             ORDER BY o.source, o.line, o.sku, o.id
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

    private func opened() throws -> (StatementTable, RowStatement) {
        if let table, let insertOrder { return (table, insertOrder) }
        try TemporaryTable(
            name: "stated_row",
            definition: "AS SELECT * FROM main.statement LIMIT 0",
            uniqueIndexes: ["id"]
        ).open(database)
        try TemporaryTable(
            name: "stated_order",
            definition: """
                (part, document, source, line, sku, id,
                 PRIMARY KEY (part, document, source, line, sku, id)) WITHOUT ROWID
                """
        ).open(database)
        let opened = (
            try StatementTable(database, names: names, table: "temp.stated_row"),
            try RowStatement(database, "INSERT INTO temp.stated_order VALUES (?, ?, ?, ?, ?, ?)")
        )
        (table, insertOrder) = opened
        return opened
    }
}
