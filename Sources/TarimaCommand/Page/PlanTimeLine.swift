import InventoryLedger
import WarehouseExports

/// The time from a plan to the end of its promotion: closed days, ship-by days, arrivals, cutoffs.
struct PlanTimeLine {
    /// The drawing.
    let markup: String
    /// The same in words.
    let sentences: [String]

    private static let arrivalsMax = 6

    /// One row: its name, and what is drawn on it.
    private struct Row {
        let name: String
        var bands: [(from: Int, to: Int, style: String, tip: String)] = []
        var marks: [(day: Int, tip: String)] = []
        var ways: [(from: Int, to: Int, tip: String)] = []

        private var parts: [String] { bands.map(\.tip) + ways.map(\.tip) + marks.map(\.tip) }

        /// The name, with the day if there is only one.
        func label(_ language: Language) -> String {
            guard let part = parts.first, parts.count == 1 else { return name }
            return language.labelled(name, part)
        }

        func sentence(_ language: Language) -> String { language.labelled(name, language.sentence(parts)) }
        var isEmpty: Bool { bands.isEmpty && marks.isEmpty && ways.isEmpty }
    }

    init(_ plan: PromotionPlan, _ text: PageText) {
        let rows = Self.rows(plan, text).filter { !$0.isEmpty }
        let first = plan.plannedOn.dayNumber
        let last = max(plan.promotion.to.dayNumber, first + 1)
        sentences = rows.map { $0.sentence(text.language) }
        func part(_ day: Int) -> Double {
            Double(min(max(day, first), last + 1) - first) / Double(last + 1 - first)
        }
        let chart = TimeLineChart(
            id: "plan-line",
            title: text.language.phrase(PlanPhrase.lineTitle),
            description: sentences.joined(separator: " "),
            rows: rows.map { row in
                TimeLineChart.Row(
                    name: row.label(text.language),
                    bands: row.bands.map { band in
                        TimeLineChart.Span(
                            from: part(band.from),
                            to: part(band.to + 1),
                            style: band.style,
                            tip: band.tip
                        )
                    },
                    ways: row.ways.map { way in
                        TimeLineChart.Span(
                            from: part(way.from),
                            to: part(way.to + 1),
                            style: "way",
                            tip: way.tip
                        )
                    },
                    marks: row.marks.map { part($0.day) }
                )
            },
            days: first...last
        )
        markup = chart.markup(text)
    }

    private static func rows(_ plan: PromotionPlan, _ text: PageText) -> [Row] {
        let language = text.language
        func span(_ from: CalendarDate, _ to: CalendarDate, _ name: String?) -> String {
            let days = text.days(from, to)
            return name.map { language.remarked(days, $0) } ?? days
        }
        func closed(_ key: PlanPhrase, _ calendar: CalendarName) -> Row {
            var row = Row(name: language.phrase(key))
            for closure in plan.closures where closure.calendar == calendar {
                let name = language.parts(
                    [closure.name, closure.isEstimated ? language.phrase(.estimated) : nil].compactMap { $0 }
                )
                row.bands.append(
                    (
                        closure.from.dayNumber, closure.to.dayNumber, "closed",
                        span(closure.from, closure.to, name.isEmpty ? nil : name)
                    )
                )
            }
            return row
        }
        func marks(_ key: PlanPhrase, _ days: [CalendarDate]) -> Row {
            var row = Row(name: language.phrase(key))
            for day in Set(days).sorted() { row.marks.append((day.dayNumber, text.day(day))) }
            return row
        }
        let orders = plan.rows.flatMap(\.orders)
        var arrivals = Row(name: language.phrase(.lineArrivals))
        for arrival in plan.arrivals.prefix(arrivalsMax) {
            guard let expected = arrival.expectedOn, let latest = arrival.p90On else { continue }
            let tip = "\(arrival.shipment) \(text.days(expected, max(latest, expected)))"
            arrivals.ways.append((expected.dayNumber, max(latest, expected).dayNumber, tip))
        }
        var promotion = Row(name: language.phrase(.linePromotion))
        promotion.bands.append(
            (
                plan.promotion.from.dayNumber, plan.promotion.to.dayNumber, "promo",
                span(plan.promotion.from, plan.promotion.to, nil)
            )
        )
        var cutoffs = Row(name: language.phrase(.lineCutoffs))
        for cutoff in plan.promotion.cutoffs {
            cutoffs.marks.append((cutoff.day.dayNumber, "\(cutoff.warehouse) \(text.day(cutoff.day))"))
        }
        return [
            marks(.lineSea, orders.filter { $0.mode == .sea }.map(\.shipBy)),
            marks(.lineDecide, plan.rows.compactMap(\.decideBy)),
            marks(.lineAir, orders.filter { $0.mode == .air }.map(\.shipBy)),
            closed(.lineChina, .china), closed(.lineCustoms, .mexicanCustoms), arrivals, cutoffs,
            marks(.lineReady, plan.rows.filter { !$0.orders.isEmpty }.map(\.readyBy)), promotion,
        ]
    }
}
