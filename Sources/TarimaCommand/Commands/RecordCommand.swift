import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records one event by hand.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: phrase("Record one event by hand."),
        discussion: phrase(
            """
            To see the columns of a kind: tarima template KIND.

              tarima record stock_received --document REC-0457 --sku MX-LAMP-01 --quantity 40 --warehouse MTY1 --at 2025-11-01
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("What happened, such as stock_received or stock_adjusted."))
    var kind: String

    @Option(help: .phrase("The number of the document.")) var document: String
    @Option(help: .phrase("When it happened: an instant or a day. The default is now.")) var at: String?
    @Option(help: .phrase("The SKU.")) var sku: String?
    @Option(parsing: .unconditional, help: .phrase("The number of units.")) var quantity: String?
    @Option(help: .phrase("Where it happened.")) var warehouse: String?
    @Option(help: .phrase("The system that issued the document. The default is manual.")) var source: String?
    @Option(help: .phrase("The line of the document, if it has several.")) var line: String?
    @Option(help: .phrase("The stage the units go to.")) var stage: String?
    @Option(help: .phrase("The stage the units leave.")) var fromStage: String?
    @Option(help: .phrase("The destination of a transfer.")) var toWarehouse: String?
    @Option(help: .phrase("The shipment.")) var shipment: String?
    @Option(help: .phrase("The order that a return belongs to.")) var order: String?
    @Option(help: .phrase("The source of the order, if several sources use its number.")) var orderSource:
        String?
    @Option(help: .phrase("The sales channel.")) var channel: String?
    @Option(parsing: .unconditional, help: .phrase("The total of the line.")) var amount: String?
    @Option(help: .phrase("The currency of the amount.")) var currency: String?
    @Option(help: .phrase("The pedimento.")) var pedimento: String?
    @Option(help: .phrase("The RFC of the importer.")) var importerRfc: String?
    @Option(help: .phrase("The mode of transport: sea, air or road.")) var mode: String?
    @Option(help: .phrase("The forwarder.")) var forwarder: String?
    @Option(help: .phrase("The expected arrival.")) var eta: String?
    @Option(help: .phrase("The tracking number of the parcel.")) var tracking: String?
    @Option(help: .phrase("The reason.")) var reason: String?
    @Option(help: .phrase("A note.")) var note: String?
    @Flag(help: .phrase("Count as demand, but move no stock.")) var memo = false

    @Flag(help: .phrase("Show the changes in stock without recording anything.")) var dryRun = false
    @Option(help: .phrase("If the recorded event differs: fail, keep it, or amend it."))
    var onConflict: ConflictPolicy = .fail
    @OptionGroup var clock: ClockOptions
    @OptionGroup var output: FormatOptions

    func run() throws { try ErrorReport.refusing(record) }

    private func record() throws {
        let ledger = try tarima.openLedger(clock)
        let event = try event(ledger)
        var options = AppendOptions()
        options.isDryRun = dryRun
        options.onConflict = onConflict
        let result = try ledger.record([event], options: options)
        Speech.warn(result.warnings)
        for problem in result.problems {
            Speech.say("tarima: \(problem.column): \(Advice.sentence(problem, at: .options))")
        }
        if dryRun { try output.show(ImportReport.changesTable(result.changes)) }
        if result.isRefused {
            let choice = onConflict == .fail ? "choose --on-conflict keep or amend; " : ""
            Speech.say(
                "tarima: \(choice)to record another movement under this document, give it its own --line"
            )
            throw ExitStatus.refused
        }
        try report(result, of: event, ledger)
    }

    /// The event of the options.
    private func event(_ ledger: Ledger) throws -> Event {
        try EventText(ledger.settings).event(texts(ledger), now: ledger.now())
    }

    /// How recently the same must have been recorded for a note that it was: an hour.
    private static let recently: Int64 = 3_600_000

    private func report(_ result: AppendResult, of event: Event, _ ledger: Ledger) throws {
        if let batch = result.batch {
            Speech.say("recorded as batch \(batch); take it back with: tarima undo \(batch)")
            // With a time, the same event would have been met.
            if at == nil, let same = try ledger.sameEvent(as: event, before: batch, within: Self.recently) {
                let clock = ledger.settings.zone.clock(same.recordedAt)
                Speech.say(
                    "note: batch \(same.stored.batch) recorded the same at \(clock), and both count; if it happened once, "
                        + "take one back with: tarima undo \(batch)"
                )
            }
        } else if let seq = result.firstMet, let met = try ledger.event(seq: seq) {
            Speech.say(
                "already recorded: event \(seq), batch \(met.batch)" + (met.row.map { ", row \($0)" } ?? "")
                    + "; to record another movement like it, give it its own --line"
            )
        }
    }

    private func texts(_ ledger: Ledger) -> [Column: String] {
        let all: [(Column, String?)] = [
            (.kind, kind), (.source, source), (.document, document), (.line, line), (.sku, sku),
            (.warehouse, warehouse), (.quantity, quantity), (.occurredAt, at ?? ledger.now().description),
            (.stage, stage), (.fromStage, fromStage), (.toWarehouse, toWarehouse), (.shipment, shipment),
            (.order, order), (.orderSource, orderSource), (.channel, channel), (.amount, amount),
            (.currency, currency),
            (.pedimento, pedimento),
            (.importerRFC, importerRfc), (.mode, mode), (.forwarder, forwarder), (.eta, eta),
            (.tracking, tracking),
            (.reason, reason), (.memo, memo ? "true" : nil), (.note, note),
        ]
        return Dictionary(all.compactMap { column, text in text.map { (column, $0) } }) { $1 }
    }
}
