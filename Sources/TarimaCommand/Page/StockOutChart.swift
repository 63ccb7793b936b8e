import InventoryLedger

/// When positions ran out, on the time line of the promotion.
enum StockOutChart {
    private static let rowsMax = 10

    /// The longest stock-outs by position, as a drawing and in words.
    static func draw(_ review: PromotionReview, _ text: PageText) -> (markup: String, sentences: [String]) {
        let window = review.sellThrough.window
        let positions = Dictionary(grouping: review.sellThrough.stockOuts) {
            Position(sku: $0.sku, warehouse: $0.warehouse)
        }
        let worst = positions.map { (position: $0.key, spans: $0.value) }.sorted {
            let (left, right) = (duration($0.spans), duration($1.spans))
            return left == right
                ? ($0.position.sku, $0.position.warehouse) < ($1.position.sku, $1.position.warehouse)
                : left > right
        }.prefix(rowsMax)
        guard !worst.isEmpty else { return ("", []) }
        let language = text.language
        let sentences = worst.map { position, spans in
            language.phrase(
                .timelineText,
                position.sku.text,
                position.warehouse.text,
                text.number(Double(duration(spans)) / 3_600_000, decimals: 0),
                text.time(spans.first?.from)
            )
        }
        let height = Double(worst.count) * 30 + 40
        var drawing = SVGDrawing(
            id: "stock-outs",
            width: 400,
            height: height,
            title: language.phrase(.timelineTitle),
            description: sentences.joined(separator: " ")
        )
        let (left, right) = (4.0, 396.0)
        let length = Double(window.end.milliseconds - window.start.milliseconds)
        func x(_ instant: Instant) -> Double {
            left + (right - left) * Double(instant.milliseconds - window.start.milliseconds) / length
        }
        for (index, row) in worst.enumerated() {
            let top = Double(index) * 30
            drawing.text("\(row.position.sku.text) · \(row.position.warehouse.text)", x: left, y: top + 11)
            drawing.rectangle(x: left, y: top + 15, width: right - left, height: 10, style: "shelf")
            for span in row.spans {
                drawing.rectangle(
                    x: x(span.from),
                    y: top + 15,
                    width: max(1, x(span.to) - x(span.from)),
                    height: 10,
                    style: "out",
                    tip: "\(text.time(span.from)) – \(text.time(span.to))"
                )
            }
        }
        let bottom = height - 34
        drawing.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "axis")
        let days =
            text.zone.day(of: window.start)...text.zone.day(of: window.end.advanced(byMilliseconds: -1))
        let every = max(1, days.count / 5)
        for day in days where (day - days.lowerBound) % every == 0 {
            let start = text.zone.start(ofDay: day)
            drawing.line(x1: x(start), y1: bottom, x2: x(start), y2: bottom + 4, style: "axis")
            drawing.text(
                "\(CalendarDate(dayNumber: day))".suffix(5).description,
                x: x(start) + 2,
                y: bottom + 14
            )
        }
        drawing.text(language.phrase(.timelineAxis), x: (left + right) / 2, y: height - 4, anchor: .middle)
        return (drawing.markup, Array(sentences))
    }

    private struct Position: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    private static func duration(_ spans: [StockOut]) -> Int64 {
        spans.reduce(0) { $0 + $1.to.milliseconds - $1.from.milliseconds }
    }
}
