/// How often a text of YAML repeats a part of itself by its name.
///
/// Each alias may stand for a part that holds aliases, so a short text can stand for more than any machine holds; of so
/// few, however they are nested, nothing grows large.
enum AliasCount {
    private static let aliasesMax = 32

    /// - Throws: `ImportFailure` with code `badProfile` for a text of more.
    static func check(_ text: String, file: String) throws {
        var aliases = 0
        var hasAnchor = false
        var before = UInt8(ascii: " ")
        var mark: UInt8?
        for byte in text.utf8 {
            let isName =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
            if isName, mark == UInt8(ascii: "*") { aliases += 1 }
            if isName, mark == UInt8(ascii: "&") { hasAnchor = true }
            // Within a word or behind a quote it is a character like any other.
            let mayBegin = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&")
            mark = mayBegin && " \t\r\n[]{},:?-".utf8.contains(before) ? byte : nil
            before = byte
        }
        guard !hasAnchor || aliases <= aliasesMax else {
            throw ImportFailure(
                .badProfile,
                "\(file): a profile repeats itself by aliases at most \(aliasesMax) times, this one \(aliases) times; write "
                    + "it out"
            )
        }
    }
}
