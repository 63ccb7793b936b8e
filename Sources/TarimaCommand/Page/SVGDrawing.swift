/// An inline drawing of shapes, with a title and a description for screen readers.
///
/// It stretches with the page, 1000 units wide. Its texts are those of a `PageChart`, which keep their size.
struct SVGDrawing {
    static let width = 1000.0

    private let height: Double
    private let id: String
    private let title: String
    private let description: String
    private var shapes: [String] = []

    /// - Parameter height: in sixteenths of the page's text size.
    init(id: String, height: Double, title: String, description: String) {
        self.height = height
        self.id = id
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

    /// The drawing as markup.
    var markup: String {
        "<svg role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" viewBox=\"0 0 \(n(Self.width)) \(n(height))\""
            + " preserveAspectRatio=\"none\" style=\"height:\(n(height / 16))rem\">"
            + "<title id=\"\(id)-title\">\(Markup.escaped(title))</title>"
            + "<desc id=\"\(id)-text\">\(Markup.escaped(description))</desc>" + shapes.joined() + "</svg>"
    }

    private func n(_ value: Double) -> String { Decimals.text(value, decimals: 2) }
}
