#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Draws indices with given whole-number weights.
///
/// Whole numbers, so that the last bit of a platform's `pow` does not change the file.
struct WeightedChoice {
    /// Running sums of the weights; the last one is the total.
    private let sums: [UInt64]
    private let total: UInt64

    init(weights: [UInt64]) {
        var sum: UInt64 = 0
        sums = weights.map { weight in
            sum += weight
            return sum
        }
        total = sum
    }

    /// Zipf-like weights: the index `i` is drawn in proportion to 1 / (i + 1)^exponent.
    init(zipf count: Int, exponent: Double) {
        self.init(
            weights: (1...count).map { rank in
                UInt64((1e9 / pow(Double(rank), exponent)).rounded())
            }
        )
    }

    /// The expected share of this index in all draws, from 0 to 1.
    func share(of index: Int) -> Double {
        Double(sums[index] - (index > 0 ? sums[index - 1] : 0)) / Double(total)
    }

    /// One index, using one step of the generator.
    func draw(_ random: inout SplitMix64) -> Int {
        let target = random.below(total)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= target {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
