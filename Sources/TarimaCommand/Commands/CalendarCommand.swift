import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records the closed days of calendars, or shows them.
struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: phrase("Record the closed days of calendars, or show them."),
        discussion: phrase(
            """
            FILE has the columns calendar, from, to, closed (yes or no) and name; no reopens a day that a wider calendar \
            closes. It replaces what was recorded of its calendars. Built in are cn, mx and mx-customs; mx-customs:16 \
            narrows it to one office, warehouse:MTY1 narrows mx. The narrower calendar holds, day by day. Weekends are \
            open unless a file closes them. Without FILE and --show, the recorded days are listed.

              tarima calendar --show cn --from 2026-01-01 --to 2026-12-31
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: .phrase("The file; - for standard input."), completion: .file()) var file: String?
    @Option(
        help: .phrase(
            "Show the days of a calendar that are not ordinary open ones.",
            valueName: "calendar"
        )
    )
    var show: String?
    @Option(help: .phrase("The first day to show; by default today.", valueName: "day")) var from: String?
    @Option(help: .phrase("The last day to show; by default a year later.", valueName: "day"))
    var to: String?
    @OptionGroup var reading: FileOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if file != nil, show != nil { throw ValidationError("--show does not take a file.") }
        if show == nil, from != nil || to != nil { throw ValidationError("--from and --to need --show.") }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book, clock, records: file != nil, .declarations)
        if let file { return try record(file, ledger) }
        guard let show else { return try list(ledger) }
        let name = try CalendarName(show)
        let today = ledger.settings.zone.day(of: ledger.now())
        let from =
            try from.map { try TimeArgument.day($0, option: "--from") } ?? CalendarDate(dayNumber: today)
        let to =
            try to.map { try TimeArgument.day($0, option: "--to") }
            ?? CalendarDate(dayNumber: from.dayNumber + 365)
        guard from <= to, Instant.years.contains(from.year), Instant.years.contains(to.year) else {
            throw ValidationError(
                "--from \(from) --to \(to): write the earlier day first, in \(Instant.years.lowerBound) to "
                    + "\(Instant.years.upperBound)."
            )
        }
        let days = try ledger.calendars().calendar(name).days(from: from, to: to)
        try print(Self.runs(of: days).map { Row(name: name, period: $0, basis: $1) }, asked: name, from, to)
    }

    private func record(_ file: String, _ ledger: Ledger) throws {
        let options = try reading.tableOptions(of: CalendarFile.columns, for: ledger)
        let read = try CalendarFile(path: file, options: options)
        try ImportReport.refuseProblems(read.problems, warnings: read.warnings, of: file)
        let result = try ledger.declare(calendars: read.calendars, origin: read.origin)
        Speech.warn(result.warnings)
        Speech.say(
            result.batch.map { "recorded \(result.counts.recorded.counted("calendar")) as batch \($0)" }
                ?? "already recorded"
        )
    }

    private func list(_ ledger: Ledger) throws {
        let rows = try ledger.declaredCalendars().flatMap { calendar in
            calendar.periods.map { Row(name: calendar.name, period: $0, basis: .declared) }
        }
        try print(rows, asked: nil, nil, nil)
    }

    private func print(_ rows: [Row], asked: CalendarName?, _ from: CalendarDate?, _ to: CalendarDate?) throws
    {
        try output.show(
            "calendar",
            parameters: [
                Member(name: "show", value: .optional(asked?.text)),
                Member(name: "from", value: .optional(from?.description)),
                Member(name: "to", value: .optional(to?.description)),
            ],
            columns: Self.columns,
            rows: rows
        )
    }

    /// A period of a calendar, and where it comes from.
    private struct Row {
        let name: CalendarName
        let period: CalendarPeriod
        let basis: CalendarDay.Basis
    }

    private static let columns: [TypedColumn<Row>] = [
        .words("calendar") { .text($0.name.text) },
        .words("from") { .text("\($0.period.from)") },
        .words("to") { .text("\($0.period.to)") },
        .words("closed") { .text($0.period.isClosed ? "yes" : "no") },
        .words("name") { .optional($0.period.name) }.shortened(to: 12),
        .words("basis") { .text($0.basis.rawValue) },
    ]

    /// Days in a row that say the same, as one period.
    private static func runs(of days: [CalendarDay]) throws -> [(CalendarPeriod, CalendarDay.Basis)] {
        var runs: [(first: CalendarDay, last: CalendarDay)] = []
        for day in days {
            if let run = runs.last, run.last.date.dayNumber + 1 == day.date.dayNumber,
                (run.last.isClosed, run.last.name, run.last.basis) == (day.isClosed, day.name, day.basis)
            {
                runs[runs.count - 1].last = day
            } else {
                runs.append((day, day))
            }
        }
        return try runs.map { first, last in
            let period = try CalendarPeriod(
                from: first.date,
                to: last.date,
                isClosed: first.isClosed,
                name: first.name
            )
            return (period, first.basis)
        }
    }
}
