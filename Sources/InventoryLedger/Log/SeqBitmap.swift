/// A set of event numbers, such as the events that the current file has restated.
///
/// One bit for each number of the log. Other numbers, which a damaged ledger may contain, are stored one by one.
package struct SeqBitmap {
    private let last: Int64
    private var words: [UInt64] = []
    private var others: Set<Int64> = []

    /// - Parameter last: the last event of the log, up to which numbers are stored as bits.
    init(upTo last: Int64) { self.last = last }

    package func contains(_ seq: Int64) -> Bool {
        guard let word = word(of: seq) else { return others.contains(seq) }
        return word < words.count && words[word] & (1 << UInt64(seq & 63)) != 0
    }

    mutating func insert(_ seq: Int64) {
        guard let word = word(of: seq) else {
            others.insert(seq)
            return
        }
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        words[word] |= 1 << UInt64(seq & 63)
    }

    /// Adds the numbers of a range that the log has.
    mutating func insert(_ range: ClosedRange<Int64>) {
        var seq = max(range.lowerBound, 0)
        let end = min(range.upperBound, last)
        while seq <= end {
            insert(seq)
            // Whole words at once.
            if seq & 63 == 0, end - seq >= 63 {
                words[Int(seq >> 6)] = .max
                seq += 64
            } else {
                seq += 1
            }
        }
    }

    /// The numbers that are not in the other set.
    func subtracting(_ other: SeqBitmap) -> SeqBitmap {
        var result = self
        for index in words.indices where index < other.words.count {
            result.words[index] &= ~other.words[index]
        }
        result.others.subtract(other.others)
        return result
    }

    /// The word with a number's bit; nil for a number that the log does not have.
    private func word(of seq: Int64) -> Int? {
        seq >= 0 && seq <= last ? Int(seq >> 6) : nil
    }

    /// The numbers as ranges: first those of the log, in ascending order.
    var ranges: [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        var first: Int64?
        for (index, word) in words.enumerated() {
            let base = Int64(index) << 6
            if word == 0 || word == .max {
                // Whole words are common: a file restated in its own order.
                if word == 0, let start = first {
                    ranges.append(start...(base - 1))
                    first = nil
                } else if word == .max, first == nil {
                    first = base
                }
                continue
            }
            for bit in 0..<64 {
                let isSet = word & (1 << UInt64(bit)) != 0
                if isSet, first == nil {
                    first = base + Int64(bit)
                } else if !isSet, let start = first {
                    ranges.append(start...(base + Int64(bit) - 1))
                    first = nil
                }
            }
        }
        if let first { ranges.append(first...(Int64(words.count) << 6 - 1)) }
        return ranges + others.sorted().map { $0...$0 }
    }
}
