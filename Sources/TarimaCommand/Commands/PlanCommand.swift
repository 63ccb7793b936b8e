import ArgumentParser
import InventoryLedger
import WarehouseExports

/// Plans the orders for a promotion.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: phrase("Plan what to order for a promotion, how much, and by when it must leave China."),
        discussion: phrase(
            """
            Each SKU sells rate x days x uplift. The uplift is learned from an earlier promotion: by default the latest \
            one whose name differs only in digits. first is to be ordered now, by sea if there is time; second is to be \
            ordered by air, once newer sales confirm it. Goods leave so that they are on the shelf in time with \
            --service. Documentation/Planning.md explains every figure and warning.

              tarima plan buen-fin-2026
              tarima plan buen-fin-2026 --explain MX-LAMP-01
              tarima plan buen-fin-2026 --record
              tarima plan --review buen-fin-2026
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Argument(help: .phrase("The name of the promotion; see: tarima promo.")) var promotion: String
    @Option(help: .phrase("Only this SKU, or a pattern with * and ?.")) var sku: String?
    @Option(help: .phrase("Only this warehouse.")) var warehouse: String?
    @Option(help: .phrase("The earlier promotion to learn from.", valueName: "name")) var like: String?
    @Option(
        help: .phrase(
            "The share of arrivals in time and of demand covered, such as 0.9.",
            valueName: "share"
        )
    )
    var service: String?
    @Option(
        help: .phrase(
            "Add this share to each forecast, such as 0.15. By default it is learned by volume.",
            valueName: "share"
        )
    )
    var safety: String?
    @Option(
        help: .phrase("The share of the forecast that is ordered first.", valueName: "share")
    )
    var first: String = "0.75"
    @Option(
        help: .phrase(
            "Days before the promotion on which goods should be on the shelf.",
            valueName: "days"
        )
    )
    var shelfDays: Int = 3
    @Option(
        help: .phrase(
            "The traffic expected, as a multiple of the earlier promotion's, or a file with sku and traffic.",
            valueName: "number or file"
        ),
        completion: .file()
    )
    var traffic: String?
    @Option(
        help: .phrase(
            "Days on which the plan will be looked at again, with commas between.",
            valueName: "days"
        )
    )
    var looks: String?
    @Option(help: .phrase("Show how each figure of a SKU is computed.", valueName: "sku"))
    var explain: String?
    @Option(
        help: .phrase(
            "Write the plan as a self-contained HTML page, which is replaced; - for standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var html: String?
    @Flag(help: .phrase("Record the forecasts and targets as the plan of the promotion.")) var record = false
    @Flag(help: .phrase("Compare the recorded plan with what happened.")) var review = false
    @Flag(
        help:
            .phrase(
                "Compare methods on a promotion that has ended: what each would have ordered on --as-of, and what then sold."
            )
    )
    var compare = false
    @OptionGroup var reading: FileOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        let asked = [
            record ? "--record" : nil, review ? "--review" : nil, explain.map { _ in "--explain" },
            compare ? "--compare" : nil,
        ]
        if html != nil, review || compare || explain != nil {
            throw ValidationError("--html writes the whole plan; leave out the other.")
        }
        let given = asked.compactMap { $0 }
        if given.count > 1 {
            throw ValidationError("\(given.joined(separator: " and ")) exclude each other.")
        }
        if record, sku != nil || warehouse != nil {
            throw ValidationError("--record records the whole plan; leave out --sku and --warehouse.")
        }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book, clock, records: record)
        if review {
            let review = try ledger.planReview(of: promotion, time: time.reportTime(ledger))
            return try output.show(PlanReviewTable.make(review))
        }
        if compare { return try compare(ledger) }
        let page = try html.map { try OutputFile($0, besides: [traffic]) }
        let query = try query(ledger)
        let plan = try ProgressBar.reading { try ledger.plan(query) }
        if let page {
            try page.write(PlanPage(plan, language: SpokenLanguage.current).render())
            if !page.isStandardOutput { Speech.say("wrote \(html ?? "")") }
            if !record { return }
        }
        if record { return try record(plan, in: ledger) }
        if explain != nil { return try output.show(PlanExplanationTable.make(plan)) }
        try output.show(PlanTable.make(plan))
    }

    private func compare(_ ledger: Ledger) throws {
        var query = try query(ledger)
        let plannedOn = query.time.asOf.map {
            CalendarDate(dayNumber: ledger.settings.zone.day(of: $0))
        }
        query.time.asOf = nil
        let comparison = try ProgressBar.during { bar in
            try ledger.comparePlans(query, plannedOn: plannedOn) { done, all in
                bar?.note(.other("comparing methods, part \(min(done + 1, all)) of \(all)"))
            }
        }
        try output.show(PlanComparisonTable.make(comparison))
    }

    private func record(_ plan: PromotionPlan, in ledger: Ledger) throws {
        let lines = try plan.lines()
        let result = try ledger.declare(
            plan: lines,
            of: plan.promotion.name,
            parameters: plan.parameters
        )
        Speech.warn(result.warnings)
        Speech.say(
            result.batch.map {
                "recorded the plan of \(lines.count.counted("row")) as batch \($0); take it back with: tarima undo \($0)"
            } ?? "already recorded"
        )
    }

    private func query(_ ledger: Ledger) throws -> PlanQuery {
        var query = PlanQuery(promotion: promotion)
        query.like = like
        query.service = try service.map { try number($0, "--service") }
        query.safety = try safety.map { try number($0, "--safety") }
        query.firstShare = try number(first, "--first")
        query.shelfDays = shelfDays
        query.sku = explain ?? sku
        query.warehouse = try warehouse.map { try Warehouse($0) }
        try ledger.checkNames(pattern: query.sku, warehouse: query.warehouse)
        query.looks = try (looks.map { $0.split(separator: ",").map { String($0) } } ?? []).map {
            try TimeArgument.day($0, option: "--looks")
        }
        query.time = try time.reportTime(ledger)
        guard let traffic else { return query }
        if let factor = Fraction(decimal: traffic) {
            query.traffic = factor
            return query
        }
        // A number that is too long is no file.
        if traffic.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) {
            throw ValidationError("--traffic \(traffic): write a number such as 1.10, or the path of a file.")
        }
        let read = try TrafficFile(
            path: traffic,
            options: reading.tableOptions(of: TrafficFile.columns, for: ledger)
        )
        try ImportReport.refuseProblems(read.problems, warnings: read.warnings, of: traffic)
        query.trafficOfSKUs = read.traffic
        return query
    }

    private func number(_ text: String, _ option: String) throws -> Fraction {
        guard let number = Fraction(decimal: text) else {
            throw ValidationError("\(option) \(text): write a decimal number such as 0.15.")
        }
        return number
    }
}
