import InventoryLedger

/// Units ordered per day, before and during the promotion, compared with the baseline.
enum DailyChart {
    static func draw(_ review: PromotionReview, _ text: PageText) -> String {
        let days = review.sellThrough.days
        guard let first = days.first, let last = days.last,
            let most = days.max(by: { $0.ordered < $1.ordered })
        else { return "" }
        let language = text.language
        let baseline = review.baselinePerDay
        var drawing = SVGDrawing(
            id: "daily",
            width: 400,
            height: 220,
            title: language.phrase(.dailyTitle),
            description: language.phrase(
                .dailyText,
                "\(first.day)",
                "\(last.day)",
                text.units(most.ordered),
                "\(most.day)",
                text.number(baseline)
            )
        )
        let highest = niceCeiling(max(Double(max(most.ordered, 0)), baseline ?? 0))
        // Room for the longest label of the axis.
        let (left, right, top, bottom) = (14 + 7 * Double(text.number(highest).count), 396.0, 34.0, 184.0)
        func y(_ value: Double) -> Double { bottom - (bottom - top) * value / highest }
        drawing.text(language.phrase(.dailyAxis), x: 2, y: 12)
        for part in [0.0, 0.5, 1.0] {
            let value = highest * part
            drawing.line(x1: left, y1: y(value), x2: right, y2: y(value), style: part == 0 ? "axis" : "grid")
            drawing.text(text.number(value), x: left - 4, y: y(value) + 4, anchor: .end)
        }
        let step = (right - left) / Double(days.count)
        for (index, day) in days.enumerated() {
            let height = bottom - y(Double(max(0, day.ordered)))
            drawing.rectangle(
                x: left + step * Double(index) + step * 0.12,
                y: bottom - height,
                width: step * 0.76,
                height: height,
                style: day.isInWindow ? "bar" : "bar before",
                tip: "\(day.day): \(text.units(day.ordered))"
            )
        }
        if let baseline {
            drawing.line(x1: left, y1: y(baseline), x2: right, y2: y(baseline), style: "baseline")
            drawing.text(
                language.phrase(.baselineLine, text.number(baseline)),
                x: left + 4,
                y: y(baseline) - 4,
                style: "label strong"
            )
        }
        let start = days.firstIndex(where: \.isInWindow) ?? 0
        for (index, anchor) in [(0, SVGDrawing.Anchor.start), (start, .middle), (days.count - 1, .end)]
        where index == 0 || index == days.count - 1 || start > days.count / 5 && start < days.count * 4 / 5 {
            let x = left + step * (Double(index) + (anchor == .end ? 1 : anchor == .middle ? 0.5 : 0))
            drawing.text("\(days[index].day)", x: x, y: bottom + 14, anchor: anchor)
        }
        drawing.text(language.phrase(.dayAxis), x: (left + right) / 2, y: 214, anchor: .middle)
        drawing.rectangle(x: 250, y: 4, width: 9, height: 9, style: "bar before")
        drawing.text(language.phrase(.baselineBar), x: 263, y: 12)
        drawing.rectangle(x: 318, y: 4, width: 9, height: 9, style: "bar")
        drawing.text(language.phrase(.windowBar), x: 331, y: 12)
        return drawing.markup
    }

    /// A round number not below a value: 1, 2 or 5 times a power of ten.
    static func niceCeiling(_ value: Double) -> Double {
        guard value > 0, value < 1e15 else { return value > 0 ? value : 1 }
        var scale = 1.0
        while scale * 10 < value { scale *= 10 }
        return [1, 2, 5, 10].map { $0 * scale }.first { $0 >= value } ?? value
    }
}
