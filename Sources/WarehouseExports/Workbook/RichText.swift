/// The text of a string item or an inline string: its runs in order, without phonetic hints.
enum RichText {
    /// Reads to the end of the current element.
    ///
    /// - Returns: false if the text is longer than `bytesMax`; it is then cut off.
    static func read(_ xml: inout XMLStream, appendingTo text: inout [UInt8], bytesMax: Int) throws -> Bool {
        var depth = 1
        var isText = false
        var fits = true
        let start = text.count
        while depth > 0 {
            switch try xml.next() {
            case .start:
                if xml.isNamed("rPh") {
                    try xml.skipElement()
                    continue
                }
                depth += 1
                isText = xml.isNamed("t")
            case .end:
                depth -= 1
                isText = false
            case .text:
                guard isText else { continue }
                if text.count - start + xml.text.count > bytesMax { fits = false } else { text += xml.text }
            case .documentEnd: return fits
            }
        }
        unescape(&text, from: start)
        return fits
    }

    /// Replaces `_x000D_` by its character. Source: ECMA-376, part 1, 22.9.2.19.
    static func unescape(_ text: inout [UInt8], from start: Int) {
        guard var next = text[start...].firstIndex(of: UInt8(ascii: "_")) else { return }
        var result = Array(text[start..<next])
        while next < text.count {
            if let unit = unit(text[next...]) {
                result.appendUTF8(unit)
                next += 7
            } else {
                result.append(text[next])
                next += 1
            }
        }
        text.replaceSubrange(start..., with: result)
    }

    private static func unit(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard bytes.count >= 7, bytes.starts(with: "_x".utf8),
            bytes[bytes.startIndex + 6] == UInt8(ascii: "_")
        else { return nil }
        let digits = String(decoding: bytes[(bytes.startIndex + 2)..<(bytes.startIndex + 6)], as: UTF8.self)
        guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(digits, radix: 16), unit != 0, unit & 0xF800 != 0xD800
        else { return nil }
        return unit
    }
}
