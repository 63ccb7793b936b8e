/// What a file called an event's article and warehouses, where the code map calls them otherwise.
package struct WrittenCodes: Hashable, Sendable {
    /// Nil where the file wrote the event's own SKU.
    package var sku: SKU?
    /// Nil where the file wrote the event's own warehouse.
    package var warehouse: Warehouse?
    /// Nil where the file wrote the event's own destination.
    package var toWarehouse: Warehouse?
    /// Which component of a kit the event is about: 0, 1, 2, ...
    package var part: Int64 = 0
    /// Units of the component in one unit as written.
    package var units: Int64 = 1

    /// The components of a kit are numbered in 12 bits of a key.
    static let parts: ClosedRange<Int64> = 0...1000
    /// How many units one unit as written may hold.
    static let unitsRange: ClosedRange<Int64> = 1...1_000_000

    package init() {}
}
