import GRDB

/// Adds rows of the log to a digest as `EventDigest` adds events, without making an event of each: most of a row's bytes
/// are those of its codes, which are written once.
final class RowDigest {
    private let names: Names
    private var forms: [Int64: Form] = [:]
    private var sources: [Int64: [UInt8]] = [:]
    private var skus: [Int64: [UInt8]] = [:]
    private var channels: [Int64: [UInt8]] = [:]
    private var last: (route: Int64, form: Form)?

    /// What the events of a route share, as the chain writes it.
    private final class Form {
        let kind: [UInt8]
        let warehouse: [UInt8]
        let stagesToShipment: [UInt8]
        let memo: Bool

        init(kind: [UInt8], warehouse: [UInt8], stagesToShipment: [UInt8], memo: Bool) {
            self.kind = kind
            self.warehouse = warehouse
            self.stagesToShipment = stagesToShipment
            self.memo = memo
        }
    }

    init(_ names: Names) { self.names = names }

    /// The columns of a row, and where they come from.
    static let columns =
        (EventColumn.allCases.map { "e.\($0.name)" } + DetailColumn.allCases.map { "d.\($0.name)" })
        .joined(separator: ", ")
    static let source = "FROM event e LEFT JOIN event_detail d ON d.seq = e.seq"

    /// The event's number and its batch.
    func place(of row: FedRow) throws -> (seq: Int64, batch: Int64) {
        (try row.number(EventColumn.seq) ?? 0, try row.number(.batch) ?? 0)
    }

    /// Adds a row.
    ///
    /// - Throws: `damaged` if a value has the wrong type, or a code is missing.
    func add(_ row: FedRow, to digest: inout EventDigest) throws { try digest.add { try add(row, to: &$0) } }

    /// Adds a row in the order in which `EventDigest` adds the parts of an event.
    private func add(_ row: FedRow, to digest: inout DigestText) throws {
        let form = try form(row.number(.route) ?? 0)
        digest.add(.seq, try row.number(EventColumn.seq))
        digest.add(.row, try row.number(.row))
        digest.bytes += form.kind
        digest.bytes += try code(row.number(.source) ?? 0, &sources, .source, names.sources)
        try row.withText(.document) { digest.add(.document, bytes: $0) }
        if !row.isNull(.line) { try row.withText(.line) { digest.add(.line, bytes: $0) } }
        if let sku = try row.number(.sku) { digest.bytes += try code(sku, &skus, .sku, names.skus) }
        digest.bytes += form.warehouse
        digest.add(.quantity, try row.number(.quantity))
        digest.add(.occurredAt, try row.number(.occurredAt) ?? 0)
        digest.bytes += form.stagesToShipment
        if let channel = try row.number(.channel) {
            digest.bytes += try code(channel, &channels, .channel, names.channels)
        }
        if let amount = try row.number(.amount) {
            digest.add(.amount, amount)
            try row.withText(.currency) { digest.add(.currency, bytes: $0) }
        }
        if form.memo { digest.add(.memo, 1) }
        digest.add(.reverses, try row.number(.reverses))
        if !row.isNull(DetailColumn.seq) { try addDetail(row, to: &digest) }
    }

    private func addDetail(_ row: FedRow, to digest: inout DigestText) throws {
        func addText(_ tag: DigestText.Tag, _ column: DetailColumn) throws {
            guard !row.isNull(column) else { return }
            try row.withText(column) { digest.add(tag, bytes: $0) }
        }
        try addText(.order, .order)
        try addText(.pedimento, .pedimento)
        try addText(.importerRFC, .importerRFC)
        try addText(.mode, .mode)
        try addText(.forwarder, .forwarder)
        digest.add(.eta, try row.number(.eta))
        try addText(.tracking, .tracking)
        try addText(.reason, .reason)
        digest.add(.statedAt, try row.number(.statedAt))
        try addText(.note, .note)
        if let part = try row.number(.part) {
            try addText(.writtenSKU, .skuWritten)
            try addText(.writtenWarehouse, .warehouseWritten)
            try addText(.writtenToWarehouse, .toWarehouseWritten)
            digest.add(.part, part)
            digest.add(.units, try row.number(.units) ?? 0)
        }
        digest.add(.statement, try row.number(.statement))
        digest.add(.origin, try row.number(.origin))
        try addText(.orderSource, .orderSource)
    }

    private func form(_ id: Int64) throws -> Form {
        if let last, last.route == id { return last.form }
        let form = try forms[id] ?? makeForm(names.routes.route(id).key)
        forms[id] = form
        last = (id, form)
        return form
    }

    private func makeForm(_ route: RouteKey) throws -> Form {
        let warehouse = try names.warehouses.code(route.warehouse)
        let toWarehouse = try route.toWarehouse == 0 ? nil : names.warehouses.code(route.toWarehouse)
        let shipment = try route.shipment == 0 ? nil : names.shipments.code(route.shipment)
        return Form(
            kind: DigestText.written { $0.add(.kind, route.kind.number) },
            warehouse: DigestText.written { $0.add(.warehouse, warehouse.text) },
            stagesToShipment: DigestText.written {
                $0.add(.stage, route.stage?.number)
                $0.add(.fromStage, route.fromStage?.number)
                $0.add(.toWarehouse, toWarehouse?.text)
                $0.add(.shipment, shipment?.text)
            },
            memo: route.memo
        )
    }

    private func code<C: Code>(
        _ id: Int64,
        _ known: inout [Int64: [UInt8]],
        _ tag: DigestText.Tag,
        _ table: CodeTable<C>
    ) throws -> [UInt8] {
        if let bytes = known[id] { return bytes }
        let text = try table.code(id).text
        let bytes = DigestText.written { $0.add(tag, text) }
        known[id] = bytes
        return bytes
    }
}

extension DigestText {
    fileprivate static func written(_ write: (inout DigestText) -> Void) -> [UInt8] {
        var text = DigestText()
        write(&text)
        return text.bytes
    }
}

/// The columns of a row of events with their details. A column's name is made only for an error.
extension FedRow {
    fileprivate func number(_ column: EventColumn) throws -> Int64? {
        try number(Int(column.rawValue), column.name)
    }
    fileprivate func number(_ column: DetailColumn) throws -> Int64? {
        try number(Int(EventColumn.count + column.rawValue), column.name)
    }
    fileprivate func isNull(_ column: EventColumn) -> Bool { isNull(Int(column.rawValue)) }
    fileprivate func isNull(_ column: DetailColumn) -> Bool {
        isNull(Int(EventColumn.count + column.rawValue))
    }
    fileprivate func withText(_ column: EventColumn, _ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
        try withText(Int(column.rawValue), column.name, body)
    }
    fileprivate func withText(_ column: DetailColumn, _ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
        try withText(Int(EventColumn.count + column.rawValue), column.name, body)
    }
}
