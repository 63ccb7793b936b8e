import GRDB

/// What the ledger knows of orders, for rows that leave something out.
final class OrderFacts {
    /// A line of an order, in the codes of its file if the asking source is the order's own.
    struct OrderLine {
        let sku: SKU
        let line: Line?
        var units: Int64
    }

    /// The ledger's answer.
    enum Answer {
        /// There is no such order.
        case unknown
        /// Several sources have an order of this number, and none of them is the row's own.
        case ambiguous([Source])
        /// What is left of the order's lines for the row.
        case lines([OrderLine])
    }

    private let selectSeqs: RowStatement
    private let selectReturns: RowStatement
    private let events: EventLookup

    init(_ database: Database, names: Names) throws {
        selectSeqs = try RowStatement(database, "SELECT seq FROM live_key WHERE document = ? ORDER BY seq")
        selectReturns = try RowStatement(
            database,
            """
            SELECT e.seq FROM event_detail d JOIN event e ON e.seq = d.seq
             WHERE d."order" = ? AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq)
             ORDER BY e.seq
            """
        )
        events = try EventLookup(database, names: names)
    }

    /// What is left of an order for a row of a kind.
    ///
    /// - Parameters:
    ///   - explicit: the source of the order, if the row names it.
    ///   - except: the events of the asking row itself.
    func left(
        _ order: Document,
        asking source: Source,
        of explicit: Source? = nil,
        for kind: EventKind,
        except: Set<Int64>
    ) throws -> Answer {
        let all = try read(selectSeqs, order).filter { !except.contains($0.seq) }
        let sources = OrderSources(all.map(\.event))
        let chosen: Source
        switch sources.choose(asking: source, of: explicit) {
        case .none: return .unknown
        case .several(let known): return .ambiguous(known)
        case .one(let one): chosen = one
        }
        let isOwn = chosen == source
        // Events of sources without such an order belong to this one.
        let events = all.filter { $0.event.source == chosen || !sources.known.contains($0.event.source) }
        func units(_ kinds: Set<EventKind>, _ stored: [StoredEvent]) -> [OrderLine] {
            stored.compactMap { stored in
                guard kinds.contains(stored.event.kind) else { return nil }
                // Other components of a kit are the same line of the order.
                if isOwn, stored.event.part > 0 { return nil }
                let event = isOwn ? stored.event.asWritten : stored.event
                guard let sku = event.sku, let units = event.quantity?.units else { return nil }
                return OrderLine(sku: sku, line: event.line, units: units)
            }
        }
        let placed = units([.orderPlaced], events)
        let sold = units([.saleShipped], events)
        let shipped = units([.orderShipped], events)
        let cancelled = units([.orderCancelled], events)
        let voided = units([.saleVoided], events)
        func less(_ lines: [OrderLine], _ spent: [OrderLine]...) -> Answer {
            .lines(spent.joined().reduce(into: lines) { Self.take($1, from: &$0) })
        }
        let gone = shipped + sold
        switch kind {
        case .orderShipped, .orderCancelled:
            return placed.isEmpty ? less(sold, sold) : less(placed, shipped, cancelled)
        case .saleVoided:
            return gone.isEmpty ? less(placed, cancelled, voided) : less(gone, voided)
        case .returnReceived:
            let returned = try read(selectReturns, order).filter { stored in
                guard stored.event.kind == .returnReceived, !except.contains(stored.seq) else { return false }
                let of = sources.choose(asking: stored.event.source, of: stored.event.detail.orderSource)
                if case .one(let one) = of { return one == chosen }
                return false
            }
            let back = units([.returnReceived], returned)
            return gone.isEmpty ? less(placed, cancelled, back) : less(gone, back)
        default:
            return less(placed.isEmpty ? sold : placed)
        }
    }

    /// The units of complete rows for a line without units; nil if there are none.
    func units(_ fields: EventFields) throws -> Int64? {
        guard let document = fields.document else { return nil }
        for stored in try read(selectSeqs, document) {
            let event = stored.event
            guard stored.statement == nil, event.kind == .orderPlaced || event.kind == fields.kind,
                event.source == fields.source, event.part == 0, event.line == fields.line,
                event.writtenSKU == fields.sku
            else { continue }
            return event.asWritten.quantity?.units
        }
        return nil
    }

    /// Subtracts units from the lines of their SKU, starting with the same line.
    private static func take(_ spent: OrderLine, from lines: inout [OrderLine]) {
        var left = spent.units
        for isSameLine in [true, false] {
            for index in lines.indices
            where left > 0 && lines[index].sku == spent.sku && (lines[index].line == spent.line) == isSameLine
            {
                // Wrapping: units changed by hand may be of any size.
                let taken = min(left, max(lines[index].units, 0))
                lines[index].units &-= taken
                left &-= taken
            }
        }
    }

    private func read(_ statement: RowStatement, _ document: Document) throws -> [StoredEvent] {
        statement.bind(document.text, at: 1)
        var seqs: [Int64] = []
        while try statement.next() { seqs.append(statement.integer(0)) }
        return try seqs.map(events.event)
    }
}

/// The sources with an order of one number.
struct OrderSources {
    enum Choice {
        case none
        case one(Source)
        case several([Source])
    }

    /// Sorted by their bytes.
    let known: [Source]

    /// - Parameter events: the live events of the number.
    init(_ events: [Event]) {
        func sources(_ kind: EventKind) -> [Source] {
            Set(events.filter { $0.kind == kind }.map(\.source)).sorted { $0.text < $1.text }
        }
        let placed = sources(.orderPlaced)
        let sold = placed.isEmpty ? sources(.saleShipped) : placed
        known = sold.isEmpty ? sources(.orderShipped) : sold
    }

    /// The source of the order that a row means: the one it names, its own, or the only one.
    func choose(asking source: Source, of explicit: Source?) -> Choice {
        if let explicit { return known.contains(explicit) ? .one(explicit) : .none }
        if known.contains(source) { return .one(source) }
        switch known.count {
        case 0: return .none
        case 1: return .one(known[0])
        default: return .several(known)
        }
    }
}

extension StatedLine.Consequence {
    /// The events of a row without units or SKU, given what is left of an order's lines; nil if they are not known
    /// yet.
    func completed(_ order: [OrderFacts.OrderLine]) -> [EventFields]? {
        let isOfLine = fields.kind != .returnReceived && fields.line?.namesGroup == false
        let lines = order.filter { line in
            // The row may name a line of the order by its id.
            (fields.sku == nil || line.sku == fields.sku)
                && (!isOfLine || line.line == nil || line.line == fields.line)
        }
        guard !lines.isEmpty else { return nil }
        // Other rows cover all of it.
        let left = lines.filter { $0.units > 0 }
        if left.isEmpty { return [] }
        var units: [SKU: Int64] = [:]
        var total: Int64 = 0
        for line in left {
            units[line.sku, default: 0] &+= line.units
            total &+= line.units
        }
        // A quantity without a SKU belongs to the only line, or to all of them.
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
            // The amount of the whole line, if there is only one.
            if left.count > 1 { fields.amount = nil }
            return fields
        }
    }
}
