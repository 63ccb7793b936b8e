import InventoryLedger

/// A sell-through as a table.
enum SellThroughTable {
    static func make(
        _ report: SellThroughReport,
        by dimensions: Set<SellThroughDimension>,
        in zone: BusinessZone
    ) throws -> ReportTable {
        let rows = try report.lines(by: dimensions)
        let hasNames = rows.contains { $0.name != nil }
        let isByChannel = dimensions.contains(.channel)
        let columns = columns(dimensions, hasNames: hasNames)
        return ReportTable(
            report: "sell_through",
            asOf: report.time.asOf?.description,
            knownAt: report.time.knownAt?.description,
            parameters: try parameters(report, dimensions),
            in: zone,
            columns: columns,
            rows: rows,
            totals: isByChannel
                ? [] : try totals(report, columns),
            notes: notes(report)
        )
    }

    private typealias Column = TypedColumn<SellThroughRow>

    private static func columns(_ dimensions: Set<SellThroughDimension>, hasNames: Bool) -> [Column] {
        let isByChannel = dimensions.contains(.channel)
        var columns: [Column] = []
        if dimensions.contains(.sku) {
            columns.append(.words("sku") { .optional($0.sku?.text) })
            columns.append(.words("name", inTable: hasNames) { .optional($0.name) }.shortened(to: 16))
        }
        if dimensions.contains(.warehouse) {
            columns.append(.words("warehouse") { .optional($0.warehouse?.text) }.kept)
        }
        if isByChannel {
            columns.append(.words("channel") { .optional($0.channel?.text) })
        }
        return columns + figures(isByChannel: isByChannel)
    }

    private static func figures(isByChannel: Bool) -> [Column] {
        let shown = !isByChannel
        return [
            .figures("opening", inTable: shown) { .optional($0.stock?.opening) },
            .figures("received", inTable: shown) { .optional($0.stock?.received) },
            .figures("restocked", inTable: false) { .optional($0.stock?.restocked) },
            .figures("transferred_out", inTable: false) { .optional($0.stock?.transferredOut) },
            .figures("supply", inTable: shown) { .optional($0.stock?.supply) },
            .figures("ordered") { .integer($0.ordered) },
            .figures("cancelled", inTable: false) { .integer($0.cancelled) },
            .figures("sold") { .integer($0.sold) },
            .figures("returned") { .integer($0.returned) },
            .figures("net_sold") { .integer($0.netSold) }.kept,
            .figures("other", inTable: shown) { .optional($0.stock?.other) },
            .figures("closing", inTable: shown) { .optional($0.stock?.closing) }.kept,
            .figures("sell_through", inTable: shown) { .share($0.sellThrough) }.kept,
            .figures("share", inTable: isByChannel) { .share($0.share) },
            .figures("baseline_per_day", inTable: false) { .ratio($0.stock?.baselinePerDay) },
            .figures("promo_per_day", inTable: false) { .ratio($0.stock?.promoPerDay) },
            .figures("uplift", inTable: shown) {
                .rate($0.uplift, decimals: 2, isWeak: isWeak($0))
            },
            .words("first_stockout_at", inTable: false) {
                .optional($0.stock?.firstStockOutAt)
            },
            .figures("out_of_stock_hours", inTable: shown) {
                .hours($0.stock?.outOfStockMilliseconds)
            }.warning,
            .figures("in_stock_hours", inTable: false) { .hours($0.stock?.inStockMilliseconds) },
            .figures("missed_units", inTable: shown) {
                .rate($0.stock?.missedUnits, decimals: 2)
            },
            .figures("days_of_cover", inTable: shown) { .ratio($0.daysOfCover, decimals: 1) },
            .figures("forecast", inTable: false) { .optional($0.forecast) },
            .figures("forecast_attained", inTable: false) { .share($0.forecastAttained) },
            .figures("stock_target", inTable: false) { .optional($0.stockTarget) },
            .figures("ready_units", inTable: false) { .optional($0.readyUnits) },
            .figures("ready_share", inTable: false) { .share($0.readyShare) },
            .figures("late_units", inTable: false) { .optional($0.stock?.lateUnits) },
            .words("revenue", inTable: isByChannel) { .money($0.revenue) },
            .figures("ordered_by_moves", inTable: false) { .optional($0.stock?.orderedByMoves) },
            .words("other_moves", inTable: false) { row in
                row.stock.map { stock in
                    .object(
                        stock.otherMoves.filter { $0.value != 0 }.sorted { $0.key < $1.key }
                            .map { Member(name: $0.key, value: .integer($0.value)) }
                    )
                } ?? .null
            },
            .words("flags", inTable: false) { .list($0.flags.map { .text($0.rawValue) }) },
        ]
    }

    /// An uplift of fewer ordered units is noise.
    private static let upliftUnitsMin: Int64 = 10
    private static func isWeak(_ row: SellThroughRow) -> Bool { row.ordered < upliftUnitsMin }

