import GRDB

/// The name and unit cost of a SKU.
public struct Item: Hashable, Sendable {
    /// The item's SKU.
    public let sku: SKU
    /// The name that reports show.
    public var name: String?
    /// What one unit costs.
    public var unitCost: Money?
    /// The Mexican standard that it is certified to, such as NOM-019-SCFI.
    public var nom: String?

    /// Only the SKU is required.
    public init(sku: SKU, name: String? = nil, unitCost: Money? = nil, nom: String? = nil) {
        self.sku = sku
        self.name = name
        self.unitCost = unitCost
        self.nom = nom
    }

    /// The item as stored in a declaration.
    struct Value: Codable, Equatable {
        var name: String?
        var unitCostMinor: Int64?
        var currency: Currency?
        var nom: String?
    }

    var value: Value {
        Value(name: name, unitCostMinor: unitCost?.storedMinorUnits, currency: unitCost?.currency, nom: nom)
    }

    init(sku: SKU, value: Value) {
        self.init(sku: sku, name: value.name, nom: value.nom)
        if let minorUnits = value.unitCostMinor, let currency = value.currency {
            unitCost = Money(storedMinorUnits: minorUnits, currency: currency)
        }
    }
}

extension Ledger {
    /// The items, by SKU.
    public func items() throws -> [SKU: Item] {
        try read { try Self.items($0) }
    }

    static func items(_ database: Database) throws -> [SKU: Item] {
        var items: [SKU: Item] = [:]
        try forEachItem(database) { items[$0.sku] = $0 }
        return items
    }

    /// The names of some SKUs, where they have one.
    static func names(_ database: Database, of skus: Set<SKU>) throws -> [SKU: String] {
        var names: [SKU: String] = [:]
        guard !skus.isEmpty else { return names }
        try forEachItem(database) { if let name = $0.name, skus.contains($0.sku) { names[$0.sku] = name } }
        return names
    }

    /// Runs a block with the items by the bytes of their SKUs. The block may iterate several times.
    public func withItems<T>(_ block: (LongAnswer<Item>) throws -> T) throws -> T {
        try answer({ try Self.forEachItem($0, $1) }, to: block)
    }

    private static func forEachItem(_ database: Database, _ body: (Item) throws -> Void) throws {
        try Declarations.forEachCurrent(database, .item) { (subject, value: Item.Value) in
            try body(Item(sku: SKU(trusted: subject.text), value: value))
        }
    }
}
