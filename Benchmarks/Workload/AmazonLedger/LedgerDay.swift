/// Draws the movements of one day: of eight rows, six are unique and two are equal.
struct LedgerDay {
    /// One of this many different movements occurs twice.
    private static let distinctPerTwin = 7
    private static let quantities = WeightedChoice(weights: [80, 12, 4, 2, 1, 1])
    /// After this many repeated draws, any SKU and quantity is taken.
    private static let triesMax = 20

    let catalogue: Catalogue
    let centers: WeightedChoice
    private var distinct = 0
    private var lastReference = 0

    init(catalogue: Catalogue, centers: WeightedChoice) {
        self.catalogue = catalogue
        self.centers = centers
    }

    /// This many movements, shuffled.
    mutating func draw(_ count: Int, random: inout SplitMix64) -> [LedgerMovement] {
        var seen: Set<LedgerMovement> = []
        var movements: [LedgerMovement] = []
        movements.reserveCapacity(count)
        while movements.count < count {
            for movement in newMovements(notIn: seen, random: &random) where movements.count < count {
                seen.insert(movement)
                movements.append(movement)
                distinct += 1
                if distinct.isMultiple(of: Self.distinctPerTwin), movements.count < count {
                    movements.append(movement)
                }
            }
        }
        // Fisher-Yates, so that equal rows need not be neighbours.
        for index in stride(from: movements.count - 1, to: 0, by: -1) {
            movements.swapAt(index, random.within(0...index))
        }
        return movements
    }

    /// One movement, or two that belong together.
    private mutating func newMovements(
        notIn seen: Set<LedgerMovement>,
        random: inout SplitMix64
    ) -> [LedgerMovement] {
        var tries = 0
        while true {
            tries += 1
            let isAny = tries > Self.triesMax
            let sku =
                isAny
                ? random.within(0...catalogue.codes.count - 1) : catalogue.popularity.draw(&random)
            let quantity = isAny ? random.within(7...100_000) : Self.quantities.draw(&random) + 1
            let center = centers.draw(&random)
            let share = random.below(1000)
            if share >= 980 {
                lastReference += 1
                return [
                    LedgerMovement(
                        kind: .damaged,
                        sku: sku,
                        quantity: -quantity,
                        center: center,
                        reference: lastReference
                    ),
                    LedgerMovement(
                        kind: .markedDamaged,
                        sku: sku,
                        quantity: quantity,
                        center: center,
                        reference: lastReference
                    ),
                ]
            }
            let movement = one(share, sku: sku, quantity: quantity, center: center)
            if !seen.contains(movement) { return [movement] }
        }
    }

    private mutating func one(_ share: UInt64, sku: Int, quantity: Int, center: Int) -> LedgerMovement {
        let kind: LedgerMovement.Kind
        var quantity = quantity
        switch share {
        case ..<850: (kind, quantity) = (.shipment, -quantity)
        case ..<900: kind = .comeback
        case ..<945: (kind, quantity) = (.receipt, 24 * quantity)
        case ..<955: kind = .found
        case ..<960: (kind, quantity) = (.removed, -quantity)
        case ..<970: (kind, quantity) = (.moved, -10 * quantity)
        default: (kind, quantity) = (.moved, 10 * quantity)
        }
        switch kind {
        case .shipment, .comeback, .moved: break
        // A shipment is received in many rows, on several days.
        case .receipt: lastReference += sku.isMultiple(of: 50) ? 1 : 0
        default: lastReference += 1
        }
        let hasReference = ![.shipment, .comeback, .moved].contains(kind)
        return LedgerMovement(
            kind: kind,
            sku: sku,
            quantity: quantity,
            center: center,
            reference: hasReference ? lastReference : 0
        )
    }
}
