import ArgumentParser
import InventoryLedger

/// Shows lead times.
struct LeadTimesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lead-times",
        abstract:
            phrase(
                "Show how long each leg took: to the port, through customs, to the shelf, and orders until shipped."
            ),
        discussion: phrase(
            """
            Each shipment and destination has one duration in days, each order and SKU one in hours. \
            open counts legs still under way, which count in the percentiles up to now (Kaplan-Meier). Percentiles need \
            ten ended legs; with fewer, the values are listed, and the percentiles are what the trade reckons with, \
            where it does: basis says which. open_tail: so many have not ended that p90 is the longest duration seen. \
            left_out counts legs that ended before they began, because one of their dates is wrong (see exceptions). \
            Without --from and --to: all shipments, and the orders of the last --order-days days.

              tarima lead-times --by mode
            """
        )
    )

    @ParentCommand var tarima: Tarima
    @Option(help: .phrase("Group by mode, warehouse or forwarder.")) var by: LeadTimeGrouping?
    @OptionGroup var span: SpanOptions
    @Option(help: .phrase("Days within which customs should release goods.", valueName: "days"))
    var bufferDays: Int = 7
    @Option(help: .phrase("Hours within which an order should be shipped.", valueName: "hours"))
    var shippingHours: Int = 48
    @Option(help: .phrase("Days of orders to include without --from and --to.", valueName: "days"))
    var orderDays: Int = 90
    @OptionGroup var time: TimeOptions
    @OptionGroup var book: BookOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for (name, value) in [
            ("--buffer-days", bufferDays), ("--shipping-hours", shippingHours), ("--order-days", orderDays),
        ] where !(0...100_000).contains(value) {
            throw ValidationError("\(name) \(value): write a number from 0 to 100000.")
        }
    }

    func run() throws {
        let ledger = try tarima.openLedger(book)
        var query = LeadTimeQuery()
        query.grouping = by
        query.window = span.isEmpty ? nil : try span.window(ledger)
        query.time = try time.reportTime(ledger)
        query.customsBufferDays = bufferDays
        query.shippingHours = shippingHours
        query.orderDays = orderDays
        let times = try ProgressBar.reading { try ledger.leadTimes(query) }
        try output.show(
            ReportTable(
                report: "lead_times",
                asOf: query.time.asOf?.description,
                knownAt: query.time.knownAt?.description,
                parameters: [
                    Member(name: "from", value: .optional(query.window?.start)),
                    Member(name: "to", value: .optional(query.window?.end)),
                    Member(name: "by", value: .optional(by?.rawValue)),
                    Member(name: "customs_buffer_days", value: .integer(Int64(bufferDays))),
                    Member(name: "shipping_hours", value: .integer(Int64(query.shippingHours))),
                    Member(
                        name: "order_days",
                        value: .optional(query.window == nil ? Int64(query.orderDays) : nil)
                    ),
                    Member(name: "percentiles_from", value: .integer(Int64(LeadTime.percentileCountMin))),
                ],
                columns: Self.columns(by),
                rows: times
            )
        )
    }

    private static func columns(_ grouping: LeadTimeGrouping?) -> [TypedColumn<LeadTime>] {
        [.words("leg") { .text($0.leg.rawValue) }]
            + (grouping.map { [.words($0.rawValue) { .optional($0.group) }] } ?? []) + [
                .figures("count") { .integer(Int64($0.count)) }.kept,
                .figures("open") { $0.isInHours ? .null : .integer(Int64($0.running.count)) },
                .figures("left_out") { .integer(Int64($0.leftOut)) },
                .words("unit") { .text($0.isInHours ? "hours" : "days") }.sentences.kept,
                .figures("p50") { duration($0.percentile(50), of: $0) }.kept,
                .figures("p80") { duration($0.percentile(80), of: $0) },
                .figures("p90") { duration($0.percentile(90), of: $0) }.kept,
                .words("basis") { .optional(basis(of: $0)) }.sentences,
                .figures("max") { duration($0.max, of: $0) },
                .figures("over_buffer") { .optional($0.overBuffer.map { Int64($0) }) },
                .figures("over_buffer_share") { time in
                    .share(time.count == 0 ? nil : time.overBuffer.map { Double($0) / Double(time.count) })
                },
                .words("values") { time in
                    time.count < LeadTime.percentileCountMin
                        ? .list(time.durations.map { duration($0, of: time) }) : .null
                }.kept.shortened(to: 12),
            ]
    }

    private static func basis(of time: LeadTime) -> String? {
        switch time.basis {
        case .measured?: "measured"
        case .openTail?: "open_tail"
        case .usual?: time.usualDays.map { "default \($0.lowerBound)-\($0.upperBound)" }
        case nil: nil
        }
    }

    private static func duration(_ milliseconds: Int64?, of time: LeadTime) -> Cell {
        .ratio(milliseconds.map { Double($0) / (time.isInHours ? 3_600_000 : 86_400_000) }, decimals: 1)
    }
}

extension LeadTime {
    /// Whether the leg is shown in hours, where others are shown in days.
    fileprivate var isInHours: Bool { leg == .placedShipped }
}

extension LeadTimeGrouping: ExpressibleByArgument {}
