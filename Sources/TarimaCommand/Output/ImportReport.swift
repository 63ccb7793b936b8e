import InventoryLedger
import WarehouseExports

/// The report of an import: one row per file, and the problems for people.
enum ImportReport {
    /// The row of a file that was read.
    static func row(_ result: ImportResult) -> [Cell] {
        let counts = result.append.counts
        return [
            result.append.batch.map { .integer($0) } ?? .null, .text(FileName.shown(result.file)),
            .text(result.profile),
            .integer(counts.rows), .integer(counts.recorded), .integer(result.append.events),
            .integer(counts.duplicates), .integer(counts.stale), .integer(counts.conflicts),
            .integer(counts.waiting),
            .integer(counts.rejected), .integer(counts.ignored), .integer(counts.superseded),
            .list(result.append.problems.map { problem($0, at: .events(profile: result.profile)) }),
            .integer(result.append.problemsTotal),
            .list(result.append.warnings.map { problem($0, at: .events(profile: result.profile)) }),
            .list(result.append.changes.map(change)),
        ]
    }

    /// The row of a file that could not be read as a whole.
    static func row(file: String, code: String, message: String) -> [Cell] {
        let failure = RowProblem(
            row: nil,
            column: "",
            value: "",
            code: code,
            message: FileName.shown(message)
        )
        return [.null, .text(FileName.shown(file)), .null] + Array(repeating: .integer(0), count: 10)
            + [.list([problem(failure, at: .table)]), .integer(1), .list([]), .list([])]
    }

    static func table(_ rows: [[Cell]], isDryRun: Bool) -> ReportTable {
        let counts = [
            "rows", "recorded", "events", "duplicates", "stale", "conflicts", "waiting", "rejected",
            "ignored",
            "superseded",
        ]
        // Columns that are rarely used are hidden unless needed.
        let rare = ["stale", "waiting", "superseded"]
        var columns = [
            ReportColumn(key: "batch", title: "batch", alignment: .right),
            ReportColumn(key: "file", title: "file"), ReportColumn(key: "profile", title: "profile"),
        ]
        columns += counts.enumerated().map { index, key in
            let isShown = !rare.contains(key) || rows.contains { $0[3 + index] != .integer(0) }
            return ReportColumn(key: key, title: key, alignment: .right, inTable: isShown)
        }
        columns += [
            ReportColumn(key: "problems", title: "problems", inTable: false),
            ReportColumn(key: "problems_total", title: "problems", alignment: .right, inTable: false),
            ReportColumn(key: "warnings", title: "warnings", inTable: false),
        ]
        if isDryRun { columns.append(ReportColumn(key: "changes", title: "changes", inTable: false)) }
        return ReportTable(
            report: "import",
            parameters: [Member(name: "dry_run", value: .flag(isDryRun))],
            columns: columns,
            rows: rows.map { isDryRun ? $0 : Array($0.dropLast()) }
        )
    }

    /// The changes in stock of a dry run, for people.
    static func changesTable(_ changes: [StockChange]) -> ReportTable {
        ReportTable(
            report: "changes",
            columns: [
                ReportColumn(key: "sku", title: "sku"), ReportColumn(key: "warehouse", title: "warehouse"),
                ReportColumn(key: "stage", title: "stage"),
                ReportColumn(key: "units", title: "units", alignment: .right),
            ],
            rows: changes.map {
                [.text($0.sku.text), .text($0.warehouse.text), .text($0.stage.rawValue), .integer($0.units)]
            }
        )
    }

    /// Problems as `file:row:column: message`, on standard error.
    static func tellProblems(_ result: ImportResult, _ options: AppendOptions) {
        let place = Advice.Place.events(profile: result.profile)
        for problem in result.append.problems { Speech.say(line(problem, file: result.file, at: place)) }
        let more = result.append.problemsTotal - Int64(result.append.problems.count)
        if more > 0 { Speech.say("\(result.file): and \(more.counted("more problem"))") }
        for warning in result.append.warnings.prefix(20) {
            Speech.say("warning: " + line(warning, file: result.file, at: place))
        }
        let moreWarnings = result.append.warningsTotal - 20
        if moreWarnings > 0 {
            Speech.say("warning: \(result.file): and \(moreWarnings.counted("more warning"))")
        }
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
