import InventoryLedger

/// Which columns of a file differ in every row, and which form the row's form.
struct PlainColumns: Sendable {
    /// The number of fields in a row.
    let count: Int
    let document: [Int]
    let line: [Int]
    let sku: [Int]
    let quantity: [Int]
    let occurredAt: [Int]
    let amount: [Int]
    let order: [Int]
    let tracking: [Int]
    /// The columns of a shipment besides those of the document.
    private let shipment: [Int]
    private let translatesShipment: Bool
    /// All of the above except the shipment.
    let own: [Int]
    /// The columns of the form.
    let shared: [Int]
    /// The columns whose digest is the line of a row without an id.
    let identity: [Int]
    /// Words that mean blank.
    let blanks: [[UInt8]]
    let decimal: UInt8
    /// The sign between groups of three digits.
    let grouping: UInt8?

    /// How a profile uses a header's columns, as far as it matters here.
    struct Use {
        var fieldCount: Int
        /// The columns of each possible event of a row.
        var events: [[(column: Column, positions: [Int])]]
        /// The columns of conditions, with their patterns.
        var conditions: [(position: Int, patterns: [Condition.Pattern])]
        var identity: [Int]
        /// Columns with translated values.
        var translated: Set<Column>
        var blanks: Set<String>
        var numbers: NumberFormat
    }

    private static let ownColumns: Set<Column> = [
        .document, .line, .sku, .quantity, .occurredAt, .amount, .order, .tracking,
    ]

    /// Nil if the meaning of rows depends on values that differ in every row.
    init?(_ use: Use) {
        var own: [Column: [Int]] = [:]
        var shared: Set<Int> = []
        var shipment: Set<Int> = []
        for (column, positions) in use.events.joined() {
            if column == .shipment { shipment.formUnion(positions) }
            guard Self.ownColumns.contains(column) else {
                shared.formUnion(positions)
                continue
            }
            guard own[column] == nil || own[column] == positions else { return nil }
            own[column] = positions
        }
        let all = Set(own.values.joined())
        // A shipment may be named by the document's column. Then the form depends on the document.
        let documents = Set(own[.document] ?? [])
        guard shared.intersection(all).isSubset(of: shipment.intersection(documents)),
            use.translated.isDisjoint(with: own.keys), let decimal = use.numbers.decimal.asciiValue
        else { return nil }
        for (position, patterns) in use.conditions {
            if !all.contains(position) {
                shared.insert(position)
            } else if own[.quantity] != [position] || !patterns.allSatisfy(\.asksForSignOnly) {
                return nil
            }
        }
        count = use.fieldCount
        document = own[.document] ?? []
        line = own[.line] ?? []
        sku = own[.sku] ?? []
        quantity = own[.quantity] ?? []
        occurredAt = own[.occurredAt] ?? []
        amount = own[.amount] ?? []
        order = own[.order] ?? []
        tracking = own[.tracking] ?? []
        self.shipment = shipment.subtracting(documents).sorted()
        translatesShipment = use.translated.contains(.shipment)
        self.own = all.sorted()
        self.shared = shared.subtracting(all).sorted()
        identity = use.identity
        blanks = use.blanks.map { Array($0.utf8) }
        self.decimal = decimal
        grouping = use.numbers.grouping?.asciiValue
    }
}

extension PlainColumns {
    /// Whether the row's shipment is the same as its document.
    func shipmentIsDocument(_ fields: FieldBytes) -> Bool {
        !translatesShipment && shipment.allSatisfy { fields.isEmpty($0) }
    }
}

extension Condition.Pattern {
    /// Whether the pattern only tests the sign of a number.
    fileprivate var asksForSignOnly: Bool {
        switch self {
        case .number(_, let number): number == 0
        case .not(let pattern): pattern.asksForSignOnly
        case .text, .anyCase: false
        }
    }
}
