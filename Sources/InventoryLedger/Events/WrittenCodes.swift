/// The codes of an event's SKU and warehouses in its file, if the code map changed them.
package struct WrittenCodes: Hashable, Sendable {
    /// Nil if it is the event's own SKU.
    package var sku: SKU?
    /// Nil if it is the event's own warehouse.
    package var warehouse: Warehouse?
    /// Nil if it is the event's own destination.
    package var toWarehouse: Warehouse?
    /// The number of the kit component: 0, 1, 2, ...
    package var part: Int64 = 0
    /// Units of the component in one unit as written.
    package var units: Int64 = 1

    /// Keys number the components of a kit in 12 bits.
    static let parts: ClosedRange<Int64> = 0...1000
    /// The allowed numbers of units in one unit as written.
    static let unitsRange: ClosedRange<Int64> = 1...1_000_000

    package init() {}
}
