import ArgumentParser
import InventoryLedger

/// Shows lead times.
struct LeadTimesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lead-times",
        abstract:
            "Show how long each leg took: to the port, through customs, to the shelf, and orders until shipped.",
        discussion: """
            Each shipment and destination has one duration in days, each order and SKU one in hours. \
            Percentiles are nearest-rank and need ten values; with fewer, the values are listed. \
            left_out counts legs that ended before they began, because one of their dates is wrong (see exceptions). \
            Without --from and --to: all shipments, and the orders of the last --order-days days.
            """
    )

    @ParentCommand var tarima: Tarima
    @Option(help: "Group by mode, warehouse or forwarder.") var by: LeadTimeGrouping?
    @OptionGroup var span: SpanOptions
    @Option(help: ArgumentHelp("Days within which customs should release goods.", valueName: "days"))
    var bufferDays: Int = 7
    @Option(help: ArgumentHelp("Hours within which an order should be shipped.", valueName: "hours"))
    var shippingHours: Int = 48
    @Option(help: ArgumentHelp("Days of orders to include without --from and --to.", valueName: "days"))
    var orderDays: Int = 90
    @OptionGroup var time: TimeOptions
    @OptionGroup var output: FormatOptions

    func validate() throws {
        for (name, value) in [
            ("--buffer-days", bufferDays), ("--shipping-hours", shippingHours), ("--order-days", orderDays),
        ] where !(0...100_000).contains(value) {
            throw ValidationError("\(name) \(value): write a number from 0 to 100000.")
        }
    }

    func run() throws {
        let ledger = try tarima.openLedger()
        var query = LeadTimeQuery()
        query.grouping = by
        query.window = span.isEmpty ? nil : try span.window(ledger)
        query.time = try time.reportTime(ledger)
        query.customsBufferDays = bufferDays
        query.shippingHours = shippingHours
        query.orderDays = orderDays
        let group = by.map { [$0.rawValue] } ?? []
        let words = ["leg", "unit", "values"] + group
        let keys =
            ["leg"] + group + [
                "count", "left_out", "unit", "p50", "p90", "max", "over_buffer", "over_buffer_share",
                "values",
            ]
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
                columns: keys.map {
                    ReportColumn(key: $0, title: $0, alignment: words.contains($0) ? .left : .right)
                },
                rows: try ledger.leadTimes(query).map { Self.row($0, isGrouped: by != nil) }
            )
        )
    }

    private static func row(_ time: LeadTime, isGrouped: Bool) -> [Cell] {
        let isOrders = time.leg == .placedShipped
        func duration(_ milliseconds: Int64?) -> Cell {
            .ratio(milliseconds.map { Double($0) / (isOrders ? 3_600_000 : 86_400_000) }, decimals: 1)
        }
        let isFew = time.count < LeadTime.percentileCountMin
        return [.text(time.leg.rawValue)] + (isGrouped ? [.optional(time.group)] : []) + [
            .integer(Int64(time.count)), .integer(Int64(time.leftOut)), .text(isOrders ? "hours" : "days"),
            duration(time.percentile(50)),
            duration(time.percentile(90)), duration(time.max), .optional(time.overBuffer.map { Int64($0) }),
            .ratio(time.count == 0 ? nil : time.overBuffer.map { Double($0) / Double(time.count) }),
            isFew ? .list(time.durations.map { duration($0) }) : .null,
        ]
    }
}

extension LeadTimeGrouping: ExpressibleByArgument {}
