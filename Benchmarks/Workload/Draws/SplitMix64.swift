/// The SplitMix64 generator (Steele, Lea and Flood, 2014): 64 bits of state, one addition and one mix a draw.
///
/// Not the standard library's generators and `random(in:)`, because those guarantee neither a seed nor the same numbers
/// in every release, and the files must stay the same bytes.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 when `bound` is 0.
    ///
    /// The high half of a 128-bit product. Without rejection it is biased by less than `bound` / 2^64,
    /// which no benchmark can see, and every draw costs the same one step of the generator.
    mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// A number of a range, both ends included.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(below(UInt64(range.count)))
    }

    /// True this many times out of a thousand.
    mutating func isOne(ofThousand times: UInt64) -> Bool {
        below(1000) < times
    }
}
