/// Numbers the positions of SKUs in warehouses from 0 on. Sums come SKU by SKU, so a position of the SKU that was asked
/// for last is found without hashing.
struct PositionNumbers {
    private typealias OfSKU = [(warehouse: Int64, number: Int)]

    private(set) var count = 0
    private var numbers: [Int64: OfSKU] = [:]
    /// Those of the last SKU, which are few.
    private var sku: Int64 = 0
    private var own: OfSKU = []

    /// The number of a position; `count` before the call if it is new.
    mutating func number(sku: Int64, warehouse: Int64) -> Int {
        if sku != self.sku {
            numbers[self.sku] = own
            own = numbers[sku] ?? []
            self.sku = sku
        }
        for known in own where known.warehouse == warehouse { return known.number }
        own.append((warehouse, count))
        count += 1
        return count - 1
    }
}
