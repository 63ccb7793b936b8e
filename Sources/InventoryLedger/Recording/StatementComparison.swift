/// rows of a group -> `TakenRows`: compares what a file states of a line, an order or a shipment with the ledger's
/// statements.
final class StatementComparison {
    private let lines: LineWriter
    private let findings: StatementFindings
    private let policy: ConflictPolicy
    /// The batch being written.
    private let batch: Int64

    init(_ lines: LineWriter, _ findings: StatementFindings, policy: ConflictPolicy, batch: Int64) {
        self.lines = lines
        self.findings = findings
        self.policy = policy
        self.batch = batch
    }

    /// The rows without those that were settled by hand when they were stated before.
    func withoutDismissed(_ rows: [StatementRow], _ before: LineWriter.GroupRows) throws
        -> [StatementRow]
    {
        guard !before.dismissed.isEmpty else { return rows }
        let dismissed = HeldTexts(before.dismissed)
        var left: [StatementRow] = []
        for (number, row) in HeldTexts.numbered(rows) {
            if dismissed.has(number, of: row) {
                try findings.report(row.row, .duplicate)
            } else {
                left.append(row)
            }
        }
        return left
    }

    /// Whether the ledger has exactly these rows and nothing newer. Then they are only counted.
    func isKnown(
        _ rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ group: LineGroup
    ) throws -> Bool {
        guard !held.isEmpty, rows.allSatisfy({ $0.needs == nil }), !lines.hasAmbiguous else { return false }
        let newest = held.lazy.map(\.statedAt).max { ($0 ?? .never) < ($1 ?? .never) } ?? nil
        for (number, row) in HeldTexts.numbered(rows) {
            guard row.statedAt == newest, texts.has(group.hasID ? 1 : number, of: row) else { return false }
        }
        guard group.hasID || texts.haveTogether(HeldTexts.numbered(rows)) else { return false }
        for row in rows {
            try findings.report(row.row, row.value.hasPrefix("{\"steps\":\"\"") ? .ignored : .duplicate)
        }
        try findings.report(stated: lines.liveSeqs(group))
        return true
    }

    /// Divides the rows of a group into new ones, known ones and conflicts.
    func take(
        _ rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ group: LineGroup,
        keepsAll: Bool
    ) throws -> TakenRows {
        var taken = TakenRows(group: group)
        taken.entries = try held.map(lines.entry)
        let rows = rows.sorted { ($0.statedAt ?? .never, $0.row ?? 0) < ($1.statedAt ?? .never, $1.row ?? 0) }
        return group.hasID
            ? try take(ofLine: rows, held, texts, taken, keepsAll: keepsAll)
            : try take(ofSKU: rows, held, texts, taken, keepsAll: keepsAll)
    }

    /// Rows of one line id, each by itself.
    private func take(
        ofLine rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ before: TakenRows,
        keepsAll: Bool
    ) throws -> TakenRows {
        var taken = before
        for row in rows {
            let entry = try entry(row, taken.accepted.count)
            if texts.has(1, of: row) {
                if keepsAll { taken.accept(entry, row) } else { taken.know(entry, row) }
                continue
            }
            let movement = MovementKey(entry.statement)
            // Single events of one line may have several SKUs at one time, like the components of a kit.
            let line = StatedLine(
                taken.entries.filter { other in
                    MovementKey(other.statement) == movement
                        && (entry.statement.isOfWholeLine
                            || other.statement.fields.sku == entry.statement.fields.sku)
                }
            )
            if let rival = line.rivals(of: entry).last {
                try settle(conflict: entry, row, with: rival, held, keepsAll: keepsAll, &taken)
            } else if !keepsAll, line.covers(entry) {
                taken.know(entry, row)
            } else {
                taken.accept(entry, row)
            }
        }
        return taken
    }

    /// Rows of one SKU without ids, together, because the others show what each means.
    private func take(
        ofSKU rows: [StatementRow],
        _ held: [StatementRow],
        _ texts: HeldTexts,
        _ before: TakenRows,
        keepsAll: Bool
    ) throws -> TakenRows {
        var taken = before
        let numbered = HeldTexts.numbered(rows)
        let isNews = numbered.map { number, row in !texts.has(number, of: row) }
        // An export with all of these rows shows which lines they are, even if each row is known.
        let isNewTogether = !isNews.contains(true) && !texts.haveTogether(numbered)
        let hasNews = keepsAll || isNews.contains(true) || isNewTogether
        // What the ledger says at the same times and the file does not.
        var over: [Instant?: [StatedLine.Entry]] = [:]
        if hasNews, !held.isEmpty {
            let equal = Set(rows.map(StatementText.init))
            let texts = Dictionary(held.map { ($0.id, StatementText($0)) }) { $1 }
            for (statedAt, entries) in Dictionary(
                grouping: before.entries,
                by: \.statement.fields.detail.statedAt
            ) {
                guard let batch = entries.map(\.batch).max() else { continue }
                over[statedAt] = entries.filter { one in
                    one.batch == batch && !(texts[one.id].map(equal.contains) ?? false)
                }
            }
        }
        var hasAccepted = isNewTogether
        for ((_, row), isNews) in zip(numbered, isNews) {
            let entry = try entry(row, taken.accepted.count)
            guard hasNews else {
                taken.know(entry, row)
                continue
            }
            let scope = entry.statement.isOfWholeLine ? nil : StatedLine.key(entry.statement)
            let rivals = (over[row.statedAt] ?? []).indices.filter { place in
                guard isNews, let other = over[row.statedAt]?[place].statement else { return false }
                return (other.isOfWholeLine ? nil : StatedLine.key(other)) == scope
                    && Self.areOfOne(other, entry.statement)
            }
            if let same = rivals.first(where: {
                over[row.statedAt]?[$0].statement.differences(toFile: entry.statement).isEmpty ?? false
            }) {
                over[row.statedAt]?.remove(at: same)
            } else if let place = rivals.first, let rival = over[row.statedAt]?.remove(at: place) {
                try settle(conflict: entry, row, with: rival, held, keepsAll: true, &taken)
                continue
            }
            hasAccepted = hasAccepted || isNews
            taken.accept(entry, row)
        }
        guard hasNews, !keepsAll else { return taken }
        // If nothing is new, or a newer export says all of it, no row is stored.
        if !hasAccepted && taken.settled.isEmpty || isCoveredByNewer(taken, before.entries) {
            var known = before
            for entry in taken.accepted where !taken.settled.contains(entry.id) {
                if let row = taken.rows[entry.id] { known.know(entry, row) }
            }
            return known
        }
        return taken
    }

