import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records names and unit costs, or lists them.
struct ItemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items",
        abstract: "Record names and unit costs of SKUs, or list them.",
        discussion:
            "FILE has the columns sku, name, unit_cost, currency and nom; all but sku are optional."
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "The file; - for standard input. Without it, list the items.")
    var file: String?

    @OptionGroup var clock: ClockOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(clock)
        guard let file else { return try list(ledger) }
        let read = try ItemFile(path: file, settings: ledger.settings)
        for problem in read.problems {
            Speech.say("\(file):\(problem.row ?? 0):\(problem.column): \(problem.message)")
        }
        guard read.problems.isEmpty else {
            Speech.say("tarima: \(file): nothing was recorded; correct the file")
            throw ExitStatus.refused
        }
        let result = try ledger.declare(items: read.items, origin: read.origin)
        Speech.warn(result.warnings)
        Speech.say(
            result.batch.map { "recorded \(result.counts.recorded.counted("item")) as batch \($0)" }
                ?? "already recorded"
        )
    }

    private func list(_ ledger: Ledger) throws {
        try ledger.withItems { try output.show("items", columns: Self.columns, rows: $0) }
    }

    private static let columns: [TypedColumn<Item>] = [
        .words("sku") { .text($0.sku.text) },
        .words("name") { .optional($0.name) },
        .figures("unit_cost") { $0.unitCost.map { .decimal($0.decimal) } ?? .null },
        .words("currency") { .optional($0.unitCost?.currency.code) },
        .words("nom") { .optional($0.nom) },
    ]
}
