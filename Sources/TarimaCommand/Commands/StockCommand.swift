import ArgumentParser
import InventoryLedger

/// Shows stock.
struct StockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock",
        abstract: "Show stock by SKU and warehouse.",
        discussion: """
            Goods on the way are listed under their destination. on_hand = available + allocated + \
            quarantine + damaged; incoming = in_transit + released.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "A SKU, or a pattern with * and ?.")
    var sku: String?

    @Option(help: "Only this warehouse.")
    var warehouse: String?

    @Option(help: "Group by sku, warehouse, or sku,warehouse.")
    var by: StockGrouping = .skuAndWarehouse

    @Flag(help: "Also list SKUs and warehouses with no stock left.")
    var all = false

    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let ledger = try tarima.openLedger(book, .init(time.detail, skus: sku.map { [$0] }))
        let query = StockQuery(
            sku: sku,
            warehouse: try warehouse.map { try Warehouse($0) },
            time: try time.reportTime(ledger),
            includesZero: all
        )
        try ledger.checkNames(pattern: sku, warehouse: query.warehouse)
        try output.show(StockTable.make(try ledger.stock(query), by: by, query: query, ledger: ledger))
    }
}

extension StockGrouping: ExpressibleByArgument {}
