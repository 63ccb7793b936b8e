/// The entries of a batch that are not in the ledger's runs yet: a few sorted lists in memory, the longer ones first.
struct KeyBuffer {
    private var lists: [[KeyEntry]] = []
    /// Entries that came one by one, sorted.
    private var recent: [KeyEntry] = []
    private var filter = KeyFilter()
    private(set) var count = 0

    private static let recentMax = 256

    mutating func add(_ entry: KeyEntry) {
        filter.insert(entry.key)
        recent.insert(entry, at: recent.partition(notBefore: entry))
        count += 1
        if recent.count >= Self.recentMax { addRecent() }
    }

    /// Adds sorted entries.
    mutating func add(sorted entries: [KeyEntry]) {
        guard !entries.isEmpty else { return }
        count += entries.count
        for entry in entries { filter.insert(entry.key) }
        push(entries)
    }

    /// All entries, sorted, which are then no longer in the buffer.
    mutating func takeAll() -> [KeyEntry] {
        addRecent()
        var all: [KeyEntry] = []
        while let list = lists.popLast() { all = Self.merged(list, all) }
        filter = KeyFilter()
        count = 0
        return all
    }

    /// Passes the entries with keys of a range: one key, or those of one document.
    func forEach(in keys: ClosedRange<UInt64>, _ body: (KeyEntry) throws -> Void) rethrows {
        guard filter.mayHave(keys) else { return }
        for list in lists + [recent] {
            var place = list.partition(notBefore: KeyEntry(key: keys.lowerBound, seq: .min))
            while place < list.count, list[place].key <= keys.upperBound {
                try body(list[place])
                place += 1
            }
        }
    }

    /// Passes the entries with some keys, and which key it is, until the block returns false.
    ///
    /// - Parameter keys: sorted, each once.
    /// - Returns: whether the block never returned false.
    func forEach(of keys: [UInt64], _ body: (_ place: Int, KeyEntry) throws -> Bool) rethrows -> Bool {
        for list in lists + [recent] where !list.isEmpty {
            let isWhole = try list.withUnsafeBufferPointer { list in
                var place = 0
                for (index, key) in keys.enumerated() {
                    place = SortedKeys.place(in: place..<list.count) { list[$0].key < key }
                    while place < list.count, list[place].key == key {
                        guard try body(index, list[place]) else { return false }
                        place += 1
                    }
                }
                return true
            }
            guard isWhole else { return false }
        }
        return true
    }

    private mutating func addRecent() {
        guard !recent.isEmpty else { return }
        push(recent)
        recent.removeAll(keepingCapacity: true)
    }

    /// Each list is at least twice as long as the next, so there are few, and an entry is rarely moved.
    private mutating func push(_ entries: [KeyEntry]) {
        var entries = entries
        while let last = lists.last, last.count < 2 * entries.count {
            _ = lists.popLast()
            entries = Self.merged(last, entries)
        }
        lists.append(entries)
    }

    private static func merged(_ one: [KeyEntry], _ other: [KeyEntry]) -> [KeyEntry] {
        if one.isEmpty { return other }
        if other.isEmpty { return one }
        return Array(unsafeUninitializedCapacity: one.count + other.count) { all, count in
            one.withUnsafeBufferPointer { one in
                other.withUnsafeBufferPointer { other in
                    var (left, right) = (0, 0)
                    while left < one.count, right < other.count {
                        let isLeft = !(other[right] < one[left])
                        all.initializeElement(at: count, to: isLeft ? one[left] : other[right])
                        left &+= isLeft ? 1 : 0
                        right &+= isLeft ? 0 : 1
                        count &+= 1
                    }
                    for entry in one[left...] {
                        all.initializeElement(at: count, to: entry)
                        count &+= 1
                    }
                    for entry in other[right...] {
                        all.initializeElement(at: count, to: entry)
                        count &+= 1
                    }
                }
            }
        }
    }
}

/// Which keys and documents a buffer may have. Most that are looked up are in none of its lists, and searching each list
/// costs more.
private struct KeyFilter {
    private var words: [UInt64] = []

    /// So many bits that a full buffer sets one in eight of them.
    private static let bits: UInt64 = 21

    mutating func insert(_ key: UInt64) {
        if words.isEmpty { words = Array(repeating: 0, count: 1 << (Self.bits - 6)) }
        let (ofKey, ofDocument) = (Self.place(ofKey: key), Self.place(ofDocument: key))
        words[ofKey.word] |= ofKey.bit
        words[ofDocument.word] |= ofDocument.bit
    }

    func mayHave(_ keys: ClosedRange<UInt64>) -> Bool {
        guard !words.isEmpty else { return false }
        let isKey = keys.lowerBound == keys.upperBound
        let (word, bit) = isKey ? Self.place(ofKey: keys.lowerBound) : Self.place(ofDocument: keys.lowerBound)
        return words[word] & bit != 0
    }

    private static func place(ofDocument key: UInt64) -> (word: Int, bit: UInt64) {
        place(key >> (KeyHash.bits - bits))
    }

    /// An odd factor takes all bits of the key into the first ones.
    private static func place(ofKey key: UInt64) -> (word: Int, bit: UInt64) {
        place((key &* 0x9E37_79B9_7F4A_7C15) >> (64 - bits))
    }

    private static func place(_ number: UInt64) -> (word: Int, bit: UInt64) {
        (Int(truncatingIfNeeded: number >> 6), 1 << (number & 63))
    }
}

extension [KeyEntry] {
    /// The first place whose entry is not before one.
    fileprivate func partition(notBefore entry: KeyEntry) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
