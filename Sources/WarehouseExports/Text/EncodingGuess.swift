/// Guesses the encoding of a text from its first non-ASCII byte on.
///
/// Nothing is guessed if it cannot be determined. Valid UTF-8 is UTF-8. Of the other two, a text must look like one
/// and not like the other: Chinese text consists of runs of pairs, most of them common characters; Latin text has
/// single letters among ASCII.
struct EncodingGuess {
    private let bytes: ArraySlice<UInt8>
    private let isWhole: Bool

    /// - Parameter isWhole: whether the text ends here; otherwise its last character may be cut off.
    init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
    }

    /// The guessed encoding; nil if it cannot be determined.
    func encoding() -> TextEncoding? {
        let utf8 = utf8Counts()
        if utf8.invalid == 0 { return looksLikeGB2312DespiteUTF8() ? nil : .utf8 }
        // A few invalid bytes in UTF-8 are reported row by row.
        if utf8.valid >= 8, utf8.valid >= utf8.invalid * 10 { return .utf8 }
        switch (looksChinese(), looksLatin()) {
        case (true, false): return .gb18030
        case (false, true): return .windows1252
        default: return nil
        }
    }

    /// The first of these encodings in which the bytes are valid, or the first one if none is.
    func first(of encodings: [TextEncoding]) -> TextEncoding? {
        encodings.first { encoding in
            switch encoding {
            case .utf8: utf8Counts().invalid == 0
            case .gb18030: pairs().isValid
            case .windows1252:
                bytes.allSatisfy {
                    !(0x80..<0xA0).contains($0) || Windows1252Decoder.upper[Int($0) - 0x80] != 0
                }
            case .utf16, .utf16LittleEndian, .utf16BigEndian: false
            }
        } ?? encodings.first
    }

    /// The numbers of non-ASCII characters and of invalid UTF-8.
    private func utf8Counts() -> (valid: Int, invalid: Int) {
        var valid = 0
        var invalid = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let length = UTF8Sequence.length(bytes, at: index)
            if length == 1 {
                index += 1
            } else if length > 1 {
                valid += 1
                index += length
            } else {
                let isCutOff = !isWhole && bytes.endIndex - index < 4 && UTF8Sequence.mayGoOn(bytes[index...])
                if isCutOff { break }
                invalid += 1
                index += 1
            }
        }
        return (valid, invalid)
    }

    /// Short Chinese texts can be valid UTF-8 by chance: pairs of common characters that read as two-byte letters of
    /// scripts such as Cyrillic. Accented Latin letters are excluded, because as UTF-8 they are what they seem.
    private func looksLikeGB2312DespiteUTF8() -> Bool {
        var hasOtherScript = false
        for index in bytes.indices where bytes[index] >= 0x80 {
            if bytes[index] >= 0xE0 { return false }
            if bytes[index] >= 0xC4 { hasOtherScript = true }
        }
        let pairs = pairs()
        return hasOtherScript && pairs.isValid && pairs.common == pairs.count
    }

    private struct Pairs {
        var isValid = true
        var count = 0
        /// In the ranges of GB2312: its first 3,755 characters, or its symbols and further characters.
        var common = 0
        var known = 0
        /// Bytes that are Spanish letters in Windows-1252.
        var spanish = 0
    }

    /// The bytes as GB18030.
    private func pairs() -> Pairs {
        var pairs = Pairs()
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            guard (0x81...0xFE).contains(lead) else {
                pairs.isValid = false
                return pairs
            }
            guard index + 1 < bytes.endIndex else {
                if isWhole { pairs.isValid = false }
                return pairs
            }
            let trail = bytes[index + 1]
            pairs.count += 1
            if (0x30...0x39).contains(trail) {
                guard index + 3 < bytes.endIndex else {
                    if isWhole { pairs.isValid = false }
                    return pairs
                }
                guard (0x81...0xFE).contains(bytes[index + 2]), (0x30...0x39).contains(bytes[index + 3])
                else {
                    pairs.isValid = false
                    return pairs
                }
                index += 4
                continue
            }
            guard (0x40...0xFE).contains(trail), trail != 0x7F else {
                pairs.isValid = false
                return pairs
            }
            if trail >= 0xA1 {
                if (0xB0...0xD7).contains(lead) { pairs.common += 1 }
                if (0xA1...0xA9).contains(lead) || (0xB0...0xF7).contains(lead) { pairs.known += 1 }
                if Self.isSpanish(lead), Self.isSpanish(trail) { pairs.spanish += 1 }
            }
            index += 2
        }
        return pairs
    }

    private func looksChinese() -> Bool {
        let pairs = pairs()
        return pairs.isValid && pairs.count > 0 && pairs.known * 20 >= pairs.count * 19
            && pairs.common * 2 >= pairs.count && pairs.spanish < pairs.count
    }

    private func looksLatin() -> Bool {
        var high = 0
        var usual = 0
        var alone = 0
        for index in bytes.indices where bytes[index] >= 0x80 {
            high += 1
            if Self.isUsualLatin(bytes[index]) { usual += 1 }
            let before = index == bytes.startIndex ? 0 : bytes[index - 1]
            let after = index + 1 == bytes.endIndex ? 0 : bytes[index + 1]
            if before < 0x80, after < 0x80 { alone += 1 }
        }
        return high > 0 && usual * 20 >= high * 19 && alone * 5 >= high * 4
    }

    /// The Spanish letters and marks beyond ASCII in Windows-1252.
    private static func isSpanish(_ byte: UInt8) -> Bool {
        // ¡ ª ° º ¿ Á É Í Ñ Ó Ú Ü á é í ñ ó ú ü
        [
            0xA1, 0xAA, 0xB0, 0xBA, 0xBF, 0xC1, 0xC9, 0xCD, 0xD1, 0xD3, 0xDA, 0xDC, 0xE1, 0xE9, 0xED, 0xF1,
            0xF3, 0xFA, 0xFC,
        ].contains(byte)
    }

    /// The letters and marks of Western European texts in Windows-1252.
    private static func isUsualLatin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x80, 0x85, 0x91...0x97, 0x99, 0xA0, 0xA1, 0xA3, 0xA9...0xAB, 0xAE, 0xB0, 0xB2...0xB4, 0xB7,
            0xBA...0xBF:
            true
        case 0xC0...0xFE: ![0xD0, 0xD7, 0xDD, 0xDE, 0xF0, 0xF7, 0xFD, 0xFE].contains(byte)
        default: false
        }
    }
}

/// One character of UTF-8. Source: Unicode, table 3-7.
enum UTF8Sequence {
    /// The number of bytes of the character at an index; 0 if there is none.
    static func length(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard count > 0, index + count <= bytes.endIndex, second.contains(bytes[index + 1]) else { return 0 }
        for place in (index + 2)..<max(index + 2, index + count) where bytes[place] & 0xC0 != 0x80 {
            return 0
        }
        return count
    }

    /// Whether these few bytes may be the beginning of one character.
    static func mayGoOn(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, (0xC2...0xF4).contains(first) else { return false }
        return bytes.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
    }
}