    /// Whether two rows that state single events may be the same event.
    private static func areOfOne(_ one: Statement, _ other: Statement) -> Bool {
        one.isOfWholeLine || one.isCumulative || one.isBesideLine
            || one.steps.first?.occurredAt == other.steps.first?.occurredAt
                && one.fields.warehouse == other.fields.warehouse
    }

    /// Whether a newer export in the ledger says everything that the file's rows say.
    private func isCoveredByNewer(_ taken: TakenRows, _ held: [StatedLine.Entry]) -> Bool {
        guard !held.isEmpty, taken.settled.isEmpty, let newest = taken.accepted.map(\.statedAt).max() else {
            return false
        }
        func sorted(_ entries: [StatedLine.Entry]) -> [(text: String, entry: StatedLine.Entry)] {
            entries.map { ($0.statement.contentText, $0) }.sorted {
                $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
            }
        }
        let rows = sorted(taken.accepted)
        return Dictionary(grouping: held, by: \.batch).values.contains { entries in
            guard entries.count == rows.count, let statedAt = entries.map(\.statedAt).max(), statedAt > newest
            else { return false }
            return zip(sorted(entries), rows).allSatisfy { newer, older in
                newer.text.hasSameBytes(as: older.text) && StatedLine([newer.entry]).covers(older.entry)
            }
        }
    }

    /// Divides the rows that refer to orders or shipments into new and known ones.
    func take(references rows: [StatementRow], _ group: LineGroup) throws -> TakenRows {
        var taken = TakenRows(group: group)
        let before = try lines.read(group)
        let held = before.references
        let rows = try withoutDismissed(rows, before)
        let texts = HeldTexts(held)
        taken.entries = try held.map(lines.entry)
        let references = StatedReferences.all(taken.entries, hasID: group.hasID)
        let heldTexts = Dictionary(held.map { ($0.id, StatementText($0)) }) { $1 }
        for (number, row) in HeldTexts.numbered(rows) {
            let entry = try entry(row, taken.accepted.count)
            if texts.has(number, of: row) {
                taken.know(entry, row)
                continue
            }
            // What the file restates is not a rival.
            let rival = references.lazy.filter { StatedReferences.areOfOne($0, entry, hasID: group.hasID) }
                .compactMap { line in line.rivals(of: entry).last }
                .first { rival in
                    !rows.contains { row in heldTexts[rival.id].map { $0 == StatementText(row) } ?? false }
                }
            if let rival {
                try settle(conflict: entry, row, with: rival, held, keepsAll: false, &taken)
            } else {
                taken.accept(entry, row)
            }
        }
        return taken
    }

    /// Reports a row that contradicts another one of the same time, and applies the policy.
    private func settle(
        conflict entry: StatedLine.Entry,
        _ row: StatementRow,
        with rival: StatedLine.Entry,
        _ held: [StatementRow],
        keepsAll: Bool,
        _ taken: inout TakenRows
    ) throws {
        let isOfThisFile = taken.accepted.contains { $0.id == rival.id }
        let place = held.first { $0.id == rival.id }.map { row in
            "batch \(row.batch)" + (row.row.map { ", row \($0)" } ?? "")
        }
        try findings.report(
            conflict: row,
            rival.statement.differences(toFile: entry.statement),
            document: taken.group.document,
            place: place ?? "row \(taken.rows[rival.id]?.row ?? 0)",
            isOfThisFile: isOfThisFile
        )
        if policy == .amend, !isOfThisFile {
            taken.accept(entry, row)
            taken.settled.insert(entry.id)
        } else if keepsAll, !isOfThisFile, let known = held.first(where: { $0.id == rival.id }) {
            // The file lists the line, but the ledger's values are kept.
            var kept = StatementRow(
                id: row.id,
                batch: row.batch,
                row: row.row,
                line: known.line,
                statedAt: known.statedAt,
                needs: known.needs,
                value: known.value,
                raw: row.raw
            )
            kept.whole = row.whole
            let entry = try self.entry(kept, taken.accepted.count)
            taken.accept(entry, kept)
            taken.settled.insert(entry.id)
        }
    }

    /// The statement of a row, with the number that it gets if it is stored.
    private func entry(_ row: StatementRow, _ accepted: Int) throws -> StatedLine.Entry {
        StatedLine.Entry(
            id: lines.nextID + Int64(accepted),
            batch: batch,
            statement: try lines.statement(ofFile: row)
        )
    }
}

extension Instant {
    /// Before any other instant.
    fileprivate static var never: Instant { Instant(milliseconds: .min) }
}
