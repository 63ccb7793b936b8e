import Foundation

/// Random numbers that come again for the same seed (SplitMix64).
///
/// A test that fails names its seed; `TARIMA_SEED` replays it.
public struct SeededDraws: RandomNumberGenerator, Sendable {
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// A new seed each time, or the one that the environment names.
    public static func fresh() -> SeededDraws {
        let named = ProcessInfo.processInfo.environment["TARIMA_SEED"].flatMap { UInt64($0) }
        return SeededDraws(seed: named ?? UInt64.random(in: 0...UInt64(Int64.max)))
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
