/// statements of a file -> statements and events of the log: tells what is new of each line from what was stated before.
final class StatementRecorder {
    /// What became of a row, or was found on the way.
    enum Finding {
        case row(Int64?, Appender.RowClass)
        case conflict(row: Int64?, [Event.Difference], document: Document, place: String, isOfThisFile: Bool)
        case rejected(row: Int64?, FieldProblem, raw: [UInt8])
        /// An event of the book that the file stated again.
        case stated(Int64)
        /// Events of the book that were reversed.
        case superseded(Int64)
    }

    private let log: LogWriter
    private let policy: ConflictPolicy
    private let lines: LineWriter
    private let rows: StatedRows
    private let report: (Finding) throws -> Void

    init(
        _ log: LogWriter,
        codes: CodeBook,
        policy: ConflictPolicy,
        rows: StatedRows,
        report: @escaping (Finding) throws -> Void
    ) throws {
        self.log = log
        self.policy = policy
        self.rows = rows
        self.report = report
        lines = try LineWriter(log, codes: codes)
    }

    /// Whether the batch brought statements of its own, whatever came of them.
    var hasStatements: Bool { lines.hasStatements }

    /// A line of the file while it is told from what was stated before.
    private struct Taken {
        let id: LineID
        var line: StatedLine
        var accepted: [StatedLine.Told] = []
        /// Rows that say nothing new.
        var known: [StatedLine.Told] = []
        /// The file's rows, by the number of their statement; below 0 for those that say nothing new.
        var rows: [Int64: StatedRows.FileRow] = [:]
        /// Accepted in spite of a conflict, which their class tells.
        var amended: Set<Int64> = []
    }

    /// Records what the file stated.
    func run() throws {
        var releases: [String: (shipment: Shipment, lines: [Taken])] = [:]
        try rows.forEachLine { need, id, rows in
            let taken = try self.take(id, rows)
            if case .shipment(let shipment)? = need, let needs = need?.text {
                try self.keep(taken)
                releases[needs, default: (shipment, [])].lines.append(taken)
                return
            }
            let due: [LineWriter.Due]?
            do {
                due = try self.lines.due(id, taken.line)
            } catch let problem as FieldProblem {
                try self.reject(rows, problem)
                return
            }
            try self.keep(taken)
            let change = try self.lines.settle(id, due: due, row: { taken.rows[$0]?.row.row })
            try self.tell(taken, change)
        }
        for (needs, release) in releases.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var rows: [Int64: StatedRows.FileRow] = [:]
            for taken in release.lines { rows.merge(taken.rows) { $1 } }
            let changes = try lines.settleReleases(
                needs,
                shipment: release.shipment,
                row: { rows[$0]?.row.row }
            )
            var told: Set<LineID> = []
            for taken in release.lines {
                told.insert(taken.id)
                var change = changes[taken.id] ?? LineWriter.Change()
                if changes[taken.id] == nil { change.waits = true }
                try tell(taken, change)
            }
            for (id, change) in changes where !told.contains(id) { try tellReversed(change) }
        }
        for change in try lines.settleTouched() { try tellReversed(change) }
    }

    /// Tells the rows of a line that are new from those that say nothing new or contradict what was said.
    private func take(_ id: LineID, _ rows: [StatedRows.FileRow]) throws -> Taken {
        let (book, bookRows) = try lines.told(id)
        var taken = Taken(id: id, line: book)
        let firstNew = lines.nextID
        for row in rows.sorted(by: { ($0.statedAt, $0.row.row ?? 0) < ($1.statedAt, $1.row.row ?? 0) }) {
            let told = StatedLine.Told(id: firstNew + Int64(taken.accepted.count), statement: row.statement)
            func sayNothingNew() {
                let known = StatedLine.Told(id: -1 - Int64(taken.known.count), statement: row.statement)
                taken.known.append(known)
                taken.rows[known.id] = row
            }
            let isKnown = bookRows.contains {
                $0.statedAt == row.row.statedAt && $0.value.hasSameBytes(as: row.row.value)
            }
            if isKnown {
                sayNothingNew()
                continue
            }
            let rivals = taken.line.rivals(of: told)
            if let rival = rivals.last {
                let isOfThisFile = rival.id >= firstNew
                let place = bookRows.first { $0.id == rival.id }.map { row in
                    "batch \(row.batch)" + (row.row.map { ", row \($0)" } ?? "")
                }
                try report(
                    .conflict(
                        row: row.row.row,
                        rival.statement.differences(toFile: row.statement),
                        document: id.document,
                        place: place ?? "row \(taken.rows[rival.id]?.row.row ?? 0)",
                        isOfThisFile: isOfThisFile
                    )
                )
                guard policy == .amend, !isOfThisFile else {
                    try report(.row(row.row.row, .conflict))
                    continue
                }
                taken.amended.insert(told.id)
            } else if taken.line.says(told) {
                sayNothingNew()
                continue
            }
            taken.accepted.append(told)
            taken.rows[told.id] = row
            taken.line.add(told)
        }
        return taken
    }

    /// Writes the statements that are new.
    private func keep(_ taken: Taken) throws {
        for told in taken.accepted {
            guard let row = taken.rows[told.id]?.row else { continue }
            try lines.add(
                StatementRow(
                    id: told.id,
                    batch: log.batch.id,
                    row: row.row,
                    line: taken.id,
                    statedAt: row.statedAt,
                    needs: row.needs,
                    value: row.value,
                    raw: row.raw
                )
            )
        }
    }

    private func reject(_ rows: [StatedRows.FileRow], _ problem: FieldProblem) throws {
        for row in rows {
            try report(.rejected(row: row.row.row, problem, raw: row.row.raw ?? Array(row.row.value.utf8)))
        }
    }

    /// Counts the rows of a line.
    private func tell(_ taken: Taken, _ change: LineWriter.Change) throws {
        let isChanged = !change.appended.isEmpty || !change.reversed.isEmpty
        let newest = taken.accepted.last
        for told in taken.accepted {
            let rowClass: Appender.RowClass =
                if taken.amended.contains(told.id) {
                    .conflict
                } else if change.waits {
                    .waiting
                } else if change.appended.contains(where: { $0.told == told.id })
                    || isChanged && told.id == newest?.id
                {
                    .recorded
                } else if taken.line.isSuperseded(told) {
                    .stale
                } else {
                    .duplicate
                }
            try report(.row(taken.rows[told.id]?.row.row, rowClass))
        }
        for told in taken.known {
            let rowClass: Appender.RowClass =
                change.waits ? .waiting : taken.line.isSuperseded(told) ? .stale : .duplicate
            try report(.row(taken.rows[told.id]?.row.row, rowClass))
        }
        if !taken.known.isEmpty || change.appended.isEmpty {
            for seq in change.known where seq <= log.head.seq { try report(.stated(seq)) }
        }
        try tellReversed(change)
    }

    private func tellReversed(_ change: LineWriter.Change) throws {
        let count = change.reversed.filter { $0.seq <= log.head.seq }.count
        if count > 0 { try report(.superseded(Int64(count))) }
    }
}

extension StatedRows.FileRow {
    fileprivate var statedAt: Instant { row.statedAt ?? Instant(milliseconds: .min) }
}

extension StatedLine {
    /// Whether a later statement says otherwise.
    func isSuperseded(_ one: Told) -> Bool {
        told.contains { other in
            other.statedAt > one.statedAt && !one.statement.differences(toFile: other.statement).isEmpty
        }
    }
}
