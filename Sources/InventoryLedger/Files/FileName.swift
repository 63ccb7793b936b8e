/// File names as text, although the system has bytes: a name from an old machine may be in Latin-1.
///
/// A byte that is not UTF-8 is kept as a scalar from the end of the private-use planes. So a name keeps its bytes on
/// the way from the command line to the system. A name that really contains such scalars is kept in the same way.
package enum FileName {
    /// The scalar for byte 0. Only bytes from 0x80 on are kept this way.
    private static let base: UInt32 = 0x10FF00

    /// The name with these bytes.
    package static func name(of bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !holdsKeptBytes(text) { return text }
        var name = ""
        var next = 0
        while next < bytes.count {
            let length = min(characterLength(bytes[next]), bytes.count - next)
            if let text = String(validating: bytes[next..<next + length], as: UTF8.self),
                text.unicodeScalars.count == 1, !holdsKeptBytes(text)
            {
                name += text
                next += length
            } else {
                name.unicodeScalars.append(scalar(for: bytes[next]))
                next += 1
            }
        }
        return name
    }

    /// The bytes of a name, without a trailing zero.
    package static func bytes(of name: String) -> [UInt8] {
        guard holdsKeptBytes(name) else { return Array(name.utf8) }
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars {
            if let byte = keptByte(scalar) {
                bytes.append(byte)
            } else {
                bytes += Array(String(Character(scalar)).utf8)
            }
        }
        return bytes
    }

    /// The name for people: a byte that is not text appears as `\xE9`.
    package static func shown(_ name: String) -> String {
        guard holdsKeptBytes(name) else { return name }
        var shown = ""
        for scalar in name.unicodeScalars {
            if let byte = keptByte(scalar) {
                shown += "\\x" + String(byte, radix: 16, uppercase: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Whether the text contains a byte that is not UTF-8.
    package static func holdsKeptBytes(_ text: String) -> Bool {
        // Every scalar for a byte begins with 0xF4, and hardly any other text contains it.
        guard text.utf8.contains(0xF4) else { return false }
        return text.unicodeScalars.contains { keptByte($0) != nil }
    }

    private static func scalar(for byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(base + UInt32(truncatingIfNeeded: byte)) ?? "\u{FFFD}"
    }

    private static func keptByte(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value >= base + 0x80 ? UInt8(truncatingIfNeeded: scalar.value) : nil
    }

    /// The number of bytes of a character with this first byte.
    private static func characterLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }
}

extension String {
    /// Calls a block with the name as a C string. A name that contains a zero byte, which no file can have, becomes
    /// empty.
    package func withFileName<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        let bytes = FileName.bytes(of: self)
        guard FileName.holdsKeptBytes(self) || bytes.contains(0) else { return try withCString(body) }
        let name = bytes.contains(0) ? [0] : bytes.map { CChar(bitPattern: $0) } + [0]
        return try name.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return try "".withCString(body) }
            return try body(start)
        }
    }
}
