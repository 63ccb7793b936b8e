import Mustache

/// Escapes text for HTML and SVG.
enum Markup {
    /// The text with HTML's special characters and bidirectional controls replaced.
    ///
    /// By scalars, because a sign with a combining mark is one character and not equal to the sign.
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

    /// The escaping of values in the page's template.
    struct ContentType: MustacheContentType {
        static let name = "PAGE"
        func escapeText(_ text: String) -> String { Markup.escaped(text) }
    }
}
