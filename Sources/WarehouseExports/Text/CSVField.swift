extension [UInt8] {
    /// Appends a field of CSV, in quotes only if it would otherwise be misread.
    ///
    /// Source: RFC 4180.
    package mutating func append(csvField text: String) {
        guard text.utf8.contains(where: Self.needsQuotes) else { return append(contentsOf: text.utf8) }
        let quote = UInt8(ascii: "\"")
        append(quote)
        // By bytes, because a quote with a combining mark is one character and not equal to a quote.
        for byte in text.utf8 {
            if byte == quote { append(quote) }
            append(byte)
        }
        append(quote)
    }

    /// Whether a byte has a meaning of its own in CSV. Bytes of longer scalars never do.
    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
