import GRDB

/// statements of a file -> statements and events of the log: records what is new about each line.
final class StatementRecorder {
    private let log: LogWriter
    private let lines: LineWriter
    private let references: ReferenceWriter
    private let rows: StatedRows
    private let findings: StatementFindings
    private let documents: WholeDocuments
    private let comparison: StatementComparison

    init(
        _ log: LogWriter,
        codes: CodeBook,
        policy: ConflictPolicy,
        rows: StatedRows,
        report: @escaping (StatementFinding) throws -> Void
    ) throws {
        self.log = log
        self.rows = rows
        lines = try LineWriter(log, codes: codes)
        references = try ReferenceWriter(log, codes: codes, lines: lines)
        findings = StatementFindings(after: log.head.seq, report)
        documents = WholeDocuments(lines, rows, findings, policy: policy, batch: log.batch.id)
        comparison = StatementComparison(lines, findings, policy: policy, batch: log.batch.id)
    }

    /// Whether the batch added statements.
    var hasStatements: Bool { lines.hasStatements }

    /// Records the file's statements.
    func run() throws {
        var document: WholeDocuments.Listed?
        try rows.forEachGroup(.lines) { file, group, rows in
            if document?.file.document != file.document || document?.file.source != file.source {
                if let last = document { try self.documents.end(last) }
                document = try self.documents.begin(file)
            }
            document?.list(group)
            guard let inHand = document else { return }
            try self.record(rows, group, inHand)
        }
        if let last = document { try documents.end(last) }
        try lines.save()
        try log.writeSingles()
        try rows.forEachGroup(.orders) { _, group, rows in
            let taken = try self.comparison.take(references: rows, group)
            try self.keep(taken)
            try self.lines.save()
            var changes: [LineWriter.Change] = []
            for needs in Set(rows.compactMap(\.needs)).sorted() {
                changes += try self.references.settleOrder(needs, row: { taken.rows[$0]?.row })
            }
            try self.findings.report(taken, changes)
        }
        try recordReleases()
        for change in try references.settleTouched() { try findings.reportReversed(change) }
    }

    private func recordReleases() throws {
        var releases: [String: [TakenRows]] = [:]
        try rows.forEachGroup(.shipments) { _, group, rows in
            let taken = try self.comparison.take(references: rows, group)
            try self.keep(taken)
            for needs in Set(rows.compactMap(\.needs)) { releases[needs, default: []].append(taken) }
        }
        try lines.save()
        for (needs, releases) in releases.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var rows: [Int64: StatementRow] = [:]
            for taken in releases { rows.merge(taken.rows) { $1 } }
            let shipment = Shipment(trusted: String(needs.dropFirst("shipment ".count)))
            let changes = try references.settleReleases(needs, shipment: shipment, row: { rows[$0]?.row })
            for (place, taken) in releases.enumerated() {
                try findings.report(taken, place == 0 ? changes : [], all: changes)
            }
        }
    }

    private func record(_ rows: [StatementRow], _ group: LineGroup, _ document: WholeDocuments.Listed) throws
    {
        // Only what the log has of a document is read while its lines are settled.
        if document.isNew { log.gatherSingles() } else { try log.writeSingles() }
        var before = document.isNew ? LineWriter.GroupRows() : try lines.read(group)
        let ignored = rows.filter(\.isIgnored)
        before.ignored += try keep(ignored: ignored, document)
        let rows = try comparison.withoutDismissed(
            ignored.isEmpty ? rows : rows.filter { !$0.isIgnored },
            before
        )
        if rows.isEmpty, !document.keepsAll { return }
        let texts = HeldTexts(before.lines)
        if !document.keepsAll, try comparison.isKnown(rows, before.lines, texts, group) { return }
        let taken = try comparison.take(rows, before.lines, texts, group, keepsAll: document.keepsAll)
        let stated = StatedGroup(
            taken.entries,
            hasID: group.hasID,
            whole: document.whole.without(before.ignored)
        )
        let dues: [[LineWriter.Due]?]
        do {
            dues = try stated.lines.map(lines.due)
        } catch let problem as FieldProblem {
            try findings.reject(rows, problem)
            return
        }
        try keep(taken, isWhole: document.keepsAll)
        let change = try lines.settle(group, stated, dues, before, row: { taken.rows[$0]?.row })
        try findings.report(taken, stated, change)
    }

    /// Counts rows that the profile ignores. Where the file lists the document whole, they are stored.
    private func keep(ignored rows: [StatementRow], _ document: WholeDocuments.Listed) throws
        -> [StatementRow]
    {
        for row in rows { try findings.report(row.row, .ignored) }
        guard document.keepsAll else { return [] }
        return try rows.map { row in
            let kept = stored(row, id: lines.nextID, isWhole: true)
            try lines.add(kept)
            return kept
        }
    }

    /// A row of the file as the log stores it.
    private func stored(_ row: StatementRow, id: Int64, isWhole: Bool) -> StatementRow {
        StatementRow(
            id: id,
            batch: log.batch.id,
            row: row.row,
            line: row.line,
            statedAt: row.statedAt,
            needs: row.needs,
            value: row.value,
            raw: row.raw,
            whole: isWhole
        )
    }

    /// Writes the new statements.
    private func keep(_ taken: TakenRows, isWhole: Bool = false) throws {
        for entry in taken.accepted {
            guard let row = taken.rows[entry.id] else { continue }
            try lines.add(stored(row, id: entry.id, isWhole: isWhole))
        }
    }
}
