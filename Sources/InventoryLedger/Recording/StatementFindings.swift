/// What became of a row, or was found on the way.
enum StatementFinding {
    case row(Int64?, RowClass)
    case conflict(row: Int64?, [Event.Difference], document: Document, place: String, isOfThisFile: Bool)
    case rejected(row: Int64?, FieldProblem, raw: [UInt8])
    /// An event that the file restated.
    case stated(Int64)
    /// The number of reversed events.
    case superseded(Int64)
}

/// Reports what became of the rows with statements: the class of each, conflicts, and events that were restated or
/// reversed.
final class StatementFindings {
    private let report: (StatementFinding) throws -> Void
    /// The end of the log before this batch.
    private let head: Int64
    /// Rows of a document that the ledger lists otherwise at the same time.
    private var rowsInConflict: Set<Int64> = []

    init(after head: Int64, _ report: @escaping (StatementFinding) throws -> Void) {
        self.head = head
        self.report = report
    }

    /// Reports that the ledger lists a document of a row otherwise.
    func report(
        conflictOf document: Document,
        row: Int64?,
        lines: Int64,
        of batch: Int64,
        inFile count: Int64
    )
        throws
    {
        try report(
            .conflict(
                row: row,
                [Event.Difference(column: .line, book: "\(lines) lines", file: "\(count) lines")],
                document: document,
                place: "batch \(batch)",
                isOfThisFile: false
            )
        )
        if let row { rowsInConflict.insert(row) }
    }

    /// Reports a row that contradicts another one of the same time.
    func report(
        conflict row: StatementRow,
        _ differences: [Event.Difference],
        document: Document,
        place: String,
        isOfThisFile: Bool
    ) throws {
        try report(
            .conflict(
                row: row.row,
                differences,
                document: document,
                place: place,
                isOfThisFile: isOfThisFile
            )
        )
        try report(row.row, .conflict)
    }

    /// Reports an event that the file restated.
    func report(stated seqs: [Int64]) throws {
        for seq in seqs where seq <= head { try report(.stated(seq)) }
    }

    /// Reports rows that do not form a valid event.
    func reject(_ rows: [StatementRow], _ problem: FieldProblem) throws {
        for row in rows {
            try report(.rejected(row: row.row, problem, raw: row.raw ?? Array(row.value.utf8)))
        }
    }

    /// Reports the class of a row.
    func report(_ row: Int64?, _ rowClass: RowClass) throws {
        let isConflict = row.map(rowsInConflict.contains) ?? false
        try report(.row(row, isConflict ? .conflict : rowClass))
    }

    /// Counts the rows of a group that state lines.
    func report(_ taken: TakenRows, _ stated: StatedGroup, _ change: LineWriter.Change) throws {
        let appended = Set(change.appended.map(\.statement))
        var lineOf: [Int64: Int] = [:]
        for (index, line) in stated.lines.enumerated() {
            for entry in line.entries { lineOf[entry.id] = index }
        }
        // Of the rows of one line, the last accepted one counts as the change.
        var lastOf: [Int: Int64] = [:]
        for entry in taken.accepted {
            if let line = lineOf[entry.id] { lastOf[line] = entry.id }
        }
        for entry in taken.accepted where !taken.settled.contains(entry.id) {
            let index = lineOf[entry.id]
            let line = index.map { stated.lines[$0] }
            let rowClass: RowClass
            if change.waiting.contains(entry.id) {
                rowClass = .waiting
            } else if appended.contains(entry.id) {
                rowClass = .recorded
            } else if let line {
                let isNews =
                    !change.isEmpty && index.flatMap { lastOf[$0] } == entry.id
                    && (taken.group.hasID || !line.repeats(entry))
                rowClass = isNews ? .recorded : saysNothing(entry, line)
            } else {
                rowClass = stated.lines.contains { $0.isSuperseded(entry) } ? .stale : .duplicate
            }
            try report(taken.rows[entry.id]?.row, rowClass)
        }
        for entry in taken.known {
            let equal = taken.entries.first { other in
                other.statedAt == entry.statedAt && other.id >= 0
                    && other.statement.contentText.hasSameBytes(as: entry.statement.contentText)
            }
            let line = equal.flatMap { lineOf[$0.id] }.map { stated.lines[$0] }
            let rowClass: RowClass =
                if let equal, change.waiting.contains(equal.id) {
                    .waiting
                } else if let line {
                    saysNothing(entry, line)
                } else {
                    stated.lines.contains { $0.isSuperseded(entry) } ? .stale : .duplicate
                }
            try report(taken.rows[entry.id]?.row, rowClass)
        }
        try reportStated(taken, change)
    }

    private func saysNothing(_ entry: StatedLine.Entry, _ line: StatedLine) -> RowClass {
        if line.isSuperseded(entry) { return .stale }
        return entry.statement.steps.isEmpty || entry.statement.statesNoUnits ? .ignored : .duplicate
    }

    /// Counts the rows of a group that refer to orders or shipments.
    func report(
        _ taken: TakenRows,
        _ changes: [LineWriter.Change],
        all: [LineWriter.Change]? = nil
    ) throws {
        let found = all ?? changes
        let appended = Set(found.flatMap(\.appended).map(\.statement))
        let waiting = found.reduce(into: Set<Int64>()) { $0.formUnion($1.waiting) }
        for entry in taken.accepted where !taken.settled.contains(entry.id) {
            let rowClass: RowClass =
                if waiting.contains(entry.id) {
                    .waiting
                } else if appended.contains(entry.id) {
                    .recorded
                } else {
                    .duplicate
                }
            try report(taken.rows[entry.id]?.row, rowClass)
        }
        for entry in taken.known {
            let equal = taken.entries.filter { other in
                other.statement.contentText.hasSameBytes(as: entry.statement.contentText)
            }
            let waits = equal.contains { waiting.contains($0.id) }
            try report(taken.rows[entry.id]?.row, waits ? .waiting : .duplicate)
        }
        for change in changes { try reportStated(taken, change) }
    }

    private func reportStated(_ taken: TakenRows, _ change: LineWriter.Change) throws {
        if !taken.known.isEmpty || change.appended.isEmpty {
            try report(stated: change.known)
        }
        try reportReversed(change)
    }

    func reportReversed(_ change: LineWriter.Change) throws {
        let count = change.reversed.filter { $0.seq <= head }.count
        if count > 0 { try report(.superseded(Int64(count))) }
    }
}
