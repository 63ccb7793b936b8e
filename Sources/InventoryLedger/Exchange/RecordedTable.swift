/// A table of what a ledger recorded, as it is exchanged with other stores: the columns by name and type.
///
/// The names are those of the ledger's own tables. Ids of codes and routes are the ledger's own, too; whoever takes
/// the rows elsewhere replaces them.
package struct RecordedTable: Sendable {
    /// A table's name here and in other stores.
    package let name: String
    package let columns: [RecordedColumn]

    /// One line for each batch.
    package static let batch = RecordedTable(
        name: "batch",
        [
            .integer("batch"), .integer("recorded_at"), .text("action"), .text("file"), .bytes("file_sha256"),
            .text("profile"), .integer("undoes"), .integer("rows"), .integer("recorded"),
            .integer("duplicates"),
            .integer("stale"), .integer("conflicts"), .integer("waiting"), .integer("rejected"),
            .integer("ignored"), .integer("superseded"), .integer("events"), .bytes("digest"),
            .integer("clock_is_right"),
        ]
    )

    /// The log with its details in one row.
    package static let event = RecordedTable(
        name: "event",
        EventColumn.allCases.map(RecordedColumn.init)
            + DetailColumn.allCases.dropFirst().map(RecordedColumn.init)
    )

    package static let restated = RecordedTable(
        name: "restated",
        [.integer("batch"), .integer("first_seq"), .integer("last_seq")]
    )

    /// `n` is the place among the rejected rows of the batch, from 1.
    package static let rejectedRow = RecordedTable(
        name: "rejected_row",
        [.integer("batch"), .integer("n"), .integer("row"), .bytes("raw"), .text("problems")]
    )

    package static let declaration = RecordedTable(
        name: "declaration",
        [.integer("batch"), .integer("n"), .text("topic"), .text("subject"), .text("value")]
    )

    package static let statement = RecordedTable(
        name: "statement",
        [
            .integer("id"), .integer("batch"), .integer("row"), .text("document"), .code("source", .source),
            .code("sku", .sku), .text("line"), .integer("stated_at"), .text("needs"), .text("value"),
            .bytes("raw"), .integer("whole"),
        ]
    )

    /// Everything besides the batches and the events that belongs to a batch.
    package static let attachments = [restated, rejectedRow, declaration, statement]

    private init(name: String, _ columns: [RecordedColumn]) {
        self.name = name
        self.columns = columns
    }

    /// The place of a column; the table's end if there is none of this name.
    package func place(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? columns.count }
}

/// A column of a table that is exchanged.
package struct RecordedColumn: Sendable {
    package enum Kind: Hashable, Sendable {
        case integer
        case text
        case bytes
        /// The id of a code; 0 or null for none.
        case code(RecordedCode)
        /// The id of a route.
        case route
    }

    /// In the words of the canonical format, without quotes.
    package let name: String
    package let kind: Kind

    static func integer(_ name: String) -> RecordedColumn { RecordedColumn(name: name, kind: .integer) }
    static func text(_ name: String) -> RecordedColumn { RecordedColumn(name: name, kind: .text) }
    static func bytes(_ name: String) -> RecordedColumn { RecordedColumn(name: name, kind: .bytes) }
    static func code(_ name: String, _ code: RecordedCode) -> RecordedColumn {
        RecordedColumn(name: name, kind: .code(code))
    }

    private init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    fileprivate init(_ column: EventColumn) {
        name = column.name
        kind =
            switch column {
            case .seq, .batch, .row, .quantity, .occurredAt, .amount, .reverses: .integer
            case .document, .line, .currency: .text
            case .source: .code(.source)
            case .sku: .code(.sku)
            case .channel: .code(.channel)
            case .route: .route
            }
    }

    fileprivate init(_ column: DetailColumn) {
        name = column.name.filter { $0 != "\"" }
        kind =
            switch column {
            case .seq, .eta, .statedAt, .part, .units, .statement, .origin: .integer
            case .order, .pedimento, .importerRFC, .mode, .forwarder, .tracking, .reason, .note, .skuWritten,
                .warehouseWritten, .toWarehouseWritten, .orderSource:
                .text
            }
    }
}

/// What a code names. The numbers are stored elsewhere and never change.
package enum RecordedCode: Int32, CaseIterable, Sendable {
    case sku = 1
    case warehouse, shipment, source, channel
}

/// A route in plain values, with ids as of one store.
package struct RecordedRoute: Hashable, Sendable {
    /// A place that a route leads from or to.
    package struct End: Hashable, Sendable {
        /// 0 unless the place is in a warehouse.
        package let warehouse: Int64
        /// 0 unless the place is a shipment.
        package let shipment: Int64
        package let stage: String
    }

    package var kind: String
    package var warehouse: Int64
    /// Empty where the kind has none, like the stage after it.
    package var stage: String
    package var fromStage: String
    /// 0 for none, like the shipment.
    package var toWarehouse: Int64
    package var shipment: Int64
    package var memo: Bool

    package init(
        kind: String,
        warehouse: Int64,
        stage: String,
        fromStage: String,
        toWarehouse: Int64,
        shipment: Int64,
        memo: Bool
    ) {
        self.kind = kind
        self.warehouse = warehouse
        self.stage = stage
        self.fromStage = fromStage
        self.toWarehouse = toWarehouse
        self.shipment = shipment
        self.memo = memo
    }

    /// What follows from the kind and the places.
    package struct Effect: Sendable {
        /// Whether its events are in the sums.
        package let isSummed: Bool
        /// Where its units come from and go to; nil if nothing moves.
        package let ends: (from: End, to: End)?
        /// The same for events before the opening of the warehouse.
        package let endsBeforeOpening: (from: End, to: End)?
    }
}

extension RecordedRoute {
    init(_ key: RouteKey) {
        self.init(
            kind: key.kind.rawValue,
            warehouse: key.warehouse,
            stage: key.stage?.rawValue ?? "",
            fromStage: key.fromStage?.rawValue ?? "",
            toWarehouse: key.toWarehouse,
            shipment: key.shipment,
            memo: key.memo
        )
    }

    /// Nil for a kind or a stage that this version does not know.
    var key: RouteKey? {
        guard let kind = EventKind(rawValue: kind), stage.isEmpty || Stage(rawValue: stage) != nil,
            fromStage.isEmpty || Stage(rawValue: fromStage) != nil
        else { return nil }
        return RouteKey(
            kind: kind,
            warehouse: warehouse,
            stage: Stage(rawValue: stage),
            fromStage: Stage(rawValue: fromStage),
            toWarehouse: toWarehouse,
            shipment: shipment,
            memo: memo
        )
    }
}

/// The values of a row, by the place of their columns.
package protocol RecordedRow {
    /// A whole number; nil for null.
    func integer(_ place: Int) throws -> Int64?
    /// Runs a block with the bytes of a text or of bytes; nil for null. They are valid until the block ends.
    func withBytes<T>(_ place: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T
}

extension RecordedRow {
    /// A text; nil for null.
    package func text(_ place: Int) throws -> String? {
        try withBytes(place) { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Bytes; nil for null.
    package func bytes(_ place: Int) throws -> [UInt8]? { try withBytes(place) { $0.map(Array.init) } }
}
