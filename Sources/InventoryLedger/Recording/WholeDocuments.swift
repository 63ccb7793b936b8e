/// Documents that a file lists whole: whether the file says anything new about them, and what becomes of the lines that
/// it does not list.
final class WholeDocuments {
    /// What is known of a document of the file.
    struct Listed {
        let file: StatedRows.FileDocument
        /// The exports that list it whole, including the file if it says anything new.
        var whole: [WholeExport] = []
        /// The file lists the document whole and says something new, so all of its rows are stored.
        var keepsAll = false
        /// The ledger has no statement of the document yet.
        var isNew = false
        private(set) var groups: Set<LineGroup> = []

        /// Notes that the file lists lines of a group.
        mutating func list(_ group: LineGroup) {
            if keepsAll, !isNew { groups.insert(group) }
        }
    }

    private let lines: LineWriter
    private let rows: StatedRows
    private let findings: StatementFindings
    private let policy: ConflictPolicy
    /// The batch being written.
    private let batch: Int64

    init(
        _ lines: LineWriter,
        _ rows: StatedRows,
        _ findings: StatementFindings,
        policy: ConflictPolicy,
        batch: Int64
    ) {
        self.lines = lines
        self.rows = rows
        self.findings = findings
        self.policy = policy
        self.batch = batch
    }

    /// Compares a document of the file with the ledger's exports of it.
    func begin(_ file: StatedRows.FileDocument) throws -> Listed {
        var document = Listed(file: file)
        guard try lines.has(file.document, source: file.source) else {
            document.isNew = true
            document.keepsAll = file.isWhole
            return document
        }
        document.whole = try lines.wholeExports(file.document, source: file.source)
        guard file.isWhole else { return document }
        var statedAt = Instant(milliseconds: .min)
        var count: Int64 = 0
        var first: Int64?
        // Exports in the ledger that say the same as the file about every row.
        var same: Set<Int64>?
        try rows.forEachGroup(of: file) { group, rows in
            let before = try self.lines.read(group)
            let held = HeldTexts(before.lines + before.ignored + before.dismissed)
            for (number, row) in HeldTexts.numbered(rows) {
                if !row.isIgnored { count += 1 }
                first = min(first ?? .max, row.row ?? .max)
                statedAt = max(statedAt, row.statedAt ?? statedAt)
                let batches = held.batches(with: number, of: row)
                same = same.map { $0.intersection(batches) } ?? batches
            }
        }
        let known = try document.whole.contains { export in
            guard same?.contains(export.batch) == true else { return false }
            return try self.lines.count(file.document, source: file.source, batch: export.batch) == count
        }
        guard !known else { return document }
        for rival in document.whole where rival.statedAt == statedAt {
            let lines = try self.lines.count(file.document, source: file.source, batch: rival.batch)
            guard lines != count else { continue }
            try findings.report(
                conflictOf: file.document,
                row: first,
                lines: lines,
                of: rival.batch,
                inFile: count
            )
            // Nothing says which of the two lists is newer. The ledger's stays, unless the user amends it.
            if policy == .amend { break }
            return document
        }
        document.keepsAll = true
        document.whole.append(WholeExport(batch: batch, statedAt: statedAt))
        return document
    }

    /// Settles the lines of a whole document that the file does not list.
    func end(_ document: Listed) throws {
        guard document.keepsAll, !document.isNew else { return }
        for change in try lines.settleDocument(
            document.file.document,
            source: document.file.source,
            except: document.groups
        ) {
            try findings.reportReversed(change)
        }
    }
}
