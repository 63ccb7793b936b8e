/// An entry of the runs of live keys: an event, under the number of its key.
struct KeyEntry: Comparable {
    /// See `KeyHash`.
    let key: UInt64
    let seq: Int64

    static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.key == rhs.key ? lhs.seq < rhs.seq : lhs.key < rhs.key
    }

    static var damaged: LedgerError {
        LedgerError(.damaged, "the keys of the ledger's events cannot be read; run verify")
    }
}

/// The entries of a page, read from bytes that stay in place meanwhile. `v009_key_runs.sql` describes the page.
struct PackedKeys {
    private let firstKey: UInt64
    private let leastSeq: Int64
    private let keyBytes: Int
    private let entryBytes: Int
    private let bytes: UnsafeRawBufferPointer
    let count: Int

    /// Nil if the page cannot be read.
    init?(
        firstKey: Int64,
        leastSeq: Int64,
        keyBytes: Int64,
        seqBytes: Int64,
        entries: UnsafeRawBufferPointer
    ) {
        guard (1...8).contains(keyBytes), (1...8).contains(seqBytes), !entries.isEmpty else { return nil }
        self.firstKey = UInt64(truncatingIfNeeded: firstKey)
        self.leastSeq = leastSeq
        self.keyBytes = Int(keyBytes)
        entryBytes = Int(keyBytes + seqBytes)
        bytes = entries
        count = entries.count / entryBytes
        guard count > 0, count * entryBytes == entries.count else { return nil }
    }

    /// A damaged page may have any numbers, whose sum exceeds 64 bits.
    func key(_ place: Int) -> UInt64 { firstKey &+ number(place &* entryBytes, keyBytes) }

    func seq(_ place: Int) -> Int64 {
        let start = place &* entryBytes &+ keyBytes
        return leastSeq &+ Int64(truncatingIfNeeded: number(start, entryBytes &- keyBytes))
    }

    var firstEntry: KeyEntry { entry(0) }
    var lastKey: UInt64 { key(count - 1) }

    func entry(_ place: Int) -> KeyEntry { KeyEntry(key: key(place), seq: seq(place)) }

    /// The first place at or after one whose key is not below a number: found in steps that double, because the numbers
    /// of a sorted list are near each other.
    func place(notBelow number: UInt64, from start: Int) -> Int {
        SortedKeys.place(in: start..<count) { key($0) < number }
    }

    private func number(_ start: Int, _ count: Int) -> UInt64 {
        if start &+ 8 <= bytes.count {
            let eight = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            return eight >> UInt64(64 &- 8 &* count)
        }
        var number: UInt64 = 0
        for byte in bytes[start..<start + count] { number = number << 8 | UInt64(byte) }
        return number
    }
}

/// Packs sorted entries into pages.
struct KeyPacker {
    /// A page of entries that is complete.
    struct Page {
        let firstKey: Int64
        let leastSeq: Int64
        let keyBytes: Int
        let seqBytes: Int
        let entries: [UInt8]
    }

    private var entries: [KeyEntry] = []
    private var seqs: ClosedRange<Int64> = 0...0

    /// Two pages fit in one of SQLite's of 8 KB.
    private static let bytesMax = 3900

    init() { entries.reserveCapacity(Self.bytesMax / 2) }

    /// Adds an entry. Returns the page before it if the entry no longer fits in it.
    mutating func add(_ entry: KeyEntry) -> Page? {
        guard let first = entries.first else {
            start(with: entry)
            return nil
        }
        let wider = min(seqs.lowerBound, entry.seq)...max(seqs.upperBound, entry.seq)
        let bytes = Self.bytes(of: entry.key &- first.key) + Self.bytes(of: Self.width(wider))
        if bytes * (entries.count + 1) > Self.bytesMax {
            let page = page()
            start(with: entry)
            return page
        }
        entries.append(entry)
        seqs = wider
        return nil
    }

    /// The last page; nil if there were no entries.
    mutating func finish() -> Page? {
        defer { entries.removeAll() }
        return page()
    }

    private mutating func start(with entry: KeyEntry) {
        entries.removeAll(keepingCapacity: true)
        entries.append(entry)
        seqs = entry.seq...entry.seq
    }

    private func page() -> Page? {
        guard let first = entries.first, let last = entries.last else { return nil }
        let keyBytes = Self.bytes(of: last.key &- first.key)
        let seqBytes = Self.bytes(of: Self.width(seqs))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * (keyBytes + seqBytes))
        for entry in entries {
            Self.append(entry.key &- first.key, keyBytes, to: &bytes)
            Self.append(Self.width(seqs.lowerBound...max(seqs.lowerBound, entry.seq)), seqBytes, to: &bytes)
        }
        return Page(
            firstKey: Int64(truncatingIfNeeded: first.key),
            leastSeq: seqs.lowerBound,
            keyBytes: keyBytes,
            seqBytes: seqBytes,
            entries: bytes
        )
    }

    /// The events of a damaged ledger may have any numbers, whose difference exceeds 63 bits.
    private static func width(_ seqs: ClosedRange<Int64>) -> UInt64 {
        UInt64(truncatingIfNeeded: seqs.upperBound &- seqs.lowerBound)
    }

    private static func bytes(of number: UInt64) -> Int { max(1, (71 - number.leadingZeroBitCount) / 8) }

    private static func append(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
        var shift = UInt64(8 * count)
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

enum SortedKeys {
    /// The first place of a range that is not before what is sought; its end if all are. Found in steps that double, since
    /// what is sought is mostly near the start.
    @inline(__always)
    static func place(in places: Range<Int>, isBefore: (Int) -> Bool) -> Int {
        var (low, step) = (places.lowerBound, 1)
        var high = places.upperBound
        while low < high {
            let probe = min(low &+ step &- 1, high &- 1)
            if isBefore(probe) {
                low = probe &+ 1
                step &*= 2
            } else {
                high = probe
                break
            }
        }
        while low < high {
            let middle = low &+ (high &- low) / 2
            if isBefore(middle) { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
