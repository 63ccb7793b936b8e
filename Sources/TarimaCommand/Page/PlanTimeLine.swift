import InventoryLedger

/// The time from a plan to the end of its promotion: closed days, ship-by days, arrivals, cutoffs.
struct PlanTimeLine {
    /// The drawing.
    let markup: String
    /// The same in words.
    let sentences: [String]

    private static let left = 4.0
    private static let right = 396.0
    private static let rowHeight = 34.0
    private static let arrivalsMax = 6

    /// One row: its name, and what is drawn on it.
    private struct Row {
        let name: String
        var bands: [(from: Int, to: Int, style: String, tip: String)] = []
        var marks: [(day: Int, tip: String)] = []
        var ways: [(from: Int, to: Int, tip: String)] = []

        var sentence: String {
            ([name + ":"] + (bands.map(\.tip) + ways.map(\.tip) + marks.map(\.tip)).map { $0 + ";" }).joined(
                separator: " "
            )
        }
        var isEmpty: Bool { bands.isEmpty && marks.isEmpty && ways.isEmpty }
    }

    init(_ plan: PromotionPlan, _ text: PageText) {
        let rows = Self.rows(plan, text).filter { !$0.isEmpty }
        let first = plan.plannedOn.dayNumber
        let last = max(plan.promotion.to.dayNumber, first + 1)
        sentences = rows.map { row in
            String(row.sentence.dropLast()) + "."
        }
        let height = Double(rows.count) * Self.rowHeight + 30
        var drawing = SVGDrawing(
            id: "plan-line",
            width: 400,
            height: height,
            title: text.language.phrase(PlanPhrase.lineTitle),
            description: sentences.joined(separator: " ")
        )
        func x(_ day: Int) -> Double {
            let share = Double(min(max(day, first), last + 1) - first) / Double(last + 1 - first)
            return Self.left + (Self.right - Self.left) * share
        }
        for (index, row) in rows.enumerated() {
            let top = Double(index) * Self.rowHeight
            drawing.text(row.name, x: Self.left, y: top + 11)
            drawing.rectangle(
                x: Self.left,
                y: top + 16,
                width: Self.right - Self.left,
                height: 11,
                style: "shelf"
            )
            for band in row.bands {
                drawing.rectangle(
                    x: x(band.from),
                    y: top + 16,
                    width: max(1.5, x(band.to + 1) - x(band.from)),
                    height: 11,
                    style: band.style,
                    tip: band.tip
                )
            }
            for way in row.ways {
                drawing.line(
                    x1: x(way.from),
                    y1: top + 21.5,
                    x2: max(x(way.to + 1), x(way.from) + 2),
                    y2: top + 21.5,
                    style: "way"
                )
            }
            for mark in row.marks {
                drawing.line(x1: x(mark.day), y1: top + 14, x2: x(mark.day), y2: top + 29, style: "mark")
            }
        }
        let bottom = height - 24
        drawing.line(x1: Self.left, y1: bottom, x2: Self.right, y2: bottom, style: "axis")
        let every = max(1, (last - first) / 4)
        for number in 0...4 where first + number * every <= last {
            let day = first + number * every
            drawing.line(x1: x(day), y1: bottom, x2: x(day), y2: bottom + 4, style: "axis")
            let label = String("\(CalendarDate(dayNumber: day))".suffix(5))
            drawing.text(
                label,
                x: x(day),
                y: bottom + 16,
                anchor: number == 0 ? .start : number == 4 ? .end : .middle
            )
        }
        markup = drawing.markup
    }

    private static func rows(_ plan: PromotionPlan, _ text: PageText) -> [Row] {
        let language = text.language
        func span(_ from: CalendarDate, _ to: CalendarDate, _ name: String?) -> String {
            (from == to ? "\(from)" : "\(from) – \(to)") + (name.map { " \($0)" } ?? "")
        }
        func closed(_ key: PlanPhrase, _ calendar: CalendarName) -> Row {
            var row = Row(name: language.phrase(key))
            for closure in plan.closures where closure.calendar == calendar {
                let name =
                    (closure.name ?? "") + (closure.isEstimated ? " (\(language.phrase(.estimated)))" : "")
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
            for day in Set(days).sorted() { row.marks.append((day.dayNumber, "\(day)")) }
            return row
        }
        let orders = plan.rows.flatMap(\.orders)
        var arrivals = Row(name: language.phrase(.lineArrivals))
        for arrival in plan.arrivals.prefix(arrivalsMax) {
            guard let expected = arrival.expectedOn, let latest = arrival.p90On else { continue }
            let tip = "\(arrival.shipment) \(expected) – \(latest)"
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
            cutoffs.marks.append((cutoff.day.dayNumber, "\(cutoff.warehouse) \(cutoff.day)"))
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
