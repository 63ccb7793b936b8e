import Foundation

/// Finds codes that people mistake for each other. Letter case, width, spaces, leading zeros, Unicode form, `O` and
/// `0`, `I`, `l` and `1`, and an apostrophe or equals sign at the start do not count.
enum CodeShape {
    /// The shapes of a code. Codes look alike if they share one.
    static func shapes(of code: String) -> Set<String> {
        var folded: [Unicode.Scalar] = []
        var isDigit: [Bool] = []
        let isPlain = code.utf8.allSatisfy { $0 < 0x80 }
        let text = isPlain ? code : code.precomposedStringWithCompatibilityMapping
        func fold(_ lower: Unicode.Scalar) {
            // What a spreadsheet puts before a code to keep its digits.
            if folded.isEmpty, lower == "'" || lower == "=" { return }
            isDigit.append(isDigitZeroToNine(lower))
            switch lower {
            case "o": folded.append("0")
            case "i", "l": folded.append("1")
            default: folded.append(lower)
            }
        }
        for scalar in text.unicodeScalars {
            // Nearly every code is ASCII, which needs no look-up of properties.
            switch scalar {
            case "\t"..."\r", " ": continue
            case "A"..."Z": fold(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value | 0x20)))
            case "\0"..."\u{7F}": fold(scalar)
            default:
                for lower in scalar.properties.lowercaseMapping.unicodeScalars
                where !lower.properties.isWhitespace && !lower.properties.isDefaultIgnorableCodePoint {
                    fold(lower)
                }
            }
        }
        return [string(folded[...]), withoutLeadingZeros(folded, isDigit)]
    }

    /// A number that is equal for codes that look alike, and rarely for others: a hash of the shape without its zeros.
    ///
    /// A shape takes several times as long, and a ledger has many codes that look like none of a file's.
    static func fingerprint(of code: String) -> UInt64 {
        var code = code
        return code.withUTF8 { ofASCII($0) } ?? shapes(of: code).first.map { hash($0.utf8) } ?? hash([])
    }

    /// Nil if the code has other characters.
    private static func ofASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
        var hash = FNV1a.start
        var isAtStart = true
        for byte in bytes {
            guard byte < 0x80 else { return nil }
            switch byte {
            case UInt8(ascii: "\t")...UInt8(ascii: "\r"), UInt8(ascii: " "): continue
            case UInt8(ascii: "'"), UInt8(ascii: "="): if isAtStart { continue }
            default: break
            }
            isAtStart = false
            add(byte, to: &hash)
        }
        return hash
    }

    private static func hash(_ shape: some Sequence<UInt8>) -> UInt64 {
        var hash = FNV1a.start
        for byte in shape { add(byte, to: &hash) }
        return hash
    }

    private static func add(_ byte: UInt8, to hash: inout UInt64) {
        let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        switch lower {
        case UInt8(ascii: "0"), UInt8(ascii: "o"): return
        case UInt8(ascii: "i"), UInt8(ascii: "l"): FNV1a.add(UInt8(ascii: "1"), to: &hash)
        default: FNV1a.add(lower, to: &hash)
        }
    }

    private static func isDigitZeroToNine(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Drops leading zeros of a number. Letters that merely look like digits form a word: `BOX` does not become `BX`.
    private static func withoutLeadingZeros(_ folded: [Unicode.Scalar], _ isDigit: [Bool]) -> String {
        var shape = String.UnicodeScalarView()
        var index = 0
        while index < folded.count {
            var end = index
            while end < folded.count, isDigitZeroToNine(folded[end]) { end += 1 }
            guard end > index else {
                shape.append(folded[index])
                index += 1
                continue
            }
            if isDigit[index..<end].contains(true) {
                while index < end - 1, folded[index] == "0" { index += 1 }
            }
            shape.append(contentsOf: folded[index..<end])
            index = end
        }
        return String(shape)
    }

    /// Whether two codes differ by one letter, replaced, added or removed. A digit does not count, because digits
    /// distinguish SKUs.
    static func areOneLetterApart(_ lhs: [Unicode.Scalar], _ rhs: [Unicode.Scalar]) -> Bool {
        guard (lhs.count - rhs.count).magnitude <= 1 else { return false }
        let (short, long) = lhs.count <= rhs.count ? (lhs, rhs) : (rhs, lhs)
        let start = zip(short, long).prefix { $0 == $1 }.count
        guard start < long.count, isLetter(long[start]) else { return false }
        if short.count == long.count {
            return isLetter(short[start]) && short[(start + 1)...] == long[(start + 1)...]
        }
        // In a run of equal letters, any of them may be the extra one.
        return short[start...] == long[(start + 1)...]
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

    /// The code with each letter removed, and with each letter masked. Codes that are one letter apart share a
    /// variant, or one is a variant of the other.
    static func variants(_ code: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var variants: [[Unicode.Scalar]] = []
        for index in code.indices where isLetter(code[index]) {
            var shorter = code
            shorter.remove(at: index)
            variants.append(shorter)
            var hidden = code
            hidden[index] = "\u{0}"
            variants.append(hidden)
        }
        return variants
    }
}
