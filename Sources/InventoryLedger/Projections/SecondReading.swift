/// Reads packed numbers by code of its own, so that a mistake in packing or unpacking them is found.
enum SecondReading {
    /// The numbers of a packed list; nil if the last one is not complete, or one exceeds 64 bits.
    static func numbers(_ bytes: UnsafeRawBufferPointer) -> [UInt64]? {
        var numbers: [UInt64] = []
        var current: UInt64 = 0
        var isWithin = false
        for byte in bytes {
            let (shifted, overflows) = current.multipliedReportingOverflow(by: 128)
            if overflows { return nil }
            current = shifted + UInt64(byte % 128)
            isWithin = byte >= 128
            guard !isWithin else { continue }
            numbers.append(current)
            current = 0
        }
        return isWithin ? nil : numbers
    }
}
