/// The packed cells of the ledger, read by the description in `v007_packed_moves.sql` and by no code of the ledger.
public enum OracleCells {
    /// A cell of a day, or of the month.
    public struct Cell: Hashable, Sendable {
        /// Of the month; 0 for the month itself.
        public let day: Int64
        /// The route.
        public let route: Int64
        /// 1 before the opening of the warehouse, else 0.
        public let beforeOpening: Int64
        /// Units moved.
        public let units: Int64
        /// Live events.
        public let events: Int64
    }

    /// The cells in the order of the list; nil if the bytes are not packed cells.
    public static func cells(_ bytes: [UInt8]) -> [Cell]? {
        guard let numbers = numbers(bytes), let count = numbers.first, count > 0, numbers.count % 3 == 1,
            UInt64(numbers.count / 3) >= count
        else { return nil }
        let triples = (0..<numbers.count / 3).map { Array(numbers[$0 * 3 + 1...$0 * 3 + 3]) }
        return triples.enumerated().map { index, triple in
            let isMonth = index < count
            let key = isMonth ? triple[0] : triples[Int(triple[0] % count)][0]
            return Cell(
                day: isMonth ? 0 : Int64(clamping: triple[0] / count),
                route: Int64(clamping: key / 2),
                beforeOpening: Int64(clamping: key % 2),
                units: signed(triple[1]),
                events: signed(triple[2])
            )
        }
    }

    /// The numbers of a packed list; nil if the last one is not complete.
    public static func numbers(_ bytes: [UInt8]) -> [UInt64]? {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        for byte in bytes {
            number = number &* 128 &+ UInt64(byte % 128)
            if byte < 128 {
                numbers.append(number)
                number = 0
            }
        }
        return bytes.last.map { $0 < 128 } ?? true ? numbers : nil
    }

    /// The packed list of some numbers.
    public static func bytes(_ numbers: [UInt64]) -> [UInt8] {
        numbers.flatMap { number in
            var digits = [UInt8(number % 128)]
            var rest = number / 128
            while rest > 0 {
                digits.insert(UInt8(rest % 128) + 128, at: 0)
                rest /= 128
            }
            return digits
        }
    }

    /// 0, 1, 2, 3, 4 stand for 0, -1, 1, -2, 2.
    private static func signed(_ number: UInt64) -> Int64 {
        number % 2 == 0 ? Int64(number / 2) : -1 - Int64(number / 2)
    }
}
