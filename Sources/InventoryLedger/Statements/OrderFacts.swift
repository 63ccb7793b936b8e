import GRDB

/// What the ledger knows of orders, for rows that leave something out.
final class OrderFacts {
    /// A line of an order.
    struct OrderLine {
        let sku: SKU
        let warehouse: Warehouse
        let line: Line?
        var units: Int64
    }

    /// What is left of an order.
    struct OrderLeft {
        var lines: [OrderLine]
        /// The lines are in the codes that the asking source writes, since the order is its own; else in the ledger's.
        let isOwn: Bool
    }

    /// The ledger's answer.
    enum Answer {
        /// There is no such order.
        case unknown
        /// Several sources have an order of this number, and none of them is the row's own.
        case ambiguous([Source])
        /// Several sources have an order of this number, and another one does not say which of them its events are about.
        case shared(by: Source, among: [Source])
        /// What is left of the order's lines for the row.
        case left(OrderLeft)
    }

    private let keys: LiveKeys
    private let selectReturns: RowStatement
    private let events: EventLookup

    init(_ database: Database, names: Names, keys: LiveKeys) throws {
        self.keys = keys
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
        let all = try keys.seqs(of: order).map(events.event).filter { !except.contains($0.seq) }
        let sources = OrderSources(all.map(\.event))
        let chosen: Source
        switch sources.choose(asking: source, of: explicit) {
        case .none: return .unknown
        case .several(let known): return .ambiguous(known)
        case .one(let one): chosen = one
        }
        let returned =
            kind == .returnReceived
            ? try returns(of: order).filter { stored in
                stored.event.kind == .returnReceived && !except.contains(stored.seq)
            } : []
        let ordered = Set(all.filter { $0.event.source == chosen }.compactMap(\.event.sku))
        // An event of another source that may be of this order or not leaves open what is left of it.
        for stored in all + returned {
            guard let sku = stored.event.sku, ordered.contains(sku),
                case .several(let among) = sources.choose(stored.event)
            else { continue }
            return .shared(by: stored.event.source, among: among)
        }
        func isOfOrder(_ stored: StoredEvent) -> Bool {
            if case .one(let one) = sources.choose(stored.event) { return one == chosen }
            return false
        }
        let isOwn = chosen == source
        let events = all.filter(isOfOrder)
        func units(_ kinds: Set<EventKind>, _ stored: [StoredEvent]) -> [OrderLine] {
            stored.compactMap { stored in
                guard kinds.contains(stored.event.kind) else { return nil }
                // Other components of a kit are the same line of the order.
                if isOwn, stored.event.part > 0 { return nil }
                let event = isOwn ? stored.event.asWritten : stored.event
                guard let sku = event.sku, let units = event.quantity?.units else { return nil }
                return OrderLine(sku: sku, warehouse: event.warehouse, line: event.line, units: units)
            }
        }
        let placed = units([.orderPlaced], events)
        let sold = units([.saleShipped], events)
        let shipped = units([.orderShipped], events)
        let cancelled = units([.orderCancelled], events)
        let voided = units([.saleVoided], events)
        func less(_ lines: [OrderLine], _ spent: [OrderLine]...) -> Answer {
            .left(
                OrderLeft(
                    lines: spent.joined().reduce(into: lines) { Self.take($1, from: &$0) },
                    isOwn: isOwn
                )
            )
        }
        let gone = shipped + sold
        switch kind {
        case .orderShipped, .orderCancelled:
            return placed.isEmpty ? less(sold, sold) : less(placed, shipped, cancelled)
        case .saleVoided:
            return gone.isEmpty ? less(placed, cancelled, voided) : less(gone, voided)
        case .returnReceived:
            let back = units([.returnReceived], returned.filter(isOfOrder))
            return gone.isEmpty ? less(placed, cancelled, back) : less(gone, back)
        default:
            return less(placed.isEmpty ? sold : placed)
        }
    }

    /// The units of complete rows for a line without units; nil if there are none.
    func units(_ fields: EventFields) throws -> Int64? {
        guard let document = fields.document else { return nil }
        for stored in try keys.seqs(of: document).map(events.event) {
            let event = stored.event
            guard stored.statement == nil, event.kind == .orderPlaced || event.kind == fields.kind,
                event.source == fields.source, event.part == 0, event.line == fields.line,
                event.writtenSKU == fields.sku
            else { continue }
            return event.asWritten.quantity?.units
        }
        return nil
    }

