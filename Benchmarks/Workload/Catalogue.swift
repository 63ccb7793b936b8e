/// The SKUs: their codes, prices and popularity.
struct Catalogue {
    /// The number of codes with five digits.
    static let skusMax = 99_999

    /// `MX-00001` and on, as bytes.
    let codes: [[UInt8]]
    /// Unit prices in centavos; whole pesos ending in 9, from 99 to 2499.
    let prices: [UInt64]
    /// `MX-00001` is drawn most often, so its stock is the slowest to query.
    let popularity: WeightedChoice

    init(count: Int, random: inout SplitMix64) {
        codes = (1...count).map { number in
            let digits = String(number)
            return Array("MX-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)".utf8)
        }
        var prices: [UInt64] = []
        prices.reserveCapacity(count)
        for _ in 0..<count {
            // The lower of two draws: more cheap items than expensive ones.
            let tens = min(random.below(241), random.below(241))
            prices.append((99 + 10 * tens) * 100)
        }
        self.prices = prices
        popularity = WeightedChoice(zipf: count, exponent: 0.9)
    }
}

/// The warehouses orders are placed against.
struct Warehouses {
    /// In order of use. The weights of three are 60, 30 and 10.
    static let known: [(code: String, weight: UInt64)] = [
        ("MTY1", 60), ("MEX1", 30), ("FULL", 10), ("GDL1", 5), ("QRO1", 3), ("TIJ1", 2), ("MID1", 1),
        ("PUE1", 1), ("CUN1", 1),
    ]

    let codes: [[UInt8]]
    let choice: WeightedChoice

    init(count: Int) {
        let taken = Self.known.prefix(count)
        codes = taken.map { Array($0.code.utf8) }
        choice = WeightedChoice(weights: taken.map(\.weight))
    }
}
