/// The number under which the runs of keys have a key, of 56 bits:
///
///     30  a hash of the document
///      5  the kind
///      5  a hash of source, stage, component and SKU
///      1  whether there is a line
///     15  a hash of all except the document
///
/// So the keys of a document are side by side, those of one kind among them, and in each kind and hash those without a
/// line first. Two keys may have one number: whoever finds an event by it compares the key with the event's own. The hash
/// is another one in each ledger, so no file can be made whose keys have one number in all of them.
struct KeyHash {
    private let seed: UInt64
    private let factor: UInt64

    static let bits: UInt64 = 56
    private static let documentBits: UInt64 = 30
    private static let restBits = bits - documentBits
    private static let kindShift: UInt64 = 21
    private static let goodsBits: UInt64 = 5
    private static let goodsShift: UInt64 = 16
    private static let lineBit: UInt64 = 1 << 15
    private static let lastBits: UInt64 = 15

    /// - Parameter genesis: the start of the ledger's digest chain.
    init(genesis: [UInt8]) {
        seed = genesis.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        // Odd, so that no bit is lost.
        factor = genesis.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } | 1
    }

    /// The lowest number of a document's keys.
    func document(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        // The highest one is left free: see `KeyRuns`.
        min(hash(text) >> (64 - Self.documentBits), 1 << Self.documentBits - 2) << Self.restBits
    }

    /// The number of a key.
    ///
    /// - Parameter document: the lowest number of its document's keys.
    func number(
        document: UInt64,
        scope: Int64,
        sku: Int64,
        line: UnsafeBufferPointer<UInt8>,
        shipment: Int64
    ) -> UInt64 {
        let goods = mixed(mixed(seed ^ Self.unsigned(scope)) ^ Self.unsigned(sku))
        let ofLine = line.isEmpty ? 0 : hash(line)
        let last = mixed(goods ^ ofLine ^ Self.unsigned(shipment)) >> (64 - Self.lastBits)
        return document | Self.kind(ofScope: scope) << Self.kindShift
            | (goods >> (64 - Self.goodsBits)) << Self.goodsShift | (line.isEmpty ? 0 : Self.lineBit) | last
    }

    /// The numbers that the keys of a document may have.
    static func range(ofDocument document: UInt64) -> ClosedRange<UInt64> {
        document...(document | (1 << restBits - 1))
    }

    /// The number of the kind of an event's key.
    static func kind(ofNumber number: UInt64) -> Int64 {
        Int64(truncatingIfNeeded: number >> kindShift & 31)
    }

    /// The same for all keys of a document, a kind and a SKU, with a line or without.
    static func goods(ofNumber number: UInt64) -> UInt64 { number >> goodsShift }

    /// Whether keys of the number have no line.
    static func hasNoLine(_ number: UInt64) -> Bool { number & lineBit == 0 }

    /// The same for all keys of a document.
    static func document(ofNumber number: UInt64) -> UInt64 { number >> restBits }

    private static func kind(ofScope scope: Int64) -> UInt64 { unsigned(scope) >> 8 & 31 }

    private static func unsigned(_ number: Int64) -> UInt64 { UInt64(truncatingIfNeeded: number) }

    private func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(text)
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
        var place = 0
        while place &+ 8 <= bytes.count {
            let eight = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            hash = mixed(hash ^ UInt64(littleEndian: eight))
            place &+= 8
        }
        var last: UInt64 = 0
        while place < bytes.count {
            last = last << 8 | UInt64(bytes[place])
            place &+= 1
        }
        return mixed(mixed(hash ^ last))
    }

    /// The upper and the lower half of a product, which depend on all bits of the number.
    private func mixed(_ number: UInt64) -> UInt64 {
        let product = number.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
