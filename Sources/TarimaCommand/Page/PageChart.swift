/// A drawing with its labels, which are text of the page.
struct PageChart {
    var drawing: SVGDrawing
    /// The width left of the drawing, in characters.
    let margin: Int
    private var keys: [String] = []
    private var labels: [String] = []

    enum Anchor: String { case start, middle, end }

    init(_ drawing: SVGDrawing, margin: Int = 0) {
        self.drawing = drawing
        self.margin = margin
    }

    /// Explains a style of the drawing above it.
    mutating func key(_ text: String, style: String) {
        keys.append("<span><i class=\"key \(style)\"></i>\(Markup.escaped(text))</span>")
    }

    /// A label in the drawing.
    ///
    /// - Parameters:
    ///   - x: from 0, the left end, to 1.
    ///   - y: the top of the label, in sixteenths of the text size.
    mutating func label(_ text: String, x: Double, y: Double, anchor: Anchor = .start) {
        let (left, top) = (Decimals.text(x * 100, decimals: 2), Decimals.text(y / 16, decimals: 2))
        labels.append(
            "<span class=\"\(anchor.rawValue)\" style=\"left:\(left)%;top:\(top)rem\">\(Markup.escaped(text))</span>"
        )
    }

    /// A label left of the drawing.
    ///
    /// - Parameter y: its middle, in sixteenths of the text size.
    mutating func marginLabel(_ text: String, y: Double) {
        let top = Decimals.text(y / 16, decimals: 2)
        labels.append("<span class=\"margin\" style=\"top:\(top)rem\">\(Markup.escaped(text))</span>")
    }

    /// The chart as markup. Screen readers read the description of the drawing instead of the labels.
    var markup: String {
        let keys = keys.isEmpty ? "" : "<p class=\"keys\">\(keys.joined())</p>"
        return "<div class=\"chart\">\(keys)<div class=\"plot\" style=\"margin-left:\(margin)ch\">"
            + drawing.markup + "<div aria-hidden=\"true\">" + labels.joined() + "</div></div></div>"
    }
}
