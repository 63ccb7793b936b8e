import Mustache

/// Text made harmless within HTML and SVG.
enum Markup {
    /// The text with what HTML would read as its own replaced, and what would reorder what stands around it.
    ///
    /// Scalar by scalar: a sign with a combining mark behind it is one character, and no longer equal to the sign.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{00}"..."\u{08}", "\u{0B}", "\u{0C}", "\u{0E}"..."\u{1F}", "\u{7F}"..."\u{9F}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How the template library escapes values of the page.
    struct ContentType: MustacheContentType {
        static let name = "PAGE"
        func escapeText(_ text: String) -> String { Markup.escaped(text) }
    }
}
