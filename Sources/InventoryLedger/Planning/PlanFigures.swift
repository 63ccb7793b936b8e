/// What to order for a promotion, of one SKU for one warehouse.
struct PlanFigures: Hashable, Sendable {
    /// What the figures follow from.
    struct Inputs: Hashable, Sendable {
        /// Units per day at the warehouse outside promotions.
        var rate: Fraction
        /// Units expected to sell in the promotion.
        var forecast: Fraction
        /// What the forecast is multiplied by, such as 1.15.
        var safetyFactor: Fraction
        /// The share of the forecast that the first order covers.
        var firstShare: Fraction
        var sellable: Int64
        /// Units under way that will be on the shelf in time.
        var incoming: Int64
        /// Days from the plan to the day on which goods must be on the shelf.
        var daysToReady: Int
        /// Days from then to the promotion.
        var bridgeDays: Int
        /// Units in a carton; nil if not known.
        var cartonUnits: Int64?
        /// The least units of an order; nil if there is none.
        var leastOrder: Int64?
    }

    let inputs: Inputs
    /// Units that should be on the shelf at the start.
    let target: Int64
    /// Units left on the day on which goods must be on the shelf.
    let position: Fraction
    /// Units sold from then to the start.
    let bridge: Fraction
    /// Units to order in all.
    let need: Int64
    /// Units to order first, before cartons.
    let firstNeed: Int64
    /// Units to order first.
    let first: Int64
    /// Units to order later, if sales confirm the plan.
    let second: Int64

    /// - Throws: `sumOverflow` if a figure exceeds 64 bits.
    init(_ inputs: Inputs) throws {
        self.inputs = inputs
        target = try (inputs.forecast * inputs.safetyFactor).roundedUp()
        let there = Fraction(try inputs.sellable.adding(inputs.incoming))
        let left = try there - inputs.rate * Fraction(Int64(max(0, inputs.daysToReady)))
        position = max(.zero, left)
        bridge = try inputs.rate * Fraction(Int64(max(0, inputs.bridgeDays)))
        need = try max(.zero, Fraction(target) + bridge - position).roundedUp()
        let share = Fraction(try (inputs.firstShare * inputs.forecast).roundedUp())
        firstNeed = try max(.zero, share + bridge - position).roundedUp()
        first = try Self.order(firstNeed, inputs)
        second = try Self.order(max(0, need.adding(first.negated())), inputs)
    }

    /// Units in whole cartons, and no fewer than the least order.
    private static func order(_ units: Int64, _ inputs: Inputs) throws -> Int64 {
        guard units > 0 else { return 0 }
        let units = max(units, inputs.leastOrder ?? 0)
        guard let carton = inputs.cartonUnits, carton > 0 else { return units }
        let rest = units % carton
        return rest == 0 ? units : try units.adding(carton - rest)
    }

    /// Days that stock lasts at the normal rate after the promotion, if it sells as expected; nil without a rate.
    ///
    /// - Parameter expected: units that half of the promotions would not exceed.
    func leftoverDays(expected: Fraction) throws -> Fraction? {
        guard inputs.rate > .zero else { return nil }
        let ordered = Fraction(try first.adding(second))
        return try (position + ordered - bridge - expected) / inputs.rate
    }

    /// Days until stock ends at the normal rate before anything arrives, rounded up; nil without a rate, or if it
    /// lasts for more than ten years.
    func daysToEmpty() throws -> Int64? {
        guard inputs.rate > .zero else { return nil }
        let days = try max(.zero, Fraction(inputs.sellable) / inputs.rate)
        return days > Fraction(Self.daysMax) ? nil : try days.roundedUp()
    }

    /// Stock for longer than ten years does not end.
    static let daysMax: Int64 = 3_653
}
