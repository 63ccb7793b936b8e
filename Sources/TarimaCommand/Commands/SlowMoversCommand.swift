import ArgumentParser
import InventoryLedger

/// What does not move.
struct SlowMoversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slow-movers",
        abstract: "Stock that does not sell, how old it is, and what to do with it.",
        discussion: """
            Rules: idle (no sale for --idle-days), cover (lasts longer than --cover-days at its normal rate), dead (no \
            sale for --dead-days). The normal rate is that of the latest --normal-days days in stock that are no \
            promotion's. excess_units = available - normal_per_day x cover-days, rounded down. Stock is held for a \
            promotion that starts within --promo-days, and dead stock is to be removed from --remove-days of age on. \
            The age is first in, first out; a transfer keeps it.
            """
    )

    @ParentCommand var tarima: Tarima

    @Argument(help: "A SKU, or a pattern with * and ?.") var sku: String?
    @Option(help: "Only this warehouse.") var warehouse: String?
    @Option(help: ArgumentHelp("Days without a sale from which stock is idle.", valueName: "days"))
    var idleDays: Int = 30
    @Option(help: ArgumentHelp("Days of cover beyond which there is too much.", valueName: "days"))
    var coverDays: Int = 90
    @Option(help: ArgumentHelp("Days without a sale from which stock is dead.", valueName: "days"))
    var deadDays: Int = 90
    @Option(help: ArgumentHelp("Days in stock that make the normal rate.", valueName: "days"))
    var normalDays: Int = 30
    @Option(help: ArgumentHelp("Days ahead within which a promotion makes stock held.", valueName: "days"))
    var promoDays: Int = 45
    @Option(help: ArgumentHelp("Days of age beyond which dead stock is to be removed.", valueName: "days"))
    var removeDays: Int = 180
    @Flag(help: "Count the days of promotions into the normal rate.") var includePromos = false
    @OptionGroup var time: TimeOptions
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
        let ledger = try tarima.openLedger()
        var query = SlowMoverQuery()
        query.sku = sku
        query.warehouse = try warehouse.map { try Warehouse($0) }
        query.time = try time.reportTime(ledger)
        (query.idleDays, query.coverDays, query.deadDays) = (idleDays, coverDays, deadDays)
        (query.normalDays, query.promotionDays, query.removeDays) = (normalDays, promoDays, removeDays)
        query.includesPromotions = includePromos
        try output.show(SlowMoverTable.make(ledger.slowMovers(query), query, ledger))
    }
}
