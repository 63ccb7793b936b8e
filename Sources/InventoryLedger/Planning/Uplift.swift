/// How many times its normal demand a SKU sells in a promotion, learned from an earlier one.
///
/// A SKU's own history is short, so it is drawn towards what all SKUs of its category did: with as much weight as a
/// history of `weight` units has.
enum Uplift {
    /// What a SKU did in the earlier promotion.
    struct History: Hashable, Sendable {
        /// Units ordered, with those missed while out of stock.
        let sold: Fraction
        /// Units that the normal rate of that time gives for its days.
        let expected: Fraction
    }

    /// The units that pooled history counts as much as.
    ///
    /// Source: chosen on the demand of a wholesaler over a year; to be chosen anew from a ledger's own promotions.
    static let weight = Fraction(300)

    /// Units sold per expected unit over several SKUs, to a millionth; nil if nothing was expected or sold.
    static func pooled(_ histories: some Sequence<History>) throws -> Fraction? {
        var sold = Fraction.zero
        var expected = Fraction.zero
        for history in histories {
            sold = try sold + history.sold
            expected = try expected + history.expected
        }
        guard sold > .zero, expected > .zero else { return nil }
        return try (sold / expected).rounded(decimals: 6)
    }

    /// The uplift of one SKU: (K + sold) / (K / pooled + expected), cut after six decimals.
    static func of(_ history: History?, pooled: Fraction) throws -> Fraction {
        guard let history, pooled > .zero else { return pooled }
        return try ((weight + history.sold) / (weight / pooled + history.expected)).roundedDown(decimals: 6)
    }
}
