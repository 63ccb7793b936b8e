/// bytes in another encoding -> UTF-8.
///
/// Invalid bytes are passed after a `TextDecoder.mark`, which UTF-8 never contains. Their row then becomes a bad row
/// with these bytes, and reading continues.
protocol TextDecoder {
    /// Decodes as much as possible and appends it to `text`. A character cut off at the end is left for the next
    /// call.
    ///
    /// - Parameter isLast: whether nothing follows, so that a cut-off character is an error.
    func decode(_ bytes: inout [UInt8], isLast: Bool, appendingTo text: inout [UInt8])
}

/// Precedes invalid bytes.
let undecodableMark: UInt8 = 0xFF

/// Windows-1252: one byte is one character. Source: the code page's table as published by Unicode.
struct Windows1252Decoder: TextDecoder {
    /// From 0x80 on; 0 if the code page has no character.
    static let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E, 0x0178,
    ]

    func decode(_ bytes: inout [UInt8], isLast: Bool, appendingTo text: inout [UInt8]) {
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
                continue
            }
            let scalar = byte < 0xA0 ? Self.upper[Int(byte - 0x80)] : UInt16(truncatingIfNeeded: byte)
            if scalar == 0 {
                text.append(undecodableMark)
                text.append(byte)
            } else {
                text.appendUTF8(UInt32(truncatingIfNeeded: scalar))
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

struct UTF16Decoder: TextDecoder {
    let isBigEndian: Bool

    func decode(_ bytes: inout [UInt8], isLast: Bool, appendingTo text: inout [UInt8]) {
        var index = 0
        func unit(_ index: Int) -> UInt32 {
            let (first, second) = (
                UInt32(truncatingIfNeeded: bytes[index]), UInt32(truncatingIfNeeded: bytes[index + 1])
            )
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        while index + 1 < bytes.count {
            let high = unit(index)
            if high & 0xF800 != 0xD800 {
                text.appendUTF8(high)
                index += 2
                continue
            }
            if high < 0xDC00 {
                if index + 3 >= bytes.count, !isLast { break }
                if index + 3 < bytes.count, case let low = unit(index + 2), low & 0xFC00 == 0xDC00 {
                    text.appendUTF8(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
                    index += 4
                    continue
                }
            }
            // Half of a pair, written as three bytes that UTF-8 never contains, because its own bytes might be a line
            // end.
            text.append(undecodableMark)
            text.appendUTF8(high)
            index += 2
        }
        bytes.removeSubrange(..<index)
        if isLast, !bytes.isEmpty {
            text.append(undecodableMark)
            bytes.removeAll()
        }
    }
}

extension [UInt8] {
    /// The place of the first byte at or after `start` that is not ASCII.
    func firstBeyondASCII(from start: Int) -> Int? {
        // Eight bytes at a time: most files are entirely ASCII, and this is all that happens to them.
        withUnsafeBytes { bytes in
            var index = start
            while index + 8 <= bytes.count {
                if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
                    break
                }
                index += 8
            }
            return bytes[index...].firstIndex { $0 >= 0x80 }
        }
    }

    /// Appends a code point as UTF-8, including surrogates.
    mutating func appendUTF8(_ scalar: UInt32) {
        switch scalar {
        case ..<0x80: append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
            append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        case ..<0x10000:
            append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
            append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        default:
            append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18 & 0x07))
            append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
            append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        }
    }
}
