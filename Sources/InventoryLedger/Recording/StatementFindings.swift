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
    func tell(conflictOf document: Document, row: Int64?, lines: Int64, of batch: Int64, inFile count: Int64)
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
    func tell(
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
        try tell(row.row, .conflict)
    }

    /// Reports an event that the file restated.
    func tell(stated seqs: [Int64]) throws {
        for seq in seqs where seq <= head { try report(.stated(seq)) }
    }

    /// Reports rows that do not form a valid event.
    func reject(_ rows: [StatementRow], _ problem: FieldProblem) throws {
        for row in rows {
            try report(.rejected(row: row.row, problem, raw: row.raw ?? Array(row.value.utf8)))
        }
    }

    /// Reports the class of a row.
    func tell(_ row: Int64?, _ rowClass: RowClass) throws {
        let isConflict = row.map(rowsInConflict.contains) ?? false
        try report(.row(row, isConflict ? .conflict : rowClass))
    }

    /// Counts the rows of a group that state lines.
    func tell(_ taken: TakenRows, _ stated: StatedGroup, _ change: LineWriter.Change) throws {
        let appended = Set(change.appended.map(\.told))
        var lineOf: [Int64: Int] = [:]
        for (index, line) in stated.lines.enumerated() {
            for told in line.told { lineOf[told.id] = index }
        }
        // Of the rows of one line, the last accepted one counts as the change.
        var lastOf: [Int: Int64] = [:]
        for told in taken.accepted {
            if let line = lineOf[told.id] { lastOf[line] = told.id }
        }
        for told in taken.accepted where !taken.settled.contains(told.id) {
            let index = lineOf[told.id]
            let line = index.map { stated.lines[$0] }
            let rowClass: RowClass
            if change.waiting.contains(told.id) {
                rowClass = .waiting
            } else if appended.contains(told.id) {
                rowClass = .recorded
            } else if let line {
                let isNews =
                    !change.isEmpty && index.flatMap { lastOf[$0] } == told.id
                    && (taken.group.hasID || !line.repeats(told))
                rowClass = isNews ? .recorded : saysNothing(told, line)
            } else {
                rowClass = stated.lines.contains { $0.isSuperseded(told) } ? .stale : .duplicate
            }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        for told in taken.known {
            let equal = taken.told.first { other in
                other.statedAt == told.statedAt && other.id >= 0
                    && other.statement.contentText.hasSameBytes(as: told.statement.contentText)
            }
            let line = equal.flatMap { lineOf[$0.id] }.map { stated.lines[$0] }
            let rowClass: RowClass =
                if let equal, change.waiting.contains(equal.id) {
                    .waiting
                } else if let line {
                    saysNothing(told, line)
                } else {
                    stated.lines.contains { $0.isSuperseded(told) } ? .stale : .duplicate
                }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        try tellStated(taken, change)
    }

    private func saysNothing(_ told: StatedLine.Told, _ line: StatedLine) -> RowClass {
        if line.isSuperseded(told) { return .stale }
        return told.statement.steps.isEmpty || told.statement.statesNoUnits ? .ignored : .duplicate
    }

    /// Counts the rows of a group that refer to orders or shipments.
    func tell(
        _ taken: TakenRows,
        _ changes: [LineWriter.Change],
        all: [LineWriter.Change]? = nil
    ) throws {
        let found = all ?? changes
        let appended = Set(found.flatMap(\.appended).map(\.told))
        let waiting = found.reduce(into: Set<Int64>()) { $0.formUnion($1.waiting) }
        for told in taken.accepted where !taken.settled.contains(told.id) {
            let rowClass: RowClass =
                if waiting.contains(told.id) {
                    .waiting
                } else if appended.contains(told.id) {
                    .recorded
                } else {
                    .duplicate
                }
            try tell(taken.rows[told.id]?.row, rowClass)
        }
        for told in taken.known {
            let equal = taken.told.filter { other in
                other.statement.contentText.hasSameBytes(as: told.statement.contentText)
            }
            let waits = equal.contains { waiting.contains($0.id) }
            try tell(taken.rows[told.id]?.row, waits ? .waiting : .duplicate)
        }
        for change in changes { try tellStated(taken, change) }
    }

    private func tellStated(_ taken: TakenRows, _ change: LineWriter.Change) throws {
        if !taken.known.isEmpty || change.appended.isEmpty {
            try tell(stated: change.known)
        }
        try tellReversed(change)
    }

    func tellReversed(_ change: LineWriter.Change) throws {
        let count = change.reversed.filter { $0.seq <= head }.count
        if count > 0 { try report(.superseded(Int64(count))) }
    }
}
