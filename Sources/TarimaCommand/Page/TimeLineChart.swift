import InventoryLedger

/// Rows of what happens when, on a common line of business days.
struct TimeLineChart {
    /// One row: its name, and what is drawn on it.
    struct Row {
        let name: String
        /// Periods, which fill the height of the row.
        var bands: [Span] = []
        /// Periods that are drawn as a line.
        var ways: [Span] = []
        /// Points in time.
        var marks: [Double] = []
    }

    /// A period, from 0, the start of the line, to 1.
    struct Span {
        let from: Double
        let to: Double
        let style: String
        let tip: String
    }

    let id: String
    let title: String
    let description: String
    let rows: [Row]
    /// The first and the last day of the line.
    let days: ClosedRange<Int>

    private static let rowHeight = 44.0
    private static let barTop = 24.0
    private static let barHeight = 12.0
    private static let ticksMax = 4

    func markup(_ text: PageText) -> String {
        let (width, bottom) = (SVGDrawing.width, Double(rows.count) * Self.rowHeight)
        var chart = PageChart(
            SVGDrawing(id: id, height: bottom + 28, title: title, description: description)
        )
        for (index, row) in rows.enumerated() {
            let top = Double(index) * Self.rowHeight
            chart.label(row.name, x: 0, y: top)
            let bar = top + Self.barTop
            chart.drawing.rectangle(x: 0, y: bar, width: width, height: Self.barHeight, style: "shelf")
            for band in row.bands {
                chart.drawing.rectangle(
                    x: band.from * width,
                    y: bar,
                    width: max(3, (band.to - band.from) * width),
                    height: Self.barHeight,
                    style: band.style,
                    tip: band.tip
                )
            }
            for way in row.ways {
                chart.drawing.rectangle(
                    x: way.from * width,
                    y: bar + Self.barHeight / 3,
                    width: max(3, (way.to - way.from) * width),
                    height: Self.barHeight / 3,
                    style: way.style,
                    tip: way.tip
                )
            }
            for mark in row.marks {
                chart.drawing.line(
                    x1: mark * width,
                    y1: bar - 2,
                    x2: mark * width,
                    y2: bar + Self.barHeight + 2,
                    style: "mark"
                )
            }
        }
        chart.drawing.line(x1: 0, y1: bottom, x2: width, y2: bottom, style: "axis")
        // Labels begin at their days, a quarter of the line apart, so they are clear of each other.
        let every = (days.count + Self.ticksMax - 1) / Self.ticksMax
        for day in days where (day - days.lowerBound) % max(1, every) == 0 {
            let x = Double(day - days.lowerBound) / Double(days.count)
            chart.drawing.line(x1: x * width, y1: bottom, x2: x * width, y2: bottom + 5, style: "axis")
            chart.label(text.shortDay(CalendarDate(dayNumber: day)), x: x, y: bottom + 5)
        }
        return chart.markup
    }
}
