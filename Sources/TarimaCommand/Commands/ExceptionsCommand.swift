import ArgumentParser
import InventoryLedger

/// Lists exceptions.
struct ExceptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions",
        abstract: phrase("List what is contradictory, overdue or missing in the ledger."),
        discussion: phrase(
            """
            On a terminal, the kinds come one after another, the worst first, each with its ten worst cases and what to do \
            next. In a file or a pipe, and with --code or --wide, every case has its row.

              tarima exceptions
              tarima exceptions --code order_waiting --format csv
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Option(help: .phrase("Only this code, such as waiting_row. Repeatable.")) var code: [String] = []
    @Option(
        help: .phrase("Hours after which an order that was not shipped is listed.", valueName: "hours")
    )
    var waitingHours = 48
    @Option(
        help: .phrase(
            "Days after which a shipment without an expected arrival is overdue.",
            valueName: "days"
        )
    )
    var overdueDays = 60
    @Option(
        help: .phrase("Days after which the goods of a voided sale should be back.", valueName: "days")
    )
    var expectedBackDays = 15
    @Flag(help: .phrase("Exit with status 65 if there are any exceptions.")) var strict = false
    @Option(
        help: .phrase(
            "Include events up to then: an instant such as 2026-11-13T12:00:00Z, or the end of a business day.",
            valueName: "time"
        )
    )
    var asOf: String?
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for (name, value) in [
            ("--waiting-hours", waitingHours), ("--overdue-days", overdueDays),
            ("--expected-back-days", expectedBackDays),
        ] where !(0...100_000).contains(value) {
            throw ValidationError("\(name) \(value): write a number from 0 to 100000.")
        }
    }

    func run() throws {
        let codes = try code.map { text in
            guard let code = LedgerException.Code(rawValue: text) else {
                let names = LedgerException.Code.allCases.map(\.rawValue)
                let others = "; write one of \(names.joined(separator: ", "))"
                throw ValidationError(
                    "\(text) is not an exception" + text.suggestion(among: names, otherwise: others)
                )
            }
            return code
        }
        var limits = ExceptionLimits()
        limits.waitingHours = waitingHours
        limits.overdueDays = overdueDays
        limits.expectedBackDays = expectedBackDays
        let ledger = try tarima.openLedger(book)
        let zone = ledger.settings.zone
        let end = try asOf.map { try TimeArgument.end($0, option: "--as-of", in: zone) }
        let found = try ProgressBar.reading {
            try ledger.exceptions(codes.isEmpty ? nil : Set(codes), limits: limits, asOf: end)
        }
        // Someone who asks for codes wants all of them.
        if output.isFitted, codes.isEmpty, !found.isEmpty {
            try output.show(ExceptionTables.make(found, in: zone))
        } else {
            try show(found, codes, end, in: zone)
        }
        if strict, !found.isEmpty { throw ExitStatus.refused }
    }

    private func show(
        _ found: [LedgerException],
        _ codes: [LedgerException.Code],
        _ end: Instant?,
        in zone: BusinessZone
    ) throws {
        try output.show(
            "exceptions",
            time: ReportTime(asOf: end),
            parameters: [
                Member(name: "code", value: .list(codes.map { .text($0.rawValue) })),
                Member(name: "waiting_hours", value: .integer(Int64(waitingHours))),
                Member(name: "overdue_days", value: .integer(Int64(overdueDays))),
                Member(name: "expected_back_days", value: .integer(Int64(expectedBackDays))),
                Member(name: "strict", value: .flag(strict)),
            ],
            in: zone,
            columns: Self.columns,
            rows: found
        )
    }

    private static let columns: [TypedColumn<LedgerException>] = [
        .words("code") { .text($0.code.rawValue) },
        .words("sku") { .optional($0.sku?.text) },
        .words("warehouse") { .optional($0.warehouse?.text) },
        .words("document") { .optional($0.document) },
        .figures("quantity") { .optional($0.quantity) },
        .words("since") { .optional($0.since) },
        .words("until", inTable: false) { .optional($0.until) },
        .words("message") { .text(Advice.sentence($0)) }.sentences.kept.shortened(to: 40),
    ]
}
