import Glibc
import InventoryLedger

/// Values in the way that nearly every row writes them. What is written otherwise is no error here: it is read by
/// `ValueReader`, which knows every way.
enum PlainValues {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Whether a code or a word can be taken as it stands: nothing to trim, no guard, and no number that a spreadsheet
    /// has rounded.
    static func isCode(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, let last = bytes.last, !mayBeBlank(first: first),
            !mayBeBlank(last: last), first != UInt8(ascii: "=")
        else { return false }
        // The sign of an exponent of at most three digits: `8.90123E+12`.
        for offset in 2...4 where bytes.count > offset {
            if bytes[bytes.count - offset] == UInt8(ascii: "+") { return false }
        }
        return true
    }

    // The no-break space, U+3000 and the byte order mark begin and end with these.
    private static func mayBeBlank(first byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE3 || byte == 0xEF
    }

    private static func mayBeBlank(last byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || byte == 0xA0 || byte == 0x80 || byte == 0xBF
    }

    /// A whole number of at most nine digits.
    static func whole(_ bytes: Bytes) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? UnsafeBufferPointer(rebasing: bytes.dropFirst()) : bytes
        guard (1...9).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for byte in digits {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return isNegative ? -value : value
    }

    /// An amount of at most twelve digits before the decimal sign, in minor units.
    ///
    /// - Parameter decimals: how many the currency has.
    static func minorUnits(_ bytes: Bytes, decimals: Int, decimal: UInt8) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var value: Int64 = 0
        var index = isNegative ? 1 : 0
        let start = index
        while index < bytes.count, case let digit = bytes[index] &- 0x30, digit < 10 {
            value = value * 10 + Int64(digit)
            index += 1
            if index - start > 12 { return nil }
        }
        guard index > start else { return nil }
        var missing = decimals
        if index < bytes.count {
            guard bytes[index] == decimal, bytes.count - index - 1 <= decimals, index + 1 < bytes.count else {
                return nil
            }
            for byte in bytes[(index + 1)...] {
                let digit = byte &- 0x30
                guard digit < 10 else { return nil }
                value = value * 10 + Int64(digit)
                missing -= 1
            }
        }
        while missing > 0 {
            value *= 10
            missing -= 1
        }
        return isNegative ? -value : value
    }
}

/// Reads instants written as `2026-11-13T08:30:15Z`, which mostly fall on the day of the one before.
struct PlainInstants {
    private var day: [UInt8] = []
    private var midnight: Int64 = 0

    /// Milliseconds since 1970; nil where the instant is written otherwise.
    mutating func milliseconds(_ bytes: PlainValues.Bytes) -> Int64? {
        guard bytes.count == 20, let start = bytes.baseAddress, bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z")
        else { return nil }
        func pair(_ index: Int) -> Int64 {
            let tens = bytes[index] &- 0x30
            let ones = bytes[index + 1] &- 0x30
            return tens < 10 && ones < 10 ? Int64(tens) * 10 + Int64(ones) : .max
        }
        let (hour, minute, second) = (pair(11), pair(14), pair(17))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let isSameDay = day.withUnsafeBufferPointer { known in
            known.baseAddress.map { known.count == 10 && memcmp($0, start, 10) == 0 } ?? false
        }
        if !isSameDay {
            let text = UnsafeBufferPointer(rebasing: bytes[..<10])
            guard case .date(let date)? = WrittenTime(utf8: text) else { return nil }
            midnight = Int64(date.dayNumber) * Instant.dayMilliseconds
            day = Array(text)
        }
        return midnight + (hour * 3600 + minute * 60 + second) * 1000
    }
}
