import ArgumentParser
import CentralStore
import InventoryLedger

/// Shows stock.
struct StockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock",
        abstract: phrase("Show stock by SKU and warehouse."),
        discussion: phrase(
            """
            Goods on the way are listed under their destination. on_hand = available + allocated + \
            quarantine + damaged; incoming = in_transit + released.

              tarima stock --by warehouse
              tarima stock 'MX-LAMP*' --as-of 2025-11-12
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("A SKU, or a pattern with * and ?."))
    var sku: String?

    @Option(help: .phrase("Only this warehouse."))
    var warehouse: String?

    @Option(help: .phrase("Group by sku, warehouse, or sku,warehouse."))
    var by: StockGrouping = .skuAndWarehouse

    @Flag(help: .phrase("Also list SKUs and warehouses with no stock left."))
    var all = false

    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        var part = CentralStore.SliceQuery(time.detail, skus: sku.map { [$0] })
        part.includesEmpty = all || sku != nil
        let ledger = try tarima.openLedger(book, part)
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
