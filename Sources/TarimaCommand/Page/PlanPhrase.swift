import WarehouseExports

/// The texts of the plan on a page, by their keys in `Language/Phrases`.
enum PlanPhrase: String, CaseIterable {
    case title, planTitle, bySea, byAir, nothingToOrder, learnedFrom, twoRates, legsDefault, legsMeasured
    case lineTitle, lineSea, lineAir, lineDecide, lineChina, lineCustoms, lineArrivals, lineCutoffs, lineReady
    case linePromotion, estimated
    case ordersTitle, mode, sea, air, skus, units, cartons, volume, weight, firstShipBy
    case riskyTitle, noneRisky, article, forecast, target, sellable, incoming, atRisk, runsOutOn, orders
    case warnings, orderSea, orderAir
    case leftoverTitle, noneLeft, perDay, leftoverDays
    case warnNoLike, warnNoHistory, warnShortHistory, warnEstimated, warnTooLate, warnOneChannel, warnBulk
    case warnNegative, warnNoCarton, warnNoRate, warnOpenTail, warnUnknownMode
    case noTransfers, formulas, planOver
    case viaSea, viaAir, legDispatchPort, legPortRelease, legReleaseShelf, legTransfer
}

extension Language {
    /// The text of a key with its values.
    func phrase(_ key: PlanPhrase, _ values: String...) -> String {
        Phrases.of(self).title("plan.\(key.rawValue)").filled(with: values)
    }
}
