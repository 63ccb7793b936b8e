/// Something that happened to goods or to a shipment: a valid row of the log.
///
/// An event that breaks a rule of the table of kinds cannot be created.
public struct Event: Hashable, Sendable {
    /// What happened.
    public let kind: EventKind
    /// The system and account that issued the document.
    public let source: Source
    /// The number of the document: an order, a shipment, a receipt.
    public let document: Document
    /// The id of the row within its document, if it has one.
    public let line: Line?
    /// The SKU; nil for a milestone.
    public let sku: SKU?
    /// The warehouse that the event is about.
    public let warehouse: Warehouse
    /// The number of units; nil for a milestone.
    public let quantity: Quantity?
    /// When it happened.
    public let occurredAt: Instant
    /// The stage that the units go to or are counted at; nil if the kind has none.
    public let stage: Stage?
    /// The stage that the units leave; nil if the kind has none.
    public let fromStage: Stage?
    /// The destination of a transfer.
    public let toWarehouse: Warehouse?
    /// The shipment that the goods are in.
    public let shipment: Shipment?
    /// Where the goods were sold.
    public let channel: Channel?
    /// The line's total, as the source states it.
    public let amount: Money?
    /// Counts as demand but moves no stock.
    public let memo: Bool
    private let box: DetailBox?

    /// The values that few events have.
    public var detail: EventDetail { box?.detail ?? .none }

    /// The codes as the file wrote them; nil for most events, which is known without reading the rest of the detail.
    var written: WrittenCodes? { box?.detail.written }

    /// Creates the event that the fields describe.
    ///
    /// - Throws: the first rule that the fields break, with the column.
    package init(_ fields: EventFields) throws(FieldProblem) { try self.init(fields, .stated) }

    init(_ fields: EventFields, _ bounds: Bounds) throws(FieldProblem) {
        let kind = fields.kind
        let rule = kind.rule
        self.kind = kind
        source = try Self.checked(fields.source, bounds)
        warehouse = try Self.checked(fields.warehouse, bounds)
        channel = fields.channel == nil ? nil : try Self.checked(fields.channel, bounds)
        guard let occurredAt = fields.occurredAt else { throw Self.missing(.occurredAt, kind) }
        self.occurredAt = try Self.checked(occurredAt, .occurredAt)
        line = fields.line == nil ? nil : try Self.checked(fields.line, bounds)
        amount = try Self.checked(fields.amount, bounds)
        memo = fields.memo

        (sku, quantity) = try Self.goods(fields, rule, bounds)
        let documents = try Self.documents(fields, rule, bounds)
        document = documents.document
        shipment = documents.shipment
        (stage, fromStage) = try Self.stages(fields, rule)

        if rule.needs(.toWarehouse) {
            let destination = try Self.checked(fields.toWarehouse, column: .toWarehouse, bounds)
            if destination == warehouse {
                throw FieldProblem(
                    .toWarehouse,
                    value: destination.text,
                    code: .contradiction,
                    "a transfer must go to a different warehouse; correct warehouse or to_warehouse"
                )
            }
            toWarehouse = destination
        } else {
            if let destination = fields.toWarehouse {
                throw Self.unused(.toWarehouse, destination.text, kind)
            }
            toWarehouse = nil
        }
        if rule.needs(.eta), fields.detail.eta == nil { throw Self.missing(.eta, kind) }
        if memo, rule.memo == .refused {
            throw FieldProblem(
                .memo,
                value: "true",
                code: .notAllowed,
                "\(kind.rawValue) cannot be recorded as memo"
            )
        }

        var detail = fields.detail
        if let pedimento = documents.pedimento {
            if let stated = detail.pedimento, stated != pedimento {
                throw FieldProblem(
                    .pedimento,
                    value: stated.printed,
                    code: .contradiction,
                    "the pedimento differs from the document; both must be the same number"
                )
            }
            detail.pedimento = pedimento
        }
        if let order = detail.order { detail.order = try Self.checked(order, column: .order, bounds) }
        if let source = detail.orderSource {
            detail.orderSource = try Self.checked(source, column: .orderSource, bounds)
        }
        if let eta = detail.eta { detail.eta = try Self.checked(eta, .eta) }
        if let statedAt = detail.statedAt { detail.statedAt = try Self.checked(statedAt, .statedAt) }
        detail.mode = try Self.checked(detail.mode, .mode, bounds)
        detail.forwarder = try Self.checked(detail.forwarder, .forwarder, bounds)
        detail.tracking = try Self.checked(detail.tracking, .tracking, bounds)
        detail.reason = try Self.checked(detail.reason, .reason, bounds)
        detail.note = try Self.checked(detail.note, .note, bounds)
        box = detail.isEmpty ? nil : DetailBox(detail)
    }

    /// An event read back from the log, which was valid when it was written.
    init(
        stored fields: EventFields,
        document: Document,
        warehouse: Warehouse,
        occurredAt: Instant
    ) {
        kind = fields.kind
        source = fields.source
        self.document = document
        line = fields.line
        sku = fields.sku
        self.warehouse = warehouse
        quantity = fields.quantity
        self.occurredAt = occurredAt
        stage = fields.stage
        fromStage = fields.fromStage
        toWarehouse = fields.toWarehouse
        shipment = fields.shipment
        channel = fields.channel
        amount = fields.amount
        memo = fields.memo
        box = fields.detail.isEmpty ? nil : DetailBox(fields.detail)
    }

    /// The fields that create this event again.
    package var fields: EventFields {
        var fields = EventFields(kind: kind)
        fields.source = source
        fields.document = document
        fields.line = line
        fields.sku = sku
        fields.warehouse = warehouse
        fields.quantity = quantity
        fields.occurredAt = occurredAt
        fields.stage = stage
        fields.fromStage = fromStage
        fields.toWarehouse = toWarehouse
        fields.shipment = shipment
        fields.channel = channel
        fields.amount = amount
        fields.memo = memo
        fields.detail = detail
        return fields
    }

    /// Values that may be mistyped but are accepted: a pedimento's year digit, an RFC's check character.
    package var warnings: [FieldProblem] {
        guard let box else { return [] }
        return [box.detail.pedimento?.warning, box.detail.importerRFC?.warning].compactMap { $0 }
    }
}

/// Keeps the rarely used part of an event out of the events without it.
private final class DetailBox: Hashable, Sendable {
    let detail: EventDetail
    init(_ detail: EventDetail) { self.detail = detail }
    static func == (lhs: DetailBox, rhs: DetailBox) -> Bool { lhs.detail == rhs.detail }
    func hash(into hasher: inout Hasher) { hasher.combine(detail) }
}
