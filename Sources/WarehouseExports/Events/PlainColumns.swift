import InventoryLedger

/// Which columns of a file tell the values that every row has of its own, and which make the row's form.
struct PlainColumns: Sendable {
    /// Fields of a row.
    let count: Int
    let document: [Int]
    let line: [Int]
    let sku: [Int]
    let quantity: [Int]
    let occurredAt: [Int]
    let amount: [Int]
    let order: [Int]
    let tracking: [Int]
    /// Where a shipment is named, beside the document's columns.
    private let shipment: [Int]
    private let translatesShipment: Bool
    /// All of the above but the shipment.
    let own: [Int]
    /// The columns that make the form.
    let shared: [Int]
    /// The columns whose digest is the line of a row without one.
    let identity: [Int]
    /// Words that stand for a blank.
    let blanks: [[UInt8]]
    let decimal: UInt8

    /// What a profile says of a header's columns, as far as it matters here.
    struct Use {
        var fieldCount: Int
        /// The columns of each event that a row may tell.
        var events: [[(column: Column, positions: [Int])]]
        /// Where rules look at a column, and what they ask of it.
        var conditions: [(position: Int, patterns: [Condition.Pattern])]
        var identity: [Int]
        /// Columns whose values the profile translates.
        var translated: Set<Column>
        var blanks: Set<String>
        var decimal: Character
    }

    private static let ownColumns: Set<Column> = [
        .document, .line, .sku, .quantity, .occurredAt, .amount, .order, .tracking,
    ]

    /// Nil where the rows' meaning hangs on values that each row has of its own.
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
        // A shipment may be named by the document's own column; the form then belongs to the document.
        let documents = Set(own[.document] ?? [])
        guard shared.intersection(all).isSubset(of: shipment.intersection(documents)),
            use.translated.isDisjoint(with: own.keys), let decimal = use.decimal.asciiValue
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
    }
}

extension PlainColumns {
    /// Whether a shipment that a row has is called as its document is.
    func shipmentIsDocument(_ fields: FieldBytes) -> Bool {
        !translatesShipment && shipment.allSatisfy { fields.isEmpty($0) }
    }
}

extension Condition.Pattern {
    /// Whether it cannot tell two numbers of one sign apart.
    fileprivate var asksForSignOnly: Bool {
        switch self {
        case .number(_, let number): number == 0
        case .not(let pattern): pattern.asksForSignOnly
        case .text, .anyCase: false
        }
    }
}
