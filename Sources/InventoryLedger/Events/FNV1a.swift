/// A fast 64-bit hash of bytes: FNV-1a. Callers also compare the bytes, or accept that two of them may have one hash.
package enum FNV1a {
    package static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    package static func hash(_ bytes: some Sequence<UInt8>) -> Int64 {
        var state = start
        add(bytes, to: &state)
        return Int64(bitPattern: state)
    }

    package static func add(_ bytes: some Sequence<UInt8>, to state: inout UInt64) {
        for byte in bytes {
            state ^= UInt64(byte)
            state = state &* 0x0000_0100_0000_01B3
        }
    }

    /// The same for bytes in memory, because generic code is not specialized across modules.
    package static func add(bytes: UnsafeBufferPointer<UInt8>, to state: inout UInt64) {
        for byte in bytes { add(byte, to: &state) }
    }

    package static func add(_ byte: UInt8, to state: inout UInt64) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
