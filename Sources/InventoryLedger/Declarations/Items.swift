import GRDB

/// What is known of a SKU besides its events: its name, cost, measures and papers.
public struct Item: Hashable, Sendable {
    /// The item's SKU.
    public let sku: SKU
    /// The name that reports show.
    public var name: String?
    /// What one unit costs.
    public var unitCost: Money?
    /// The group of goods that sell alike.
    public var category: String?
    /// The volume of one packed unit in cubic centimetres.
    public var unitCM3: Int64?
    /// The weight of one packed unit in grams.
    public var unitG: Int64?
    /// The number of units in a carton.
    public var cartonUnits: Int64?
    /// The smallest number of units that can be ordered.
    public var moq: Int64?
    /// The number of its line in the Mexican tariff.
    public var fraccion: String?
    /// The country in which it was made.
    public var origin: String?
    /// The Mexican standards that it has to meet, such as NOM-019-SCFI.
    public var noms: [String]
    /// The number of its certificate of these standards.
    public var nomCertificate: String?
    /// The tax number of the certificate's holder.
    public var nomHolderRFC: ImporterRFC?
    /// The last day of the certificate.
    public var nomUntil: CalendarDate?
    /// The number of another permit that it needs.
    public var permit: String?
    /// The last day of the permit.
    public var permitUntil: CalendarDate?

    /// Only the SKU is required.
    public init(sku: SKU, name: String? = nil, unitCost: Money? = nil, noms: [String] = []) {
        self.sku = sku
        self.name = name
        self.unitCost = unitCost
        self.noms = noms
    }

    /// The item as stored in a declaration.
    struct Value: Codable, Equatable {
        var name: String?
        var unitCostMinor: Int64?
        var currency: Currency?
        var category: String?
        var unitCM3: Int64?
        var unitG: Int64?
        var cartonUnits: Int64?
        var moq: Int64?
        var fraccion: String?
        var origin: String?
        /// All standards, with commas between.
        var nom: String?
        var nomCertificate: String?
        var nomHolderRFC: String?
        var nomUntil: CalendarDate?
        var permit: String?
        var permitUntil: CalendarDate?
    }

    var value: Value {
        Value(
            name: name,
            unitCostMinor: unitCost?.storedMinorUnits,
            currency: unitCost?.currency,
            category: category,
            unitCM3: unitCM3,
            unitG: unitG,
            cartonUnits: cartonUnits,
            moq: moq,
            fraccion: fraccion,
            origin: origin,
            nom: noms.isEmpty ? nil : noms.joined(separator: ", "),
            nomCertificate: nomCertificate,
            nomHolderRFC: nomHolderRFC?.text,
            nomUntil: nomUntil,
            permit: permit,
            permitUntil: permitUntil
        )
    }

    init(sku: SKU, value: Value) {
        self.init(sku: sku, name: value.name)
        if let minorUnits = value.unitCostMinor, let currency = value.currency {
            unitCost = Money(storedMinorUnits: minorUnits, currency: currency)
        }
        category = value.category
        // A damaged ledger may contain any number.
        unitCM3 = value.unitCM3.flatMap { $0 > 0 ? $0 : nil }
        unitG = value.unitG.flatMap { $0 > 0 ? $0 : nil }
        cartonUnits = value.cartonUnits.flatMap { $0 > 0 ? $0 : nil }
        moq = value.moq.flatMap { $0 > 0 ? $0 : nil }
        fraccion = value.fraccion
        origin = value.origin
        noms = value.nom.map(Self.standards) ?? []
        nomCertificate = value.nomCertificate
        nomHolderRFC = value.nomHolderRFC.map { ImporterRFC(trusted: $0) }
        nomUntil = value.nomUntil
        permit = value.permit
        permitUntil = value.permitUntil
    }

    /// The standards that a text lists, with a comma, a semicolon or a slash between.
    package static func standards(_ text: String) -> [String] {
        text.split(whereSeparator: { ",;/，；、".contains($0) }).map { String($0).trimmedCode }.filter {
            !$0.isEmpty
        }
    }

    /// The largest measure of one unit or carton.
    package static let measureMax: Int64 = 1_000_000_000

    /// - Throws: `FieldProblem` for a measure that is not positive, or too large.
    func check() throws {
        _ = try unitCost?.bounded()
        for measure in [unitCM3, unitG, cartonUnits, moq].compactMap({ $0 }) {
            try Self.checkMeasure(measure)
        }
    }

    /// - Throws: for a measure that is not positive, or too large.
    package static func checkMeasure(_ measure: Int64) throws(FieldProblem) {
        guard (1...measureMax).contains(measure) else {
            throw FieldProblem(
                .quantity,
                value: String(measure),
                code: .outOfRange,
                "\(measure) is not a whole number from 1 to \(measureMax)"
            )
        }
    }
}

extension Ledger {
    /// The items, by SKU.
    public func items() throws -> [SKU: Item] {
        try read { try Self.items($0) }
    }

    /// - Parameter last: the last batch that is known; nil for all.
    static func items(_ database: Database, knownUpTo last: Int64? = nil) throws -> [SKU: Item] {
        var items: [SKU: Item] = [:]
        try forEachItem(database, knownUpTo: last) { items[$0.sku] = $0 }
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

    private static func forEachItem(
        _ database: Database,
        knownUpTo last: Int64? = nil,
        _ body: (Item) throws -> Void
    ) throws {
        try Declarations.forEachCurrent(database, .item, knownUpTo: last) { (subject, value: Item.Value) in
            try body(Item(sku: SKU(trusted: subject.text), value: value))
        }
    }
}
