/// Some order numbers, to tell rows of the log apart without making a text of each number.
///
/// Numbers count as equal if their hashes are. So some row may be taken for one of these orders, and none of theirs is
/// missed.
struct OrderNumbers: Sendable {
    private var hashes: Set<Int> = []

    mutating func insert(_ number: Document) {
        var text = number.text
        var hasher = Hasher()
        text.withUTF8 { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
            hasher.combine(bytes.count)
        }
        hashes.insert(hasher.finalize())
    }

    /// Whether the text of a column may be one of the numbers.
    func mayContain(_ row: FedRow, _ column: Int) -> Bool {
        var hasher = Hasher()
        row.hash(column, into: &hasher)
        return hashes.contains(hasher.finalize())
    }
}
