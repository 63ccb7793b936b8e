import GRDB

/// The statements of the file being read, kept in a temporary table until its end: only then is it known all that the
/// file says of a line.
final class StatedRows {
    struct FileRow {
        let statement: Statement
        let row: StatementRow
    }

    private let database: Database
    private let names: Names
    private var table: StatementTable?
    private var insertOrder: RowStatement?
    private var count: Int64 = 0

    init(_ database: Database, names: Names) {
        self.database = database
        self.names = names
    }

    var isEmpty: Bool { count == 0 }

    func add(_ statement: Statement, row: Int64?, raw: [UInt8]?) throws {
        guard let document = statement.fields.document else { return }
        let (table, insertOrder) = try opened()
        count += 1
        let line = LineID(
            document: document,
            source: try names.sources.id(statement.fields.source),
            sku: try statement.fields.sku.map { try names.skus.id($0) } ?? 0,
            line: statement.fields.line?.text ?? ""
        )
        let value = statement.text
        try table.insert(
            StatementRow(
                id: count,
                batch: 0,
                row: row,
                line: line,
                statedAt: statement.fields.detail.statedAt,
                needs: statement.need?.text,
                value: value,
                raw: statement.need == nil ? nil : raw
            )
        )
        insertOrder.bind(document.text, at: 1)
        insertOrder.bind(line.source, at: 2)
        insertOrder.bind(line.sku, at: 3)
        insertOrder.bind(line.line, at: 4)
        insertOrder.bind(statement.scope, at: 5)
        insertOrder.bind(statement.progress, at: 6)
        insertOrder.bind(value, at: 7)
        insertOrder.bind(count, at: 8)
        try insertOrder.run()
    }

    /// Hands over the rows, line by line: first the lines that say everything, then those that need an order, then those
    /// that need a shipment.
    func forEachLine(_ body: (Statement.Need?, LineID, [FileRow]) throws -> Void) throws {
        guard count > 0 else { return }
        var waiting: [(line: LineID, needsShipment: Bool)] = []
        let select = try RowStatement(
            database,
            """
            SELECT o.id, r.batch, r.row, r.document, r.source, r.sku, r.line, r.stated_at, r.needs, r.value, r.raw, o.scope
              FROM temp.stated_order o JOIN temp.stated_row r ON r.id = o.id
             ORDER BY o.document, o.source, o.sku, o.line, o.scope, o.progress, o.value, o.id
            """
        )
        var rows: [(row: StatementRow, scope: Int64)] = []
        func handOver() throws {
            guard let first = rows.first?.row else { return }
            if let needs = rows.lazy.compactMap(\.row.needs).first {
                waiting.append((first.line, needs.hasPrefix("shipment ")))
            } else {
                try self.handOver(rows, body)
            }
            rows.removeAll()
        }
        while try select.next() {
            let row = StatementTable.row(select)
            if let last = rows.last, last.row.line != row.line { try handOver() }
            rows.append((row, select.integer(11)))
        }
        try handOver()
        let selectLine = try RowStatement(
            database,
            """
            SELECT o.id, r.batch, r.row, r.document, r.source, r.sku, r.line, r.stated_at, r.needs, r.value, r.raw, o.scope
              FROM temp.stated_order o JOIN temp.stated_row r ON r.id = o.id
             WHERE o.document = ? AND o.source = ? AND o.sku = ? AND o.line = ? ORDER BY o.scope, o.progress, o.value, o.id
            """
        )
        for one in waiting.filter({ !$0.needsShipment }) + waiting.filter(\.needsShipment) {
            selectLine.bind(one.line.document.text, at: 1)
            selectLine.bind(one.line.source, at: 2)
            selectLine.bind(one.line.sku, at: 3)
            selectLine.bind(one.line.line, at: 4)
            while try selectLine.next() {
                rows.append((StatementTable.row(selectLine), selectLine.integer(11)))
            }
            try self.handOver(rows, body)
            rows.removeAll()
        }
    }

    /// Rows without an id of their own are as many lines as there are rows: an export states each line once.
    private func handOver(
        _ rows: [(row: StatementRow, scope: Int64)],
        _ body: (Statement.Need?, LineID, [FileRow]) throws -> Void
    ) throws {
        guard let first = rows.first?.row, let table else { return }
        let text = first.line.line
        let isNumbered = text.isEmpty || Line(trusted: text).namesGroup
        var lines: [String] = []
        var byLine: [String: [FileRow]] = [:]
        var scope = Int64.min
        var number = 0
        for one in rows {
            number = one.scope == scope ? number + 1 : 1
            scope = one.scope
            let name = isNumbered && number > 1 ? "\(text)#\(number)" : text
            let line = LineID(
                document: first.line.document,
                source: first.line.source,
                sku: first.line.sku,
                line: name
            )
            let own = StatementRow(
                id: one.row.id,
                batch: one.row.batch,
                row: one.row.row,
                line: line,
                statedAt: one.row.statedAt,
                needs: one.row.needs,
                value: one.row.value,
                raw: one.row.raw
            )
            if byLine[name] == nil { lines.append(name) }
            byLine[name, default: []].append(FileRow(statement: try table.statement(own), row: own))
        }
        for name in lines {
            let rows = byLine[name] ?? []
            guard let line = rows.first?.row.line else { continue }
            try body(rows.lazy.compactMap(\.statement.need).first, line, rows)
        }
    }

    private func opened() throws -> (StatementTable, RowStatement) {
        if let table, let insertOrder { return (table, insertOrder) }
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.stated_row;
                DROP TABLE IF EXISTS temp.stated_order;
                CREATE TEMP TABLE stated_row AS SELECT * FROM main.statement LIMIT 0;
                CREATE UNIQUE INDEX temp.stated_row_id ON stated_row (id);
                CREATE TEMP TABLE stated_order (document, source, sku, line, scope, progress, value, id,
                    PRIMARY KEY (document, source, sku, line, scope, progress, value, id)) WITHOUT ROWID;
                """
        )
        let opened = (
            try StatementTable(database, names: names, table: "temp.stated_row"),
            try RowStatement(database, "INSERT INTO temp.stated_order VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        )
        (table, insertOrder) = opened
        return opened
    }
}

extension Statement {
    /// Which rows of one file and key are distinct lines: those of a whole line, or of one kind and stage.
    fileprivate var scope: Int64 {
        guard !isOfWholeLine, let kind = steps.first?.kind else { return 0 }
        return kind.number << 16 | (fields.stage?.number ?? 0) << 8 | (fields.fromStage?.number ?? 0)
    }

    /// How far the line has come, so that rows of one key that differ only in it are told apart alike in every file.
    fileprivate var progress: Int64 {
        let kinds = steps.map(\.kind)
        if kinds.contains(.orderShipped) { return 2 }
        return kinds.contains(.orderCancelled) ? 0 : 1
    }
}
