import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Records names and unit costs, or lists them.
struct ItemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items",
        abstract: phrase("Record names, costs, measures and papers of SKUs, or list them."),
        discussion: phrase(
            """
            FILE has the column sku and any of \(ItemColumn.all.dropFirst().map(\.name).joined(separator: ", ")). It \
            may be any file that import reads; the columns are also known by their Spanish and Chinese names.

              tarima items items.csv
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(
        help: .phrase("The file; - for standard input. Without it, list the items."),
        completion: .file()
    )
    var file: String?

    @OptionGroup var reading: FileOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book, clock, records: file != nil, .declarations)
        guard let file else { return try list(ledger) }
        let options = try reading.tableOptions(of: ItemColumn.all.map(\.name), for: ledger)
        let read = try ItemFile(path: file, settings: ledger.settings, options: options)
        try ImportReport.refuseProblems(read.problems, warnings: read.warnings, of: file)
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

    /// Columns that hardly any ledger fills are shown in files only.
    private static let shown = ["sku", "name", "unit_cost", "currency", "category", "noms"]

    private static let columns: [TypedColumn<Item>] = ItemColumn.all.map { column in
        let isShown = shown.contains(column.name)
        let typed: TypedColumn<Item> =
            column.isFigure
            ? .figures(column.name, inTable: isShown) { cell(column.value($0)) }
            : .words(column.name, inTable: isShown) { cell(column.value($0)) }
        return column.name == "name" ? typed.shortened(to: 16) : typed
    }

    private static func cell(_ value: ItemColumn.Value?) -> Cell {
        switch value {
        case .text(let text): .text(text)
        case .decimal(let text): .decimal(text)
        case .integer(let number): .integer(number)
        case nil: .null
        }
    }
}
