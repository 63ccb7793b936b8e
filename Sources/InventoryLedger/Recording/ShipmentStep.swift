/// A step of a whole shipment, which becomes one or more events.
public enum ShipmentStep: Hashable, Sendable {
    /// Customs release what is in transit; without a pedimento if there is none.
    case release(Pedimento?, ImporterRFC?)
    /// The open units will not arrive: lost, seized, never sent. Also closes an over-receipt.
    case close(reason: String?)
    /// The expected arrival of the shipment changed.
    case etaChanged(Instant)
    /// The shipment arrived at its port.
    case portArrived
    /// Customs inspected the shipment.
    case customsInspected
    /// The shipment arrived at the door of a warehouse.
    case warehouseArrived
}

/// The goods that a step applies to.
public struct ShipmentSelection: Sendable {
    /// Only these SKUs; all if empty.
    public var skus: Set<SKU> = []
    /// Only goods for this warehouse; nil for all destinations.
    public var warehouse: Warehouse?
    /// Units to leave out.
    public var except: [SKU: Int64] = [:]

    /// All goods of the shipment.
    public init() {}
}

extension OpenShipment {
    /// The events of a step: one per SKU and destination with open units, or a milestone. Arriving at the door is a
    /// milestone of each destination.
    ///
    /// - Parameters:
    ///   - step: what happened to the shipment.
    ///   - selection: the goods.
    ///   - occurredAt: when it happened.
    ///   - part: distinguishes parts of a shipment that arrive one after another.
    /// - Throws: `FieldProblem` if the selection names goods that the shipment does not have, or too many of them.
    public func events(
        _ step: ShipmentStep,
        of selection: ShipmentSelection = ShipmentSelection(),
        at occurredAt: Instant,
        part: InventoryLedger.Line
    ) throws -> [Event] {
        switch step {
        case .release(let pedimento, let importerRFC):
            let document = pedimento.map { $0.digits } ?? shipment.text
            return try goods(selection, open: \.inTransit).filter { $0.units > 0 }.map { open in
                try .customsReleased(
                    Document(document),
                    shipment: shipment,
                    sku: open.line.sku,
                    quantity: Quantity(open.units),
                    warehouse: open.line.warehouse,
                    importerRFC: importerRFC,
                    occurredAt: occurredAt,
                    line: id(of: part, open)
                )
            }
        case .close(let reason):
            return try short(.inTransit, selection, reason, occurredAt, part)
                + short(.released, selection, reason, occurredAt, part)
        case .etaChanged(let eta):
            return try destinations(selection).map {
                try milestone(.etaChanged, of: $0, eta: eta, at: occurredAt)
            }
        case .portArrived: return [try milestone(.portArrived, of: warehouse, at: occurredAt)]
        case .customsInspected: return [try milestone(.customsInspected, of: warehouse, at: occurredAt)]
        case .warehouseArrived:
            return try destinations(selection).map {
                try milestone(.warehouseArrived, of: $0, at: occurredAt)
            }
        }
    }

    /// The events of several steps at one time, each based on what the previous ones left open.
    public func events(
        _ steps: [ShipmentStep],
        of selection: ShipmentSelection = ShipmentSelection(),
        at occurredAt: Instant,
        part: InventoryLedger.Line
    ) throws -> [Event] {
        var open = self
        var events: [Event] = []
        for step in steps {
            let taken = try open.events(step, of: selection, at: occurredAt, part: part)
            events += taken
            open = try open.after(taken)
        }
        return events
    }

