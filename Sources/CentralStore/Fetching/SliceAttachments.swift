import InventoryLedger

/// What belongs to the batches of a part of a book besides their events, on its way into a file.
struct SliceAttachments {
    let part: SlicePart
    let numbers: SliceNumbers
    let earlier: EarlierSlice?

    func write(into copy: LedgerCopy) throws {
        if part.detail == .events {
            try writeRows(of: .statement, into: copy)
            if part.isWhole {
                try writeRows(of: .rejectedRow, into: copy)
                try writeRestated(into: copy)
                try writeAmbiguous(into: copy)
            }
        }
        try writeRows(of: .declaration, into: copy)
    }

    private func writeRows(of table: RecordedTable, into copy: LedgerCopy) throws {
        let isStatement = table.name == RecordedTable.statement.name
        let isDeclaration = table.name == RecordedTable.declaration.name
        let row = MappedRow(table)
        // A later event of some SKUs may refer to an earlier statement, and declarations are few.
        let known = part.isWhole && !isDeclaration ? earlier : nil
        try known?.forEachRow(of: table) { found in
            try known?.take(found, into: row, numbers, copy)
            try copy.insert(row, into: table)
        }
        let columns = table.columns.map { "x.\"\($0.name)\"" }.joined(separator: ", ")
        let isPart = isStatement && part.skus != nil
        let condition =
            isPart
            ? """
             AND EXISTS (SELECT FROM tarima.event e WHERE e.book = x.book AND e.ledger = x.ledger
                             AND e.statement = x.id AND e.sku = ANY ($4::int[]))
            """
            // What each file reported is of no use to the stock of some SKUs.
            : isDeclaration && part.needed != nil ? " AND x.topic <> 'told'" : ""
        let (topic, subject) = (table.place("topic"), table.place("subject"))
        for ledger in numbers.batches.ledgers {
            try RowCursor.forEachRow(
                part.connection,
                name: "attached",
                "SELECT \(columns) FROM tarima.\(table.name) x "
                    + "WHERE x.book = $1 AND x.ledger = $2 AND x.batch > $3\(condition) "
                    + "ORDER BY \(columns.split(separator: ",").prefix(2).joined(separator: ","))",
                [.integer(part.book), .integer(ledger), .integer(known?.lastBatch(of: ledger) ?? 0)]
                    + (isPart ? [part.skuList] : [])
            ) { found in
                try numbers.take(found, of: ledger, into: row)
                if isDeclaration, try found.text(topic) == "dismissed", let text = try found.text(subject) {
                    row.replace(subject, by: try renumbered(text, of: ledger))
                }
                try copy.insert(row, into: table)
            }
        }
    }

    /// A row that was settled by hand is named by its batch: `BATCH:ROW`.
    private func renumbered(_ subject: String, of ledger: Int64) throws -> String {
        let parts = subject.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let batch = parts.first.flatMap({ Int64($0) }) else { return subject }
        let number = try numbers.batches.number(ofBatch: batch, of: ledger)
        return ([String(number)] + parts.dropFirst().map { String($0) }).joined(separator: ":")
    }

    /// The ranges are divided where the book has events of other ledgers between.
    private func writeRestated(into copy: LedgerCopy) throws {
        let lastSeqs = Dictionary(grouping: numbers.batches.batches, by: \.ledger)
            .mapValues { $0.map(\.lastSeq) }
        let row = MappedRow(.restated)
        try RowCursor.forEachRow(
            part.connection,
            name: "restated",
            """
            SELECT batch, first_seq, last_seq, ledger FROM tarima.restated
             WHERE book = $1 AND ledger = coalesce($2, ledger) ORDER BY ledger, batch, first_seq
            """,
            [.integer(part.book), .integer(part.ledger)]
        ) { found in
            let ledger = try found.number(3)
            let batch = try numbers.batches.number(ofBatch: found.number(0), of: ledger)
            var (first, last) = (try found.number(1), try found.number(2))
            // Within a batch the numbers follow each other.
            var open: (first: Int64, last: Int64)?
            func insert(_ range: (first: Int64, last: Int64)) throws {
                row.take(found, numbers: [batch, range.first, range.last])
                try copy.insert(row, into: .restated)
            }
            for end in lastSeqs[ledger] ?? [] where first <= last && end >= first {
                let piece = min(end, last)
                guard let from = numbers.events.number(of: first, of: ledger),
                    let to = numbers.events.number(of: piece, of: ledger)
                else {
                    throw CentralError(.damaged, "an event that was stated again is missing in the store")
                }
                if let range = open, range.last + 1 == from {
                    open = (range.first, to)
                } else {
                    if let range = open { try insert(range) }
                    open = (from, to)
                }
                first = piece + 1
            }
            if let range = open { try insert(range) }
        }
    }

    private func writeAmbiguous(into copy: LedgerCopy) throws {
        for row in try part.connection.query(
            "SELECT ledger, statement FROM tarima.ambiguous_line WHERE book = $1 AND ledger = coalesce($2, ledger)",
            [.integer(part.book), .integer(part.ledger)]
        ).all {
            guard let id = numbers.statements.number(of: try row.number(1), of: try row.number(0)) else {
                continue
            }
            try copy.insertAmbiguous(statement: id)
        }
    }
}
