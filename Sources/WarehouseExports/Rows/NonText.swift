/// What keeps a row from being text: a NUL character, or bytes that are not UTF-8.
struct NonText {
    let code: TextProblem
    /// The bytes, as hexadecimal digits; empty for a NUL.
    let value: String
    /// The row's text before them.
    let before: ArraySlice<UInt8>
    private let encoding: TextEncoding

    /// Nil for a row that is text.
    ///
    /// - Parameter encoding: of the file; nil where it is not known yet.
    init?(in row: ArraySlice<UInt8>, encoding: TextEncoding?) {
        self.encoding = encoding ?? .utf8
        var hasNUL = false
        var isASCII = true
        row.withUnsafeBufferPointer { bytes in
            for byte in bytes {
                if byte == 0 { hasNUL = true }
                if byte >= 0x80 { isASCII = false }
            }
        }
        if hasNUL {
            code = .nulByte
            value = ""
            before = row.prefix { $0 != 0 }
        } else if !isASCII, String(validating: row, as: UTF8.self) == nil {
            code = self.encoding == .utf8 ? .notUTF8 : .badEncoding
            let bytes: [UInt8]
            (before, bytes) = Self.invalidBytes(row, encoding)
            value = hexadecimal(bytes)
        } else {
            return nil
        }
    }

    func message(at place: TextPlace) -> String {
        if code == .nulByte { return "the row contains a NUL character; export the file again as text" }
        return "at line \(place.line), character \(place.column) the row is not \(encoding.title); "
            + (encoding == .utf8
                ? "save the file as UTF-8, or name its encoding"
                : "check the encoding of the file, and name the right one")
    }

    /// The bytes from the first place on that is not UTF-8, and the text before it.
    private static func invalidBytes(_ text: ArraySlice<UInt8>, _ encoding: TextEncoding?)
        -> (before: ArraySlice<UInt8>, bytes: [UInt8])
    {
        var valid = text.startIndex
        while valid < text.endIndex, case let length = UTF8Sequence.length(text, at: valid), length > 0 {
            valid += length
        }
        let before = text[..<valid]
        guard valid < text.endIndex, text[valid] == undecodableMark, encoding != .utf8 else {
            return (before, Array(text[valid...].prefix(6)))
        }
        let bytes = text[(valid + 1)...].prefix(3)
        guard encoding?.isUTF16 == true, bytes.count == 3, let first = bytes.first else {
            return (before, Array(bytes.prefix(1)))
        }
        // Half of a UTF-16 pair, as marked by the decoder.
        let unit =
            UInt16(truncatingIfNeeded: first & 0x0F) << 12
            | UInt16(truncatingIfNeeded: bytes[valid + 2] & 0x3F) << 6
            | UInt16(truncatingIfNeeded: bytes[valid + 3] & 0x3F)
        let isBigEndian = encoding == .utf16BigEndian
        let halves = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit & 0xFF)]
        return (before, isBigEndian ? halves : halves.reversed())
    }
}
