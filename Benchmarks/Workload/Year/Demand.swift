/// The expected sales, by which a seller orders.
struct Demand {
    /// The average units of a line, from the weights of `Orders`.
    private static let unitsPerLine = 1.35

    private let catalogue: Catalogue
    private let warehouses: Warehouses
    private let unitsOfYear: Double
    /// The share of the year's sales before each day. It continues after the end of the year at the ordinary rate.
    private let shareBefore: [Double]

    init(catalogue: Catalogue, warehouses: Warehouses, lines: Int) {
        self.catalogue = catalogue
        self.warehouses = warehouses
        unitsOfYear = Double(lines) * Self.unitsPerLine
        let year = (0..<YearCalendar.days).reduce(0) { $0 + YearCalendar.busyness(ofDay: $1) }
        var before: UInt64 = 0
        shareBefore = (0...3 * YearCalendar.days).map { day in
            defer { before += YearCalendar.busyness(ofDay: day) }
            return Double(before) / Double(year)
        }
    }

    /// Units of a SKU at a warehouse, from the start of one day to the start of another.
    func units(ofSKU sku: Int, atWarehouse warehouse: Int, days: Range<Int>) -> Int {
        let share = shareBefore[days.upperBound] - shareBefore[days.lowerBound]
        let popularity = catalogue.popularity.share(of: sku) * warehouses.choice.share(of: warehouse)
        return Int((unitsOfYear * share * popularity).rounded(.up))
    }
}
