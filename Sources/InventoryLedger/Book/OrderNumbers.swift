/// Some order numbers, to tell rows of the log apart without making a text of each number.
///
/// Numbers count as equal if their hashes are. So some row may be taken for one of these orders, and none of theirs is
/// missed.
struct OrderNumbers: Sendable {
    private var hashes: Set<UInt64> = []
    /// A bit for some part of each hash, which says of most rows that theirs is none of them.
    private var bits: [UInt64] = []

    private static let bitCount: UInt64 = 1 << 22

    mutating func insert(_ number: Document) {
        var text = number.text
        let hash = text.withUTF8 { TextHash.hash($0) }
        if bits.isEmpty { bits = Array(repeating: 0, count: Int(Self.bitCount / 64)) }
        bits[Int(hash % Self.bitCount / 64)] |= 1 << (hash % 64)
        hashes.insert(hash)
    }

    /// Whether the text of a column may be one of the numbers.
    func mayContain(_ row: FedRow, _ column: Int) -> Bool { mayContain(row.textHash(column)) }

    /// Whether a number with this `TextHash` may be one of them.
    func mayContain(_ hash: UInt64) -> Bool {
        guard !bits.isEmpty, bits[Int(hash % Self.bitCount / 64)] >> (hash % 64) & 1 != 0 else {
            return false
        }
        return hashes.contains(hash)
    }
}
