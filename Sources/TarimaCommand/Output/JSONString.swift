/// Writes JSON string literals.
enum JSONString {
    /// Appends the text as a quoted literal.
    ///
    /// Beyond what JSON demands, it escapes DEL, the C1 controls, U+2028/2029 and bidirectional overrides: terminals obey
    /// them, and U+2028/2029 end a line in JavaScript.
    static func append(_ text: String, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy(isPlain) { json += text.utf8 } else { append(escaping: text, to: &json) }
        json.append(UInt8(ascii: "\""))
    }

    /// Whether a byte is a character that means itself.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func append(escaping text: String, to json: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\"".utf8
            case "\\": json += "\\\\".utf8
            case "\n": json += "\\n".utf8
            case "\r": json += "\\r".utf8
            case "\t": json += "\\t".utf8
            case "\u{8}": json += "\\b".utf8
            case "\u{C}": json += "\\f".utf8
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                json += ("\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits).utf8
            default: json += scalar.utf8
            }
        }
    }
}
