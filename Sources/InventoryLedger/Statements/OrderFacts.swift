import GRDB

/// What the book knows of orders, for rows that leave out what was ordered.
final class OrderFacts {
    /// A line of an order, in the codes that its file wrote where the asking source is the order's own.
    struct OrderLine {
        let sku: SKU
        let line: Line?
        let units: Int64
    }

    private let selectSeqs: RowStatement
    private let events: EventLookup

    init(_ database: Database, names: Names) throws {
        selectSeqs = try RowStatement(database, "SELECT seq FROM live_key WHERE document = ? ORDER BY seq")
        events = try EventLookup(database, names: names)
    }

    /// What of an order is left for an event of a kind, by the lines of the asking source, else of any; no lines where
    /// the order is not known.
    ///
    /// - Parameter except: events that the asking row itself has led to.
    func lines(
        _ order: Document,
        asking source: Source,
        for kind: EventKind,
        except: Set<Int64>
    ) throws -> [OrderLine] {
        let events = try live(order).filter { !except.contains($0.seq) }
        let placed = events.filter { $0.event.kind == .orderPlaced }
        let sold = placed.isEmpty ? events.filter { $0.event.kind == .saleShipped } : placed
        let own = sold.filter { $0.event.source == source }
        let isOwn = !own.isEmpty
        var lines: [OrderLine] = []
        for stored in isOwn ? own : sold {
            // A kit's other components are the same line of the order.
            if isOwn, stored.event.part > 0 { continue }
            let event = isOwn ? stored.event.asWritten : stored.event
            guard let sku = event.sku, let units = event.quantity?.units else { continue }
            lines.append(OrderLine(sku: sku, line: event.line, units: units))
        }
        // What other rows say needs no second telling.
        for stored in events where kind.spent.contains(stored.event.kind) {
            if isOwn, stored.event.part > 0 { continue }
            let event = isOwn ? stored.event.asWritten : stored.event
            guard var left = event.quantity?.units else { continue }
            for (index, line) in lines.enumerated() where line.sku == event.sku && left > 0 {
                let taken = min(left, line.units)
                lines[index] = OrderLine(sku: line.sku, line: line.line, units: line.units &- taken)
                // Wrapping: units that were changed by hand may be of any size.
                left &-= taken
            }
        }
        return lines
    }

    private func live(_ document: Document) throws -> [StoredEvent] {
        selectSeqs.bind(document.text, at: 1)
        var seqs: [Int64] = []
        while try selectSeqs.next() { seqs.append(selectSeqs.integer(0)) }
        return try seqs.map(events.event)
    }
}

extension EventKind {
    /// The events of an order that leave less of it for an event of this kind.
    fileprivate var spent: Set<EventKind> {
        switch self {
        case .orderShipped: [.orderShipped, .orderCancelled]
        case .orderCancelled, .saleVoided: [.orderCancelled, .saleVoided]
        // What never left does not come back.
        case .returnReceived: [.orderCancelled]
        default: []
        }
    }
}

extension StatedLine.Consequence {
    /// The events that a row without its units or its SKU comes to, given what is left of an order's lines; nil while
    /// that cannot be told.
    func completed(_ order: [OrderFacts.OrderLine]) -> [EventFields]? {
        let lines = order.filter { line in
            (fields.sku == nil || line.sku == fields.sku)
                && (fields.line == nil || line.line == nil || fields.sku == nil || line.line == fields.line)
        }
        guard !lines.isEmpty else { return nil }
        // Other rows tell all of it.
        let left = lines.filter { $0.units > 0 }
        if left.isEmpty { return [] }
        var units: [SKU: Int64] = [:]
        var total: Int64 = 0
        for line in left {
            units[line.sku, default: 0] &+= line.units
            total &+= line.units
        }
        // A quantity without a SKU is of the only one, or of all.
        if let stated = fields.quantity?.units, fields.sku == nil {
            if units.count == 1, let sku = units.keys.first {
                units[sku] = stated
            } else if stated != total {
                return nil
            }
        }
        return units.sorted { $0.key < $1.key }.map { sku, units in
            var fields = self.fields
            fields.sku = sku
            fields.quantity = Quantity(units)
            // The whole line's money, where it is one line.
            if left.count > 1 { fields.amount = nil }
            return fields
        }
    }
}
