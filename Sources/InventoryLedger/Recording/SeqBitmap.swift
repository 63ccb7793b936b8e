/// A set of event numbers, one bit each: the events of the book that the file being read has stated.
struct SeqBitmap {
    private var words: [UInt64] = []

    func contains(_ seq: Int64) -> Bool {
        let word = Int(seq >> 6)
        return word < words.count && words[word] & (1 << UInt64(seq & 63)) != 0
    }

    mutating func insert(_ seq: Int64) {
        let word = Int(seq >> 6)
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        words[word] |= 1 << UInt64(seq & 63)
    }

    mutating func insert(_ range: ClosedRange<Int64>) {
        var seq = range.lowerBound
        while seq <= range.upperBound {
            insert(seq)
            // Whole words at once.
            if seq & 63 == 0, range.upperBound - seq >= 63 {
                words[Int(seq >> 6)] = .max
                seq += 64
            } else {
                seq += 1
            }
        }
    }

    /// The numbers that the other set does not have.
    func subtracting(_ other: SeqBitmap) -> SeqBitmap {
        var result = self
        for index in words.indices where index < other.words.count {
            result.words[index] &= ~other.words[index]
        }
        return result
    }

    /// The numbers as ranges, ascending.
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
        return ranges
    }
}