    /// The open units after these events.
    private func after(_ events: [Event]) throws -> OpenShipment {
        var lines = lines
        let places = Dictionary(
            lines.enumerated().map { (Place(sku: $1.sku, warehouse: $1.warehouse), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for event in events {
            guard let move = event.move,
                let index = places[Place(sku: move.sku, warehouse: event.warehouse)]
            else { continue }
            for (place, units) in [(move.from, try move.units.negated()), (move.to, move.units)] {
                if place == .shipment(shipment, .inTransit) {
                    lines[index].inTransit = try lines[index].inTransit.adding(units)
                }
                if place == .shipment(shipment, .released) {
                    lines[index].released = try lines[index].released.adding(units)
                }
            }
        }
        return OpenShipment(shipment: shipment, warehouse: warehouse, lines: lines)
    }

    /// A SKU of the shipment on its way to one of its destinations.
    private struct Place: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    private func short(
        _ stage: Stage,
        _ selection: ShipmentSelection,
        _ reason: String?,
        _ occurredAt: Instant,
        _ part: InventoryLedger.Line
    ) throws -> [Event] {
        try goods(selection, open: stage == .inTransit ? \.inTransit : \.released).filter { $0.units != 0 }
            .map { open in
                try .shipmentShort(
                    Document(shipment.text),
                    sku: open.line.sku,
                    quantity: Quantity(open.units),
                    warehouse: open.line.warehouse,
                    fromStage: stage,
                    reason: reason,
                    occurredAt: occurredAt,
                    line: InventoryLedger.Line("\(id(of: part, open)) \(stage.rawValue)")
                )
            }
    }

    /// The destinations of the selected goods, or of the shipment if it has none.
    private func destinations(_ selection: ShipmentSelection) throws -> [Warehouse] {
        let all = Set(lines.map(\.warehouse)).sorted()
        guard let wanted = selection.warehouse else { return all.isEmpty ? [warehouse] : all }
        guard all.contains(wanted) || all.isEmpty && wanted == warehouse else { throw notBound(for: wanted) }
        return [wanted]
    }

    private func notBound(for warehouse: Warehouse) -> FieldProblem {
        FieldProblem(
            .warehouse,
            value: warehouse.text,
            code: .notAllowed,
            "shipment \(shipment) has nothing for \(warehouse)"
                + warehouse.text.suggestion(among: lines.map(\.warehouse.text))
        )
    }

    /// Distinguishes an event from others of the same part: a SKU with several destinations has one for each.
    private func id(of part: InventoryLedger.Line, _ open: OpenLine) throws -> InventoryLedger.Line {
        open.isDivided ? try InventoryLedger.Line("\(part) \(open.line.warehouse)") : part
    }

    private func milestone(
        _ kind: EventKind,
        of warehouse: Warehouse,
        eta: Instant? = nil,
        at occurredAt: Instant
    ) throws -> Event {
        let isDivided = Set(lines.map(\.warehouse)).count > 1
        return try .milestone(
            kind,
            shipment: Document(shipment.text),
            warehouse: warehouse,
            eta: eta,
            occurredAt: occurredAt,
            // A shipment's ETA may change several times. The time of each statement distinguishes them.
            line: eta == nil
                ? nil : InventoryLedger.Line(isDivided ? "\(occurredAt) \(warehouse)" : "\(occurredAt)")
        )
    }

    private func goods(
        _ selection: ShipmentSelection,
        open: KeyPath<Line, Int64>
    ) throws -> [OpenLine] {
        let wanted = lines.filter { selection.warehouse == nil || $0.warehouse == selection.warehouse }
        if let warehouse = selection.warehouse, wanted.isEmpty { throw notBound(for: warehouse) }
        let bySKU = Dictionary(grouping: wanted, by: \.sku)
        for sku in selection.skus.union(selection.except.keys) where bySKU[sku] == nil {
            throw FieldProblem(
                .sku,
                value: sku.text,
                code: .notAllowed,
                "shipment \(shipment) has no SKU \(sku)"
                    + (selection.warehouse.map { " for \($0)" } ?? "")
                    + sku.text.suggestion(among: bySKU.keys.sorted().map(\.text))
            )
        }
        for (sku, left) in selection.except where left != 0 {
            let places = (bySKU[sku] ?? []).filter { $0[keyPath: open] != 0 }.map(\.warehouse.text)
            guard places.count > 1 else { continue }
            throw FieldProblem(
                .warehouse,
                value: sku.text,
                code: .missingValue,
                "\(sku) of shipment \(shipment) goes to \(places.joined(separator: " and ")); name the warehouse from which "
                    + "\(left.inUnits) \(left == 1 ? "is" : "are") left out"
            )
        }
        var destinations: [SKU: Int] = [:]
        for line in lines { destinations[line.sku, default: 0] += 1 }
        var goods: [OpenLine] = []
        for line in wanted where selection.skus.isEmpty || selection.skus.contains(line.sku) {
            let units = line[keyPath: open]
            let left = units == 0 ? 0 : selection.except[line.sku] ?? 0
            guard left >= 0, left <= max(units, 0) else {
                throw FieldProblem(
                    .quantity,
                    value: String(left),
                    code: .outOfRange,
                    "shipment \(shipment) has \(units.inUnits) of \(line.sku) open, so \(left) cannot be left out"
                )
            }
            goods.append(
                OpenLine(
                    line: line,
                    units: try units.adding(left.negated()),
                    isDivided: destinations[line.sku].map { $0 > 1 } ?? false
                )
            )
        }
        return goods
    }
}

/// A SKU of a shipment with the units of a step.
private struct OpenLine {
    let line: OpenShipment.Line
    let units: Int64
    /// Whether the SKU has several destinations.
    let isDivided: Bool
}
