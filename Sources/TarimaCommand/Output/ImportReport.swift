import InventoryLedger
import WarehouseExports

/// The report of an import: one row per file, and the problems for people.
enum ImportReport {
    /// What became of a file.
    enum Row {
        case read(ImportResult)
        /// The file could not be read as a whole.
        case failed(file: String, code: String, message: String)

        fileprivate var append: AppendResult? {
            guard case .read(let result) = self else { return nil }
            return result.append
        }

        /// The rows of a refused file that would have been recorded.
        fileprivate var heldBack: Int64? {
            guard let append, append.isRefused, append.counts.recorded > 0 else { return nil }
            return append.counts.recorded
        }

        /// The rows that were recorded. Rows of that class of a refused file are said beside a zero.
        fileprivate var recorded: Cell {
            let count = append?.counts.recorded ?? 0
            return heldBack == nil ? .integer(count) : .figure(number: "\(count)", shown: "0 of \(count)")
        }

        fileprivate var profile: String? {
            guard case .read(let result) = self else { return nil }
            return result.profile
        }

        fileprivate var file: String {
            switch self {
            case .read(let result): result.file
            case .failed(let file, _, _): file
            }
        }

        fileprivate var problems: [Cell] {
            switch self {
            case .read(let result):
                return result.append.problems.map { problem($0, at: .events(profile: result.profile)) }
            case .failed(_, let code, let message):
                let failure = RowProblem(
                    row: nil,
                    column: "",
                    value: "",
                    code: code,
                    message: FileName.shown(message)
                )
                return [problem(failure, at: .table)]
            }
        }

        fileprivate var warnings: [Cell] {
            guard case .read(let result) = self else { return [] }
            return result.append.warnings.map { problem($0, at: .events(profile: result.profile)) }
        }
    }

    static func table(_ rows: [Row], isDryRun: Bool) -> ReportTable {
        ReportTable(
            report: "import",
            parameters: [Member(name: "dry_run", value: .flag(isDryRun))],
            columns: columns(rows, isDryRun: isDryRun),
            rows: rows,
            notes: rows.compactMap { row in
                row.heldBack.map {
                    "\(FileName.shown(row.file)): nothing was recorded; without the rows that are wrong, \($0.counted("row")) "
                        + "would have been"
                }
            }
        )
    }

    private static func columns(_ rows: [Row], isDryRun: Bool) -> [TypedColumn<Row>] {
        /// - Parameter isRare: it hardly ever says anything, and is then for programs.
        func count(
            _ key: String,
            isRare: Bool = false,
            _ count: @escaping @Sendable (AppendResult) -> Int64
        ) -> TypedColumn<Row> {
            let isShown = !isRare || rows.contains { $0.append.map(count) ?? 0 != 0 }
            return .figures(key, inTable: isShown) { .integer($0.append.map(count) ?? 0) }
        }
        var columns: [TypedColumn<Row>] = [
            .figures("batch") { .optional($0.append?.batch) },
            .words("file") { .text(FileName.shown($0.file)) }.kept.shortened(to: 16),
            .words("profile") { .optional($0.profile) },
            count("rows") { $0.counts.rows },
            .figures("recorded", title: isDryRun ? "would_record" : "recorded") { $0.recorded }.sentences
                .kept,
            count("events") { $0.events },
            count("duplicates") { $0.counts.duplicates }.kept,
            count("stale", isRare: true) { $0.counts.stale },
            count("conflicts") { $0.counts.conflicts }.kept.warning,
            count("waiting", isRare: true) { $0.counts.waiting }.kept.warning,
            count("rejected") { $0.counts.rejected }.kept.warning,
            count("ignored") { $0.counts.ignored },
            count("superseded", isRare: true) { $0.counts.superseded },
            .words("problems", inTable: false) { .list($0.problems) },
            .figures("problems_total", title: "problems", inTable: false) {
                .integer($0.append?.problemsTotal ?? 1)
            },
            .words("warnings", inTable: false) { .list($0.warnings) },
        ]
        if isDryRun {
            columns.append(
                .words("changes", inTable: false) { .list(($0.append?.changes ?? []).map(change)) }
            )
        }
        return columns
    }

    /// The changes in stock of a dry run, for people.
    static func changesTable(_ changes: [StockChange]) -> ReportTable {
        ReportTable(
            report: "changes",
            columns: [
                .words("sku") { .text($0.sku.text) },
                .words("warehouse") { .text($0.warehouse.text) },
                .words("stage") { .text($0.stage.rawValue) },
                .figures("units") { .integer($0.units) },
            ],
            rows: changes
        )
    }

    /// How the rows of a file were read, on standard error.
    static func tellReading(_ result: ImportResult) {
        let rows = result.append.counts.rows
        let singly = result.rowsReadSingly
        let percent = singly &* 100 / max(rows, 1)
        Speech.say(
            "\(result.file): \(singly) of \(rows.counted("row")) (\(percent)%) \(singly == 1 ? "was" : "were") read one by one"
        )
    }

