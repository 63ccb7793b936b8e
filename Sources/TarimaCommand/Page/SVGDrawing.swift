/// An inline drawing: shapes and escaped texts, with a title and a description for screen readers.
struct SVGDrawing {
    let width: Double
    let height: Double
    private let id: String
    private let title: String
    private let description: String
    private var shapes: [String] = []

    init(id: String, width: Double, height: Double, title: String, description: String) {
        self.id = id
        self.width = width
        self.height = height
        self.title = title
        self.description = description
    }

    mutating func rectangle(
        x: Double,
        y: Double,
        width: Double,
        height: Double,
        style: String,
        tip: String? = nil
    ) {
        let tip = tip.map { "<title>\(Markup.escaped($0))</title>" } ?? ""
        shapes.append(
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" class=\"\(style)\">\(tip)</rect>"
        )
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) {
        shapes.append(
            "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>"
        )
    }

    enum Anchor: String { case start, middle, end }

    mutating func text(_ text: String, x: Double, y: Double, anchor: Anchor = .start, style: String = "label")
    {
        shapes.append(
            "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\" class=\"\(style)\">"
                + Markup.escaped(text) + "</text>"
        )
    }

    /// The drawing as markup.
    var markup: String {
        "<svg role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" viewBox=\"0 0 \(n(width)) \(n(height))\">"
            + "<title id=\"\(id)-title\">\(Markup.escaped(title))</title>"
            + "<desc id=\"\(id)-text\">\(Markup.escaped(description))</desc>" + shapes.joined() + "</svg>"
    }

    private func n(_ value: Double) -> String { Decimals.text(value, decimals: 1) }
}
