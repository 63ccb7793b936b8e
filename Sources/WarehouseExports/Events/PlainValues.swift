import Glibc
import InventoryLedger

/// The plainest notation of values, which nearly every row uses. Others are not errors: `ValueReader` reads them.
enum PlainValues {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Whether a code or word can be used as it is: nothing to trim, no guard, and not a number rounded by a
    /// spreadsheet.
    static func isCode(_ bytes: Bytes) -> Bool {
        guard bytes.count <= Column.codeBytesMax, let first = bytes.first, let last = bytes.last,
            !mayBeBlank(first: first),
            !mayBeBlank(last: last), first != UInt8(ascii: "=")
        else { return false }
        // The sign of an exponent with at most three digits: `8.90123E+12`.
        for offset in 2...4 where bytes.count > offset {
            if bytes[bytes.count - offset] == UInt8(ascii: "+") { return false }
        }
        return true
    }

    // The first and last bytes of the no-break space, U+3000 and the byte order mark.
    private static func mayBeBlank(first byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE3 || byte == 0xEF
    }

    private static func mayBeBlank(last byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || byte == 0xA0 || byte == 0x80 || byte == 0xBF
    }

    /// A whole number with at most nine digits.
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

    /// Reads a number without the signs between groups of three digits.
    @inline(__always)
    static func ungrouped(
        _ bytes: Bytes,
        grouping: UInt8?,
        decimal: UInt8,
        _ read: (Bytes) -> Int64?
    ) -> Int64? {
        guard let grouping, bytes.contains(grouping) else { return read(bytes) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { digits in
            var count = 0
            // Digits since the last sign.
            var inGroup = 0
            var isFirst = true
            var index = 0
            if bytes[0] == UInt8(ascii: "-") {
                digits[0] = bytes[0]
                (count, index) = (1, 1)
            }
            while index < bytes.count, bytes[index] != decimal {
                if bytes[index] == grouping {
                    guard isFirst ? (1...3).contains(inGroup) : inGroup == 3 else { return nil }
                    (isFirst, inGroup) = (false, 0)
                } else {
                    digits[count] = bytes[index]
                    (count, inGroup) = (count + 1, inGroup + 1)
                }
                index += 1
            }
            guard isFirst || inGroup == 3 else { return nil }
            while index < bytes.count {
                digits[count] = bytes[index]
                (count, index) = (count + 1, index + 1)
            }
            return read(Bytes(rebasing: digits[..<count]))
        }
    }

    /// An amount with at most twelve digits before the decimal sign, in minor units.
    ///
    /// - Parameter decimals: those of the currency.
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

/// Reads instants written as `2026-11-13T08:30:15Z`. Consecutive ones are mostly of the same day.
struct PlainInstants {
    private var day: [UInt8] = []
    private var midnight: Int64 = 0

    /// Milliseconds since 1970; nil for another notation.
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