    /// Problems as `file:row:column: message`, on standard error.
    static func tellProblems(_ result: ImportResult, _ options: AppendOptions) {
        let place = Advice.Place.events(profile: result.profile)
        let append = result.append
        tell(
            append.problems,
            sharing: append.sharedProblems,
            total: append.problemsTotal,
            rows: append.counts.rows - append.counts.ignored,
            of: result.file,
            at: place
        )
        warn(append.warnings, total: append.warningsTotal, of: result.file, at: place)
        if result.append.isRefused {
            let counts = result.append.counts
            var ways: [String] = []
            if counts.rejected > 0, !options.skipsRejected {
                ways.append("--skip-rejected records the other rows")
            }
            if counts.conflicts > 0, options.onConflict == .fail {
                ways.append("--on-conflict keep or amend settles the conflicts")
            }
            Speech.say(
                "tarima: \(result.file): nothing was recorded; correct the file"
                    + (ways.isEmpty ? "" : ", or: \(ways.joined(separator: "; "))")
            )
        }
        let waiting = result.append.counts.waiting
        if waiting > 0, !result.append.isRefused {
            Speech.say(
                "\(result.file): \(waiting.counted("row")) waiting for more information; see: tarima waiting"
            )
        }
        if result.append.counts.rows == 0 {
            Speech.say("warning: \(result.file): the file has a header but no rows")
        }
    }

    /// The problems and warnings of a file that was read without a batch.
    static func tell(_ found: ProblemList, rows: Int64, of file: String, at place: Advice.Place) {
        tell(found.problems, sharing: found.shared, total: found.total, rows: rows, of: file, at: place)
        warn(found.warnings, total: found.warningsTotal, of: file, at: place)
    }

    /// Prints what is wrong with a table that is not of events.
    ///
    /// - Throws: `ExitStatus.refused` if something is.
    static func refuseProblems(_ problems: [RowProblem], warnings: [RowProblem], of file: String) throws {
        warn(warnings, total: Int64(warnings.count), of: file, at: .table)
        for problem in problems { Speech.say(line(problem, file: file, at: .table)) }
        guard !problems.isEmpty else { return }
        Speech.say("tarima: \(file): nothing was recorded; correct the file")
        throw ExitStatus.refused
    }

    private static func tell(
        _ problems: [RowProblem],
        sharing all: [SharedProblem],
        total: Int64,
        rows: Int64,
        of file: String,
        at place: Advice.Place
    ) {
        // A problem of all rows is said once.
        let shared = all.filter { $0.rows == rows && rows > 1 }
        for problem in shared { Speech.say(line(problem, file: file, at: place)) }
        let own = problems.filter { problem in
            !shared.contains { $0.first.column == problem.column && $0.first.code == problem.code }
        }
        for problem in own { Speech.say(line(problem, file: file, at: place)) }
        let more = shared.isEmpty ? total - Int64(own.count) : 0
        if more > 0 { Speech.say("\(file): and \(more.counted("more problem"))") }
    }

    private static let warningsMax = 20

    private static func warn(_ warnings: [RowProblem], total: Int64, of file: String, at place: Advice.Place)
    {
        for warning in warnings.prefix(warningsMax) {
            Speech.say("warning: " + line(warning, file: file, at: place))
        }
        let more = total - Int64(warningsMax)
        if more > 0 { Speech.say("warning: \(file): and \(more.counted("more warning"))") }
    }

    /// A problem of all rows as `file:column: message, in all 12 rows`, with the value of the first one.
    private static func line(_ shared: SharedProblem, file: String, at place: Advice.Place) -> String {
        let problem = RowProblem(
            row: shared.first.code == FieldProblem.Code.missingValue.rawValue ? nil : shared.first.row,
            column: shared.first.column,
            value: shared.first.value,
            code: shared.first.code,
            message: shared.first.message + ", in all \(shared.rows) rows"
        )
        return line(problem, file: file, at: place)
    }

    /// A problem as `file:row:column: message`.
    static func line(_ problem: RowProblem, file: String, at place: Advice.Place) -> String {
        [file, problem.row.map { String($0) }, problem.column.isEmpty ? nil : problem.column]
            .compactMap { $0 }.joined(separator: ":") + ": " + Advice.sentence(problem, at: place)
    }

    static func problem(_ problem: RowProblem, at place: Advice.Place) -> Cell {
        .object([
            Member(name: "row", value: problem.row.map { .integer($0) } ?? .null),
            Member(name: "column", value: problem.column.isEmpty ? .null : .text(problem.column)),
            Member(name: "value", value: .text(problem.value)),
            Member(name: "code", value: .text(problem.code)),
            Member(name: "message", value: .text(Advice.sentence(problem, at: place))),
        ])
    }

    private static func change(_ change: StockChange) -> Cell {
        .object([
            Member(name: "sku", value: .text(change.sku.text)),
            Member(name: "warehouse", value: .text(change.warehouse.text)),
            Member(name: "stage", value: .text(change.stage.rawValue)),
            Member(name: "units", value: .integer(change.units)),
        ])
    }
}
