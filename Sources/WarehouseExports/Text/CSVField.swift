extension [UInt8] {
    /// Appends a field of CSV, in quotes only if it would otherwise be misread.
    ///
    /// Source: RFC 4180.
    package mutating func append(csvField text: String) {
        let start = count
        append(contentsOf: text.utf8)
        guard self[start...].contains(where: Self.needsQuotes) else { return }
        // By bytes, because a quote with a combining mark is one character and not equal to a quote.
        let quote = UInt8(ascii: "\"")
        let quoted = [quote] + self[start...].flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
        replaceSubrange(start..., with: quoted)
    }

    /// Whether a byte has a meaning of its own in CSV. Bytes of longer scalars never do.
    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