    private static func totals(_ report: SellThroughReport, _ columns: [Column]) throws -> [Member] {
        let words = ["sku", "name", "warehouse", "share"]
        let total = try report.total()
        return columns.filter {
            !words.contains($0.column.key) && $0.column.inTable || $0.column.key == "revenue"
        }
        .map { Member(name: $0.column.key, value: $0.cell(total)) }
            + [Member(name: "returned_without_order", value: .integer(report.returnedWithoutOrder))]
    }

    private static func parameters(_ report: SellThroughReport, _ dimensions: Set<SellThroughDimension>)
        throws
        -> [Member]
    {
        let window = report.window
        return [
            Member(name: "promotion", value: .optional(report.promotion?.name)),
            Member(
                name: "window",
                value: .object([
                    Member(name: "start", value: .text(window.start.description)),
                    Member(name: "end", value: .text(window.end.description)),
                    Member(name: "baseline_start", value: .text(window.baselineStart.description)),
                ])
            ),
            Member(name: "time_zone", value: .text(window.timeZone)),
            Member(
                name: "by",
                value: .list(dimensions.sorted { $0.order < $1.order }.map { .text($0.rawValue) })
            ),
            Member(name: "basis", value: .text(report.basis.rawValue)),
            Member(name: "formula", value: .text("sell_through = " + report.basis.formula)),
            Member(name: "missed_units_weak_below_hours", value: .integer(24)),
            Member(name: "arrivals", value: .list(report.arrivals.map(arrival))),
            Member(
                name: "returns_open_until",
                value: .optional(try report.promotion?.returnsOpenUntil())
            ),
        ]
    }

    private static func arrival(_ arrival: WindowArrival) -> Cell {
        .object([
            Member(name: "shipment", value: .text(arrival.shipment.text)),
            Member(name: "sku", value: .text(arrival.sku.text)),
            Member(name: "warehouse", value: .text(arrival.warehouse.text)),
            Member(name: "units", value: .integer(arrival.units)),
            Member(name: "received_at", value: .text(arrival.firstReceivedAt.description)),
            Member(name: "due_at", value: .optional(arrival.dueAt)),
            Member(name: "late", value: .flag(arrival.isLate)),
            Member(name: "port_arrived_at", value: .optional(arrival.portArrivedAt)),
            Member(name: "released_at", value: .optional(arrival.releasedAt)),
        ])
    }

    /// The formula, late arrivals, and limitations of the figures.
    private static func notes(_ report: SellThroughReport) -> [String] {
        var notes = ["sell_through = \(report.basis.formula)"]
        if report.rows.contains(where: { $0.uplift != nil && isWeak($0) }) {
            notes.append("uplift is not shown for fewer than \(upliftUnitsMin) ordered units")
        }
        notes += ArrivalSentence.all(report)
        if report.returnedWithoutOrder != 0 {
            notes.append(
                "\(report.returnedWithoutOrder.inUnits) came back without a known order and \(report.returnedWithoutOrder == 1 ? "is" : "are") not in any row"
            )
        }
        let flags = Set(report.rows.flatMap(\.flags))
        if flags.contains(.dataMissing) {
            notes.append("some positions fell below zero: data is missing; see: tarima exceptions")
        }
        if flags.contains(.sellThroughAboveOne) {
            notes.append("a sell-through above 100% points at missing data; see: tarima exceptions")
        }
        return notes
    }
}

/// A sentence for each shipment that arrived after the start.
enum ArrivalSentence {
    static func all(_ report: SellThroughReport) -> [String] {
        let late = Dictionary(grouping: report.arrivals.filter { $0.units > 0 }, by: \.shipment)
        return late.sorted { $0.key < $1.key }.compactMap { shipment, arrivals in
            guard let first = arrivals.map(\.firstReceivedAt).min() else { return nil }
            let units = arrivals.reduce(Int64(0)) { $0 &+ $1.units }
            var text =
                "\(units.inUnits) of \(shipment) \(units.wasOrWere) received \(span(report.window.start, first)) after the start"
            if let due = arrivals.compactMap(\.dueAt).min(), arrivals.contains(where: \.isLate) {
                text += ", due \(span(due, report.window.start)) before it"
            }
            if let port = arrivals.compactMap(\.portArrivedAt).min(),
                let released = arrivals.compactMap(\.releasedAt).max(), released > port
            {
                text += "; port to release took \(span(port, released))"
            }
            return text
        }
    }

    /// A duration in days, or in hours if it is shorter than two days.
    private static func span(_ from: Instant, _ to: Instant) -> String {
        let hours = Double(to.milliseconds - from.milliseconds) / 3_600_000
        if hours < 48 { return "\(Decimals.text(hours, decimals: 0)) hours" }
        return "\(Decimals.text(hours / 24, decimals: 0)) days"
    }
}

extension SellThroughDimension {
    var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
