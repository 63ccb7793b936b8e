import ArgumentParser
import InventoryLedger

/// A period: days, both included, or instants, half-open.
struct SpanOptions: ParsableArguments {
    @Option(help: .phrase("The first day, or the first instant.", valueName: "time")) var from: String?
    @Option(
        help: .phrase(
            "The last day, included; or the first instant after the period.",
            valueName: "time"
        )
    )
    var to: String?

    var isEmpty: Bool { from == nil && to == nil }

    func validate() throws {
        if (from == nil) != (to == nil) { throw ValidationError("--from and --to need each other.") }
    }

    /// The window in the ledger's zone.
    func window(_ ledger: Ledger) throws -> ReportWindow {
        let zone = ledger.settings.zone
        let (from, to) = (from ?? "", to ?? "")
        if let first = try? TimeArgument.day(from, option: "--from"),
            let last = try? TimeArgument.day(to, option: "--to")
        {
            return try ReportWindow(from: first, to: last, zone: zone)
        }
        let start = try TimeArgument.instant(from, option: "--from", in: zone)
        if let last = try? TimeArgument.day(to, option: "--to") {
            return try ReportWindow(start: start, end: zone.start(ofDay: last.dayNumber + 1), zone: zone)
        }
        return try ReportWindow(
            start: start,
            end: TimeArgument.instant(to, option: "--to", in: zone),
            zone: zone
        )
    }
}
