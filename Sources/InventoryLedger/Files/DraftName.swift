/// The names of unfinished files.
enum DraftName {
    /// Stands between the file's name and the digits of the draft.
    static let mark = ".new-"
    /// Sixteen digits, which nobody types by hand.
    private static let digitCount = 16

    /// A unique name, except with negligible probability.
    static func random(for path: String) -> String { path + mark + digits(UInt64.random(in: .min ... .max)) }

    private static func digits(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
    }

    /// Whether a name is that of a draft. A file of this name could be removed as abandoned.
    static func isDraft(_ name: String) -> Bool {
        guard let mark = name.range(of: mark, options: .backwards) else { return false }
        return isDigits(name[mark.upperBound...])
    }

    static func isDigits(_ text: Substring) -> Bool {
        text.utf8.count == digitCount
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
