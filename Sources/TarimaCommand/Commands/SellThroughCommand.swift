import ArgumentParser
import InventoryLedger

/// Shows the sell-through of a period.
struct SellThroughCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sell-through",
        abstract: phrase("Show the sell-through of a promotion, or of any period."),
        discussion: phrase(
            """
            opening and closing are the available units at the start and the end. closing = opening + received + \
            restocked - transferred_out + other - ordered, with each side computed separately. Cancellations and \
            returns count for the orders of the period, whenever they happened. sold = ordered - cancelled, net_sold = \
            sold - returned; units that were voided after dispatch and came back count as cancelled, not as returned. \
            missed_units is a weak estimate for a position with stock for less than 24 hours. csv and json have all \
            columns.

              tarima sell-through --promo buen-fin --by sku
              tarima sell-through --from 2025-11-01 --to 2025-11-30 --warehouse MTY1
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: .phrase("A SKU, or a pattern with * and ?.")) var sku: String?
    @Option(help: .phrase("The name of a promotion; see: tarima promo.", valueName: "name")) var promo:
        String?
    @OptionGroup var span: SpanOptions
    @Option(help: .phrase("Only this warehouse.")) var warehouse: String?
    @Option(help: .phrase("Group by sku, warehouse or channel, or by several of them with commas."))
    var by: DimensionList = DimensionList(dimensions: [.sku, .warehouse])
    @Option(help: .phrase("Denominator of the sell-through rate: supply, received, opening or ending."))
    var basis: SellThroughBasis = .supply
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        if promo == nil, span.isEmpty {
            // The name may be of a promotion, which only the ledger knows.
            if sku == nil { throw Self.noPeriod }
            return
        }
        guard (promo == nil) != span.isEmpty else {
            throw ValidationError("--promo and --from/--to exclude each other; give one of them.")
        }
    }

    private static let noPeriod = ValidationError(
        "name a promotion with --promo, or a period with --from and --to."
    )

    func run() throws {
        let ledger = try tarima.openLedger(book, .init(.events, skus: sku.map { [$0] }))
        if promo == nil, span.isEmpty {
            // Names are compared by their bytes.
            guard let sku, try ledger.promotions().contains(where: { $0.name.utf8.elementsEqual(sku.utf8) })
            else { throw Self.noPeriod }
            throw ValidationError("\(sku) is a promotion; name it with --promo \(sku).")
        }
        var query: SellThroughQuery
        if let promo {
            let promotion = try ledger.promotion(promo)
            query = SellThroughQuery(window: try promotion.window(), promotion: promotion)
        } else {
            query = SellThroughQuery(window: try span.window(ledger))
        }
        query.sku = sku
        query.warehouse = try warehouse.map { try Warehouse($0) }
        try ledger.checkNames(pattern: sku, warehouse: query.warehouse)
        query.basis = basis
        query.time = try time.reportTime(ledger)
        let report = try ProgressBar.reading { try ledger.sellThrough(query) }
        try output.show(SellThroughTable.make(report, by: by.dimensions, in: ledger.settings.zone))
    }
}

extension SellThroughBasis: ExpressibleByArgument {}

/// Dimensions on the command line: `sku,warehouse`.
struct DimensionList: ExpressibleByArgument {
    let dimensions: Set<SellThroughDimension>

    init(dimensions: Set<SellThroughDimension>) { self.dimensions = dimensions }

    init?(argument: String) {
        let named = argument.split(separator: ",", omittingEmptySubsequences: false)
            .map { SellThroughDimension(rawValue: String($0)) }
        guard !named.isEmpty, !named.contains(nil) else { return nil }
        dimensions = Set(named.compactMap { $0 })
    }

    var defaultValueDescription: String {
        dimensions.sorted { $0.order < $1.order }.map(\.rawValue).joined(separator: ",")
    }
}
