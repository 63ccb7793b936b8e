import Glibc

/// Numbers texts 0, 1, 2, ... in order of first appearance, and finds them by their bytes.
struct TextNumbers {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Places by hash; negative if free.
    private var places: [Int32]
    private let countMax: Int
    /// Texts with colliding hashes must not make every look-up a linear search.
    private static let stepsMax = 64

    /// - Parameter countMax: further texts get no number.
    init(countMax: Int) {
        self.countMax = countMax
        places = Array(repeating: -1, count: 256)
    }

    var count: Int { ends.count }
    var isFull: Bool { ends.count >= countMax }

    func number(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<Self.stepsMax {
            let number = Int(places[place])
            if number < 0 { return nil }
            if hashes[number] == hash, isSame(number, text) { return number }
            place = (place + 1) & mask
        }
        return nil
    }

    /// Numbers a new text; nil if there is no room.
    mutating func add(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        guard !isFull else { return nil }
        if ends.count * 2 >= places.count { grow() }
        guard let place = free(hash) else { return nil }
        places[place] = Int32(truncatingIfNeeded: ends.count)
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        hashes.append(hash)
        return ends.count - 1
    }

    private func free(_ hash: UInt64) -> Int? {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<Self.stepsMax {
            if places[place] < 0 { return place }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        places = Array(repeating: -1, count: places.count * 2)
        for (number, hash) in hashes.enumerated() {
            // Without room the text is not found again, and gets another number.
            if let place = free(hash) { places[place] = Int32(truncatingIfNeeded: number) }
        }
    }

    private func isSame(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == text.count else { return false }
        return bytes.withUnsafeBufferPointer { own in
            guard let base = own.baseAddress, let other = text.baseAddress else { return true }
            return memcmp(base + start, other, text.count) == 0
        }
    }

    /// A hash of a text, eight bytes at a time.
    static func hash(_ text: UnsafeBufferPointer<UInt8>, from seed: UInt64 = 0) -> UInt64 {
        var hash = mix(seed, UInt64(truncatingIfNeeded: text.count))
        guard let base = UnsafeRawPointer(text.baseAddress) else { return hash }
        var offset = 0
        while offset + 8 <= text.count {
            hash = mix(hash, base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < text.count {
            rest = rest << 8 | UInt64(text[offset])
            offset += 1
        }
        return mix(hash, rest)
    }

    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        var mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 32
        return mixed
    }
}
