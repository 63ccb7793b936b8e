import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records one event by hand.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record one event by hand.",
        discussion: "Which columns a kind has: tarima template KIND. --at is now unless given."
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "What happened, such as stock_received or stock_adjusted.")
    var kind: String

    @Option(help: "The document's number.") var document: String
    @Option(help: "When it happened: an instant or a day. Now, unless given.") var at: String?
    @Option(help: "The article.") var sku: String?
    @Option(parsing: .unconditional, help: "Whole units.") var quantity: String?
    @Option(help: "Where it happened.") var warehouse: String?
    @Option(help: "The system that issued the document; manual unless given.") var source: String?
    @Option(help: "Tells events of one document apart.") var line: String?
    @Option(help: "The stage the units go to.") var stage: String?
    @Option(help: "The stage the units leave.") var fromStage: String?
    @Option(help: "Where a transfer is bound for.") var toWarehouse: String?
    @Option(help: "The shipment.") var shipment: String?
    @Option(help: "The order of a return.") var order: String?
    @Option(help: "The source of the order, where several sources use its number.") var orderSource: String?
    @Option(help: "Where it was ordered.") var channel: String?
    @Option(parsing: .unconditional, help: "The line's total.") var amount: String?
    @Option(help: "The amount's currency.") var currency: String?
    @Option(help: "The pedimento.") var pedimento: String?
    @Option(help: "The importer's RFC.") var importerRfc: String?
    @Option(help: "How a shipment travels: sea, air, road.") var mode: String?
    @Option(help: "Who carries it.") var forwarder: String?
    @Option(help: "When it is expected.") var eta: String?
    @Option(help: "The parcel's number.") var tracking: String?
    @Option(help: "Why.") var reason: String?
    @Option(help: "Free text.") var note: String?
    @Flag(help: "Count as demand, move nothing.") var memo = false

    @Flag(help: "Show the changes in stock and record nothing.") var dryRun = false
    @Option(help: "Where the book has it differently: fail, keep the book, or amend it.")
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
        for problem in result.problems { Speech.say("tarima: \(problem.column): \(problem.message)") }
        if dryRun { try output.show(ImportReport.changesTable(result.changes)) }
        if result.isRefused {
            Speech.say("tarima: a further movement under this document needs a --line of its own")
            throw ExitStatus.refused
        }
        try tell(result, ledger)
    }

    /// The event that the options state. What is missing is asked for by the name of its option.
    private func event(_ ledger: Ledger) throws -> Event {
        do {
            return try EventText(ledger.settings).event(texts(ledger), now: ledger.now())
        } catch let problem as FieldProblem where problem.code == .missingValue {
            let option = problem.column.rawValue.split(separator: "_").joined(separator: "-")
            throw FieldProblem(
                problem.column,
                value: problem.value,
                code: problem.code,
                "\(kind) needs it; give it with --\(option)"
            )
        }
    }

    private func tell(_ result: AppendResult, _ ledger: Ledger) throws {
        if let batch = result.batch {
            Speech.say("recorded as batch \(batch); take it back with: tarima undo \(batch)")
        } else if let seq = result.firstMet, let met = try ledger.event(seq: seq) {
            Speech.say(
                "recorded already: event \(seq), batch \(met.batch)" + (met.row.map { ", row \($0)" } ?? "")
                    + ". A further movement like it needs a --line of its own"
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
