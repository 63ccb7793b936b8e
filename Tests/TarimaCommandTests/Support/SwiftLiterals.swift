/// The string literals of Swift source.
struct SwiftLiterals {
    private let bytes: [UInt8]

    /// A literal, or several joined by `+`.
    private struct Literal {
        var text: String
        var end: Int
        /// The literals in its interpolated values.
        var inner: [String] = []
    }

    /// The texts of the literals, with `{}` for interpolated values. Literals joined by `+` are one text; those in an
    /// interpolated value are texts of their own.
    static func templates(of source: String) -> [String] {
        SwiftLiterals(bytes: Array(source.utf8)).templates()
    }

    private func templates() -> [String] {
        var found: [String] = []
        var place = 0
        while place < bytes.count {
            if starts(with: "//", at: place) {
                place = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if starts(with: "#/", at: place) {
                place += 2
                while place < bytes.count, !starts(with: "/#", at: place) { place += 1 }
                place += 2
            } else if bytes[place] == UInt8(ascii: "\"") {
                let literal = joined(at: place)
                found += [literal.text] + literal.inner
                place = literal.end
            } else {
                place += 1
            }
        }
        return found
    }

    private func starts(with text: String, at place: Int) -> Bool {
        bytes[place...].starts(with: text.utf8)
    }

    /// A literal with those that are added to it.
    private func joined(at start: Int) -> Literal {
        var whole = literal(at: start)
        while let next = continuation(after: whole.end) {
            let more = literal(at: next)
            whole.text += more.text
            whole.inner += more.inner
            whole.end = more.end
        }
        return whole
    }

    /// The start of a literal that is added to the one that ends here.
    private func continuation(after end: Int) -> Int? {
        func skipBlanks(_ place: Int) -> Int { bytes[place...].firstIndex { $0 > 32 } ?? bytes.count }
        let plus = skipBlanks(end)
        guard plus < bytes.count, bytes[plus] == UInt8(ascii: "+") else { return nil }
        let next = skipBlanks(plus + 1)
        return next < bytes.count && bytes[next] == UInt8(ascii: "\"") ? next : nil
    }

    private func literal(at start: Int) -> Literal {
        let isLong = starts(with: "\"\"\"", at: start)
        let quote = isLong ? "\"\"\"" : "\""
        var place = start + quote.utf8.count
        var text: [UInt8] = []
        var inner: [String] = []
        while place < bytes.count, !starts(with: quote, at: place) {
            guard bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count else {
                text.append(bytes[place])
                place += 1
                continue
            }
            switch bytes[place + 1] {
            case UInt8(ascii: "("):
                text += Array("{}".utf8)
                place = interpolation(at: place + 2, &inner)
            case UInt8(ascii: "\n"):
                // The next line continues this one; its indentation is removed below.
                text.append(1)
                place += 2
            case UInt8(ascii: "n"):
                text.append(UInt8(ascii: "\n"))
                place += 2
            case let other:
                text.append(other)
                place += 2
            }
        }
        let read = String(decoding: text, as: UTF8.self)
        return Literal(
            text: isLong ? Self.unindented(read) : read,
            end: place + quote.utf8.count,
            inner: inner
        )
    }

    /// The place after an interpolated value.
    private func interpolation(at start: Int, _ inner: inout [String]) -> Int {
        var (place, depth) = (start, 1)
        while place < bytes.count, depth > 0 {
            switch bytes[place] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\""):
                let literal = joined(at: place)
                inner += [literal.text] + literal.inner
                place = literal.end
                continue
            default: break
            }
            place += 1
        }
        return place
    }

    /// A long literal without the indentation of its last line.
    private static func unindented(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indentation = lines.last?.count ?? 0
        let marked = lines.dropFirst().dropLast().joined(separator: "\n")
        return marked.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\u{1}", omittingEmptySubsequences: false).map { part in
                part.prefix(indentation).allSatisfy { $0 == " " } ? part.dropFirst(indentation) : part[...]
            }.joined()
        }.joined(separator: "\n")
    }
}
