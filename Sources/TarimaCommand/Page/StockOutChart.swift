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
        let length = Double(window.end.milliseconds - window.start.milliseconds)
        func part(_ instant: Instant) -> Double {
            Double(instant.milliseconds - window.start.milliseconds) / length
        }
        let last = text.zone.day(of: window.end.advanced(byMilliseconds: -1))
        let chart = TimeLineChart(
            id: "stock-outs",
            title: language.phrase(.timelineTitle),
            description: sentences.joined(separator: " "),
            rows: worst.map { position, spans in
                TimeLineChart.Row(
                    name: "\(position.sku.text) · \(position.warehouse.text)",
                    bands: spans.map { span in
                        TimeLineChart.Span(
                            from: part(span.from),
                            to: part(span.to),
                            style: "out",
                            tip: "\(text.time(span.from)) – \(text.time(span.to))"
                        )
                    }
                )
            },
            days: min(last, text.zone.day(of: window.start))...last
        )
        return (chart.markup(text), Array(sentences))
    }

    private struct Position: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    private static func duration(_ spans: [StockOut]) -> Int64 {
        spans.reduce(0) { $0 + $1.to.milliseconds - $1.from.milliseconds }
    }
}
