/// The numbers of a packed list, read from bytes that stay in place meanwhile. `v007_packed_moves.sql` describes the
/// list.
struct PackedNumbers {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static var damaged: LedgerError {
        LedgerError(.damaged, "a packed list of the ledger cannot be read; run verify")
    }

    var isAtEnd: Bool { place == bytes.count }

    /// The number of bytes that are still to be read.
    var bytesLeft: Int { bytes.count - place }

    /// The next number.
    ///
    /// - Throws: `damaged` if there is none, or if it has more than 64 bits.
    mutating func next() throws -> UInt64 {
        var number: UInt64 = 0
        while place < bytes.count, number >> 57 == 0 {
            let byte = bytes[place]
            place &+= 1
            number = number << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return number }
        }
        throw Self.damaged
    }

    /// The next number of those that may be negative.
    mutating func nextSigned() throws -> Int64 {
        let number = try next()
        let magnitude = Int64(truncatingIfNeeded: number >> 1)
        return number & 1 == 0 ? magnitude : ~magnitude
    }
}

extension [UInt8] {
    /// Appends a number to a packed list.
    mutating func append(packed number: UInt64) {
        var shift = (63 - (number | 1).leadingZeroBitCount) / 7 * 7
        while shift > 0 {
            append(UInt8(truncatingIfNeeded: number >> shift) | 0x80)
            shift -= 7
        }
        append(UInt8(truncatingIfNeeded: number) & 0x7F)
    }

    /// Appends a number that may be negative.
    mutating func append(packed number: Int64) {
        append(packed: UInt64(truncatingIfNeeded: number << 1 ^ number >> 63))
    }
}
