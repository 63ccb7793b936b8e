import ArgumentParser
import InventoryLedger

/// Lists slow movers.
struct SlowMoversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slow-movers",
        abstract: "Show stock that does not sell, its age, and what to do with it.",
        discussion: """
            Rules: idle (no sale for --idle-days), cover (lasts longer than --cover-days at its normal rate), dead (no \
            sale for --dead-days). The normal rate is that of the last --normal-days days in stock outside promotions. \
            excess_units = available - normal_per_day x cover-days, rounded down. Stock is held for a promotion that \
            starts within --promo-days, and dead stock older than --remove-days should be removed. Age is first in, \
            first out, and transfers keep it.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "A SKU, or a pattern with * and ?.") var sku: String?
    @Option(help: "Only this warehouse.") var warehouse: String?
    @Option(help: ArgumentHelp("Days without a sale after which stock is idle.", valueName: "days"))
    var idleDays: Int = 30
    @Option(help: ArgumentHelp("Days of cover above which stock is in excess.", valueName: "days"))
    var coverDays: Int = 90
    @Option(help: ArgumentHelp("Days without a sale after which stock is dead.", valueName: "days"))
    var deadDays: Int = 90
    @Option(help: ArgumentHelp("Days in stock that the normal rate is measured over.", valueName: "days"))
    var normalDays: Int = 30
    @Option(
        help: ArgumentHelp("Hold stock for a promotion that starts within this many days.", valueName: "days")
    )
    var promoDays: Int = 45
    @Option(help: ArgumentHelp("Age in days above which dead stock should be removed.", valueName: "days"))
    var removeDays: Int = 180
    @Flag(help: "Include promotion days in the normal rate.") var includePromos = false
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for (name, days) in [
            ("idle", idleDays), ("cover", coverDays), ("dead", deadDays), ("normal", normalDays),
            ("promo", promoDays), ("remove", removeDays),
        ] where !(1...3660).contains(days) {
            throw ValidationError("--\(name)-days: \(days) is out of range; write 1 to 3660 days.")
        }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book, .init(.events, skus: sku.map { [$0] }))
        var query = SlowMoverQuery()
        query.sku = sku
        query.warehouse = try warehouse.map { try Warehouse($0) }
        try ledger.checkNames(pattern: sku, warehouse: query.warehouse)
        query.time = try time.reportTime(ledger)
        (query.idleDays, query.coverDays, query.deadDays) = (idleDays, coverDays, deadDays)
        (query.normalDays, query.promotionDays, query.removeDays) = (normalDays, promoDays, removeDays)
        query.includesPromotions = includePromos
        try output.show(SlowMoverTable.make(ledger.slowMovers(query), query, ledger))
    }
}
