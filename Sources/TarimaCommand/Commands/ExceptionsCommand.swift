import ArgumentParser
import InventoryLedger

/// Lists exceptions.
struct ExceptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions",
        abstract: "List what is contradictory, overdue or missing in the ledger.",
        discussion: "With --strict, the command exits with status 65 if there are any."
    )

    @ParentCommand var tarima: Tarima
    @Option(help: "Only this code, such as waiting_row. Repeatable.") var code: [String] = []
    @Option(
        help: ArgumentHelp("Hours after which an order that was not shipped is listed.", valueName: "hours")
    )
    var waitingHours = 48
    @Option(
        help: ArgumentHelp(
            "Days after which a shipment without an expected arrival is overdue.",
            valueName: "days"
        )
    )
    var overdueDays = 60
    @Option(
        help: ArgumentHelp("Days after which the goods of a voided sale should be back.", valueName: "days")
    )
    var expectedBackDays = 15
    @Flag(help: "Exit with status 65 if there are any exceptions.") var strict = false
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
        let found = try tarima.openLedger(book).exceptions(codes.isEmpty ? nil : Set(codes), limits: limits)
        try output.show(
            "exceptions",
            parameters: [
                Member(name: "code", value: .list(codes.map { .text($0.rawValue) })),
                Member(name: "waiting_hours", value: .integer(Int64(waitingHours))),
                Member(name: "overdue_days", value: .integer(Int64(overdueDays))),
                Member(name: "expected_back_days", value: .integer(Int64(expectedBackDays))),
                Member(name: "strict", value: .flag(strict)),
            ],
            columns: Self.columns,
            rows: found
        )
        if strict, !found.isEmpty { throw ExitStatus.refused }
    }

    private static let columns: [TypedColumn<LedgerException>] = [
        .words("code") { .text($0.code.rawValue) },
        .words("sku") { .optional($0.sku?.text) },
        .words("warehouse") { .optional($0.warehouse?.text) },
        .words("document") { .optional($0.document) },
        .figures("quantity") { .optional($0.quantity) },
        .words("since") { .optional($0.since) },
        .words("until", inTable: false) { .optional($0.until) },
        .words("message") { .text(Advice.sentence($0)) }.kept.shortened(to: 40),
    ]
}