    /// Subtracts units from the lines of their SKU, starting with the same line and warehouse.
    private static func take(_ spent: OrderLine, from lines: inout [OrderLine]) {
        var left = spent.units
        for (isSameLine, isSamePlace) in [(true, true), (true, false), (false, true), (false, false)] {
            for index in lines.indices
            where left > 0 && lines[index].sku == spent.sku && (lines[index].line == spent.line) == isSameLine
                && (lines[index].warehouse == spent.warehouse) == isSamePlace
            {
                // Wrapping: units changed by hand may be of any size.
                let taken = min(left, max(lines[index].units, 0))
                lines[index].units &-= taken
                left &-= taken
            }
        }
    }

    private func returns(of order: Document) throws -> [StoredEvent] {
        selectReturns.bind(order.text, at: 1)
        var seqs: [Int64] = []
        while try selectReturns.next() { seqs.append(selectReturns.integer(0)) }
        return try seqs.map(events.event)
    }
}

extension StatedLine.Consequence {
    /// What a row that leaves out its units or its SKU comes to.
    struct Completed {
        /// In the codes that the source writes where the order is its own.
        let fields: EventFields
        /// The goods in the ledger's codes, where they are named in these; nil where the fields name them as written.
        let goods: CodeBook.Goods?
    }

    /// The events that a row without its units or its SKU comes to, given what is left of an order's lines; nil while
    /// that cannot be determined.
    func completed(_ order: OrderFacts.OrderLeft, _ codes: CodeBook) -> [Completed]? {
        // What the row calls its goods, in the codes of the order's lines.
        let named = fields.sku.map { sku in
            order.isOwn
                ? [sku] : codes.components(sku, of: fields.source)?.map { SKU(trusted: $0.value) } ?? [sku]
        }
        let isOfLine = fields.kind != .returnReceived && fields.line?.namesGroup == false
        let lines = order.lines.filter { line in
            // The row may name a line of the order by its id.
            (named?.contains(line.sku) ?? true) && (!isOfLine || line.line == nil || line.line == fields.line)
        }
        guard !lines.isEmpty else { return nil }
        // Other rows cover all of it.
        let left = lines.filter { $0.units > 0 }
        if left.isEmpty { return [] }
        var units: [Part: Int64] = [:]
        var total: Int64 = 0
        for line in left {
            // What is promised is freed where it is; an id is of one warehouse.
            let isFreed = fields.kind == .orderCancelled && !isOfLine
            units[Part(sku: line.sku, warehouse: isFreed ? line.warehouse : nil), default: 0] &+= line.units
            total &+= line.units
        }
        // A quantity without a SKU belongs to the only line, or to all of them.
        if let stated = fields.quantity?.units, fields.sku == nil {
            if units.count == 1, let part = units.keys.first {
                units[part] = stated
            } else if stated != total {
                return nil
            }
        }
        return units.sorted { $0.key < $1.key }.map { part, units in
            var fields = self.fields
            fields.quantity = Quantity(units)
            // The amount of the whole line, if there is only one.
            if left.count > 1 { fields.amount = nil }
            guard !order.isOwn else {
                fields.sku = part.sku
                if let warehouse = part.warehouse { fields.warehouse = warehouse }
                return Completed(fields: fields, goods: nil)
            }
            fields.sku = fields.sku ?? part.sku
            let place = named?.firstIndex(of: part.sku) ?? 0
            return Completed(
                fields: fields,
                goods: CodeBook.Goods(sku: part.sku, part: Int64(place), warehouse: part.warehouse)
            )
        }
    }

    private struct Part: Hashable, Comparable {
        let sku: SKU
        /// Nil where the row's own holds.
        let warehouse: Warehouse?

        static func < (lhs: Self, rhs: Self) -> Bool {
            lhs.sku == rhs.sku ? lhs.warehouse ?? "" < rhs.warehouse ?? "" : lhs.sku < rhs.sku
        }
    }
}
