/// A hash of a text's bytes for passes through the log, several times as fast as Swift's for short texts. Its key is
/// random in every process, so no file can be made to collide.
enum TextHash {
    private typealias Keys = (start: UInt64, factor: UInt64)

    private static let keys = randomKeys()
    private static let otherKeys = randomKeys()

    private static func randomKeys() -> Keys {
        (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)
    }

    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 { hash(bytes, keys) }

    /// Two hashes, which together tell all texts of a ledger apart.
    static func hashes(_ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        (hash(bytes, keys), hash(bytes, otherKeys))
    }

    /// A hash that depends on a number, too.
    static func joined(_ hash: UInt64, _ number: Int64) -> UInt64 {
        mixed(hash ^ UInt64(bitPattern: number), keys)
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ keys: Keys) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(bytes)
        // Above the bytes of the last part, of which there are at most seven.
        var hash = keys.start ^ UInt64(truncatingIfNeeded: bytes.count) << 56
        var place = 0
        while place &+ 8 <= bytes.count {
            hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self), keys)
            place &+= 8
        }
        var last: UInt64 = 0
        while place < bytes.count {
            last = last << 8 | UInt64(bytes[place])
            place &+= 1
        }
        return mixed(mixed(hash ^ last, keys), keys)
    }

    /// The upper and the lower half of a product, which depend on all bits of the number.
    private static func mixed(_ number: UInt64, _ keys: Keys) -> UInt64 {
        let product = number.multipliedFullWidth(by: keys.factor)
        return product.high ^ product.low
    }
}
