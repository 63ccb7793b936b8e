/// Knows the grammar of JSON numbers, which is narrower than what number parsers accept.
enum JSONNumber {
    /// Whether the text may stand bare in a JSON document.
    static func isValid(_ text: String) -> Bool {
        var rest = text.utf8[...]
        skip(["-"], in: &rest)
        if !skip(["0"], in: &rest) {
            guard skipDigits(in: &rest) else { return false }
        }
        if skip(["."], in: &rest) {
            guard skipDigits(in: &rest) else { return false }
        }
        if skip(["e", "E"], in: &rest) {
            skip(["+", "-"], in: &rest)
            guard skipDigits(in: &rest) else { return false }
        }
        return rest.isEmpty
    }

    /// Skips one byte if it is one of the given ones, and returns whether it did.
    @discardableResult
    private static func skip(_ scalars: [Unicode.Scalar], in rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, scalars.contains(Unicode.Scalar(first)) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Skips digits, and returns whether there was at least one.
    private static func skipDigits(in rest: inout Substring.UTF8View) -> Bool {
        let after = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        defer { rest = after }
        return after.startIndex > rest.startIndex
    }
}
