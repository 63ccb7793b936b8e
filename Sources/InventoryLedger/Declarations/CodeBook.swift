import GRDB

/// The code map: what the codes of each source stand for.
struct CodeBook {
    private var skus: [Source: [SKU: [CodeMapping.Component]]] = [:]
    private var warehouses: [Source: [Warehouse: Warehouse]] = [:]

    init(_ database: Database) throws {
        for (owner, map) in CodeMapping.maps(try CodeMapping.all(database)) {
            var chains = CodeChains(map)
            for (code, own) in map {
                // A ledger has no endless chains. If a damaged one has, each mapping stands for itself.
                let components = ((try? chains.components(code)) ?? nil) ?? own
                switch owner.what {
                case .sku: skus[owner.source, default: [:]][code] = components
                case .warehouse:
                    guard let first = components.first else { continue }
                    warehouses[owner.source, default: [:]][Warehouse(trusted: code.text)] =
                        Warehouse(trusted: first.value)
                }
            }
        }
    }

    var isEmpty: Bool { skus.isEmpty && warehouses.isEmpty }

    /// Whether the code of any source with this name is mapped to something else.
    func isMapped(_ code: SKU) -> Bool { skus.values.contains { $0[code] != nil } }

    /// The ledger's name of a source's warehouse.
    func warehouse(_ code: Warehouse, of source: Source) -> Warehouse { warehouses[source]?[code] ?? code }

    /// The components of a source's SKU.
    func components(_ code: SKU, of source: Source) -> [CodeMapping.Component]? { skus[source]?[code] }

    /// The events in the ledger's codes that an event in the source's codes becomes: one, or one per component of a
    /// kit.
    ///
    /// - Throws: the rule that such an event breaks, such as a quantity that does not fit.
    func events(_ written: Event) throws(FieldProblem) -> [Event] {
        let components = written.sku.flatMap { self.components($0, of: written.source) }
        let warehouse = self.warehouse(written.warehouse, of: written.source)
        let toWarehouse = written.toWarehouse.map { self.warehouse($0, of: written.source) }
        if components == nil, warehouse == written.warehouse, toWarehouse == written.toWarehouse {
            return [written]
        }
        var events: [Event] = []
        let own = written.sku.map { [CodeMapping.Component(value: $0.text)] } ?? []
        for (part, component) in (components ?? own).enumerated() {
            var fields = written.fields
            var codes = WrittenCodes()
            fields.sku = SKU(trusted: component.value)
            if fields.sku != written.sku { codes.sku = written.sku }
            if let units = written.quantity?.units {
                let (product, overflows) = units.multipliedReportingOverflow(by: component.units)
                // Events of an earlier version, and sums of several events, may be larger.
                guard !overflows, product.magnitude <= max(units.magnitude, Quantity.unitsMax.magnitude)
                else {
                    throw FieldProblem(
                        .quantity,
                        value: String(units),
                        code: .outOfRange,
                        "\(units) times \(component.units) units of \(component.value) are too many; the largest quantity is "
                            + "\(Quantity.unitsMax)"
                    )
                }
                fields.quantity = Quantity(product)
            }
            if part > 0 { fields.amount = nil }
            codes.part = Int64(part)
            codes.units = component.units
            events.append(try event(fields, codes, written, warehouse, toWarehouse))
        }
        // A milestone has no SKU.
        if events.isEmpty {
            events = [try event(written.fields, WrittenCodes(), written, warehouse, toWarehouse)]
        }
        return events
    }

    /// Goods as the ledger calls them.
    struct Goods {
        let sku: SKU
        /// Which component they are of what the row names.
        let part: Int64
        /// Nil where the row's own warehouse holds.
        let warehouse: Warehouse?
    }

    /// The event of a row whose goods the ledger has named in its own codes: they are not mapped once more. Its warehouse
    /// is, and the row's own code for the goods stays the code as written.
    func event(_ fields: EventFields, of goods: Goods) throws(FieldProblem) -> Event {
        let written = try Event(fields, .derived)
        var mapped = fields
        var codes = WrittenCodes()
        mapped.sku = goods.sku
        if written.sku != goods.sku { codes.sku = written.sku }
        codes.part = goods.part
        let warehouse = goods.warehouse ?? self.warehouse(written.warehouse, of: written.source)
        let toWarehouse = written.toWarehouse.map { self.warehouse($0, of: written.source) }
        return try event(mapped, codes, written, warehouse, toWarehouse)
    }

    private func event(
        _ fields: EventFields,
        _ codes: WrittenCodes,
        _ written: Event,
        _ warehouse: Warehouse,
        _ toWarehouse: Warehouse?
    ) throws(FieldProblem) -> Event {
        var fields = fields
        var codes = codes
        fields.warehouse = warehouse
        fields.toWarehouse = toWarehouse
        if warehouse != written.warehouse { codes.warehouse = written.warehouse }
        if toWarehouse != written.toWarehouse { codes.toWarehouse = written.toWarehouse }
        fields.detail.written = codes == WrittenCodes() ? nil : codes
        return try Event(fields, .derived)
    }
}
