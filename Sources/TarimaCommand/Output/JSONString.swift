/// Writes JSON string literals.
enum JSONString {
    /// Appends the text as a quoted literal.
    ///
    /// Beyond what JSON demands, it escapes DEL, the C1 controls, U+2028/2029 and bidirectional overrides: terminals obey
    /// them, and U+2028/2029 end a line in JavaScript.
    static func append(_ text: String, to json: inout String) {
        json += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case "\u{8}": json += "\\b"
            case "\u{C}": json += "\\f"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        json += "\""
    }
}
