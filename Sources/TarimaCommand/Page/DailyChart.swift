import InventoryLedger

/// Units ordered per day, before and during the promotion, compared with the baseline.
enum DailyChart {
    /// The drawing; empty if nothing was ordered.
    static func draw(_ review: PromotionReview, _ text: PageText) -> String {
        let days = review.sellThrough.days
        guard let first = days.first, let last = days.last,
            let most = days.max(by: { $0.ordered < $1.ordered }), most.ordered > 0
        else { return "" }
        let language = text.language
        let baseline = review.baselinePerDay
        let highest = niceCeiling(max(Double(max(most.ordered, 0)), baseline ?? 0))
        let values = [0.0, 0.5, 1.0].map { $0 * highest }
        let (top, bottom, width) = (8.0, 184.0, SVGDrawing.width)
        func y(_ value: Double) -> Double { bottom - (bottom - top) * value / highest }

        var chart = PageChart(
            SVGDrawing(
                id: "daily",
                height: 212,
                title: language.phrase(.dailyTitle),
                description: language.phrase(
                    .dailyText,
                    text.day(first.day),
                    text.day(last.day),
                    text.units(most.ordered),
                    text.day(most.day),
                    text.number(baseline)
                )
            ),
            margin: (values.map { text.number($0).count }.max() ?? 0) + 1
        )
        chart.key(language.phrase(.baselineBar), style: "bar before")
        chart.key(language.phrase(.windowBar), style: "bar")
        if let baseline {
            chart.key(language.phrase(.baselineLine, text.number(baseline)), style: "baseline")
        }
        for value in values {
            chart.drawing.line(
                x1: 0,
                y1: y(value),
                x2: width,
                y2: y(value),
                style: value == 0 ? "axis" : "grid"
            )
            chart.marginLabel(text.number(value), y: y(value))
        }
        let step = width / Double(days.count)
        for (index, day) in days.enumerated() {
            let height = bottom - y(Double(max(0, day.ordered)))
            chart.drawing.rectangle(
                x: step * Double(index) + step * 0.12,
                y: bottom - height,
                width: step * 0.76,
                height: height,
                style: day.isInWindow ? "bar" : "bar before",
                tip: "\(text.day(day.day)): \(text.units(day.ordered))"
            )
        }
        if let baseline {
            chart.drawing.line(x1: 0, y1: y(baseline), x2: width, y2: y(baseline), style: "baseline")
        }
        chart.label(text.shortDay(first.day), x: 0, y: bottom + 4)
        chart.label(text.shortDay(last.day), x: 1, y: bottom + 4, anchor: .end)
        // Only where it is clear of the other two.
        let start = Double(days.firstIndex(where: \.isInWindow) ?? 0) / Double(days.count)
        if (0.3...0.7).contains(start), let day = days.first(where: \.isInWindow)?.day {
            chart.label(
                text.shortDay(day),
                x: start + 0.5 / Double(days.count),
                y: bottom + 4,
                anchor: .middle
            )
        }
        return chart.markup
    }

    /// A round number not below a value: 1, 2 or 5 times a power of ten.
    static func niceCeiling(_ value: Double) -> Double {
        guard value > 0, value < 1e15 else { return value > 0 ? value : 1 }
        var scale = 1.0
        while scale * 10 < value { scale *= 10 }
        return [1, 2, 5, 10].map { $0 * scale }.first { $0 >= value } ?? value
    }
}
