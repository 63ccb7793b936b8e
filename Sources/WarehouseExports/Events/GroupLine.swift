import InventoryLedger

/// The line of a row without an id: a digest of the columns that the profile names as identity. Rows with the same
/// digest form a group.
struct GroupLine {
    private var state = FNV1a.start

    /// `~` and sixteen hexadecimal digits.
    typealias Digits = InlineArray<17, UInt8>

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        FNV1a.add(bytes: text, to: &state)
        // A byte that UTF-8 never contains, so that fields do not run together.
        FNV1a.add(0xFF, to: &state)
    }

    var line: Line {
        let digits = digits
        return Line(trusted: String(decoding: digits.indices.map { digits[$0] }, as: UTF8.self))
    }

    var digits: Digits {
        Digits { index in
            guard index > 0 else { return Line.groupMark }
            let digit = UInt8(truncatingIfNeeded: state >> UInt64(4 * (16 - index))) & 0xF
            return digit < 10 ? 0x30 + digit : UInt8(ascii: "a") + digit - 10
        }
    }
}
