import InventoryLedger

/// The times that a ledger took to return the stock of single SKUs.
struct StockAnswers {
    /// Whole microseconds, ascending.
    private let times: [Int64]

    var count: Int { times.count }

    /// Asks for all SKUs in a scattered order, so that neighbours in the file do not follow each other.
    ///
    /// - Parameter patience: the time after which no further question starts.
    static func time(of ledger: Ledger, asks: Int, patience: Duration) throws -> StockAnswers {
        var skus: [SKU] = []
        for row in try ledger.stock(StockQuery(includesZero: true)).rows where skus.last != row.sku {
            skus.append(row.sku)
        }
        guard !skus.isEmpty else { return StockAnswers(times: []) }
        let clock = ContinuousClock()
        var times: [Int64] = []
        times.reserveCapacity(asks)
        // A prime above any number of SKUs shares no factor with it, so every SKU is visited.
        let step = 1_000_003
        var index = 0
        let end = clock.now.advanced(by: patience)
        while times.count < asks, clock.now < end {
            index = (index + step) % skus.count
            let sku = skus[index]
            let taken = try clock.measure {
                _ = try ledger.stock(sku: sku)
            }
            times.append(
                taken.components.seconds * 1_000_000 + taken.components.attoseconds / 1_000_000_000_000
            )
        }
        return StockAnswers(times: times.sorted())
    }

    /// The microseconds within which this share of the answers arrived.
    func microseconds(within share: Double) -> Int64 {
        guard !times.isEmpty else { return 0 }
        return times[min(times.count - 1, Int(Double(times.count) * share))]
    }

    var longest: Int64 { times.last ?? 0 }
}
