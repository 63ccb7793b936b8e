import GRDB

/// log -> the orders of a window, and what became of them at any time.
///
/// A cancellation belongs to the order with its source and number, a return to the order that it names.
struct WindowOrders: Sendable {
    /// A part of an order: units of one SKU from one warehouse through one channel.
    struct Key: Hashable, Sendable {
        let source: Int64
        let document: Document
        let sku: Int64
        let warehouse: Int64
        /// 0 if none is named.
        let channel: Int64
    }

    struct Line: Sendable {
        var ordered: Int64 = 0
        /// Nearly all lines have one amount, so it needs no array.
        var amount: Money?
        var furtherAmounts: [Money] = []
        var cancelled: Int64 = 0
        /// Cancelled units whose cancellation has no amount.
        var cancelledUnpriced: Int64 = 0
        var cancelledAmounts: [Money] = []
        /// Of the cancelled units, those voided after dispatch that have not come back.
        var voided: Int64 = 0
        /// Units that came back, except voided ones, which already count as cancelled.
        var returned: Int64 = 0
    }

    private(set) var lines: [Key: Line] = [:]

    /// The orders and their cancellations.
    ///
    /// - Parameter isWanted: the warehouses whose orders are read.
    init(
        _ view: BookView,
        _ window: ReportWindow,
        skus: [Int64]?,
        demand: DemandRule,
        isWanted: (_ warehouse: Int64) -> Bool
    ) throws {
        var parts: [OrderPart] = []
        try MoveReader(view, isWanted: { demand.isDemand($0) && isWanted($0.key.warehouse) }).forEachMove(
            from: window.start,
            to: window.end,
            skus: skus,
            needsOrder: { _, _ in true },
            body: { if let part = OrderPart($0) { parts.append(part) } }
        )
        // Reserved at once, because growing step by step would hash every number several times.
        lines.reserveCapacity(parts.count)
        for part in parts { try add(part) }
        // Orders that were reversed do not count.
        if lines.contains(where: { $0.value.ordered == 0 }) { lines = lines.filter { $0.value.ordered != 0 } }
        try addCancellations(view)
    }

    /// One event of an order.
    private struct OrderPart {
        let key: Key
        let units: Int64
        let amount: Money?

        init?(_ move: LoggedMove) {
            guard let part = move.order else { return nil }
            key = Key(
                source: part.source,
                document: part.document,
                sku: move.sku,
                warehouse: move.warehouse,
                channel: part.channel ?? 0
            )
            units = move.units
            amount = part.amount
        }
    }

    private mutating func add(_ part: OrderPart) throws {
        try lines[part.key, default: Line()].add(part.units, part.amount)
    }

    /// The parts of those orders that have one of the numbers.
    private func parts(of documents: Set<Document>) -> [Document: [Key]] {
        documents.isEmpty
            ? [:]
            : Dictionary(grouping: lines.keys.filter { documents.contains($0.document) }, by: \.document)
    }

    // MARK: Cancellations

    private mutating func addCancellations(_ view: BookView) throws {
        let cancellations = try cancellations(view)
        let byDocument = parts(of: Set(cancellations.map(\.document)))
        for gone in cancellations {
            let candidates = (byDocument[gone.document] ?? []).filter {
                $0.source == gone.source && $0.sku == gone.sku
            }
            let best = try Self.best(
                candidates,
                warehouse: gone.warehouse,
                channel: gone.channel,
                view.names
            )
            guard let key = best, gone.units != .min else { continue }
            var line = lines[key] ?? Line()
            line.cancelled = try line.cancelled.adding(gone.units)
            if gone.isVoided { line.voided = try line.voided.adding(gone.units) }
            if let amount = gone.amount {
                // proven: a 64-bit number in 128 bits.
                let positive = amount.minorUnits < 0 ? -amount.minorUnits : amount.minorUnits
                line.cancelledAmounts.add(Money(minorUnits: positive, currency: amount.currency))
            } else {
                line.cancelledUnpriced = try line.cancelledUnpriced.adding(gone.units)
            }
            lines[key] = line
        }
    }

    private struct Gone {
        let source: Int64
        let document: Document
        let sku: Int64
        let warehouse: Int64
        let channel: Int64
        let units: Int64
        let amount: Money?
        /// Cancelled after dispatch: the goods are expected back.
        let isVoided: Bool
    }

    private func cancellations(_ view: BookView) throws -> [Gone] {
        let kinds: [EventKind] = [.orderCancelled, .saleVoided]
        if view.lastSeq != nil {
            var found: [Gone] = []
            let routes = try view.routes { kinds.contains($0.key.kind) }
            let known = Set(lines.keys.lazy.map(\.document))
            for stored in try RouteEvents(view).events(of: routes)
            where known.contains(stored.event.document) {
                found.append(
                    Gone(
                        source: stored.ids.source,
                        document: stored.event.document,
                        sku: stored.ids.sku,
                        warehouse: try view.names.routes.route(stored.ids.route).key.warehouse,
                        channel: stored.ids.channel ?? 0,
                        units: stored.event.quantity?.units ?? 0,
                        amount: stored.event.amount,
                        isVoided: stored.event.kind == .saleVoided
                    )
                )
            }
            return found
        }
        // The key of a live event begins with its document, so the events of an order are one seek away. A scope
        // contains the source, the kind and the stage.
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.source, e.sku, e.route, e.quantity, e.channel, e.amount, e.currency
              FROM live_key k JOIN event e ON e.seq = k.seq
             WHERE k.document = ?1 AND ((k.scope >> 8) & 255) IN (?2, ?3) AND e.occurred_at <= ?4
            """
        )
        var found: [Gone] = []
        for document in documentsInKeyOrder() {
            statement.bind(document.text, at: 1)
            statement.bind(kinds[0].number, at: 2)
            statement.bind(kinds[1].number, at: 3)
            statement.bind(view.time.asOf?.milliseconds ?? .max, at: 4)
            while try statement.next() {
                let route = try view.names.routes.route(statement.integer(2)).key
                found.append(
                    Gone(
                        source: statement.integer(0),
                        document: document,
                        sku: statement.integer(1),
                        warehouse: route.warehouse,
                        channel: statement.integer(4),
                        units: statement.integer(3),
                        amount: statement.optionalInteger(5).map {
                            Money(storedMinorUnits: $0, currency: Currency(trusted: statement.text(6)))
                        },
                        isVoided: route.kind == .saleVoided
                    )
                )
            }
        }
        return found
    }

    /// The numbers of the orders in key order, so that look-ups find neighbouring rows.
    private func documentsInKeyOrder() -> [Document] {
        var documents = lines.keys.map { (document: $0.document, rank: $0.document.rank) }
        // Ranks are numbers, which compare faster than texts, and few texts have equal ranks.
        documents.sort { $0.rank == $1.rank ? $0.document < $1.document : $0.rank < $1.rank }
        var distinct: [Document] = []
        distinct.reserveCapacity(documents.count)
        for (document, _) in documents where distinct.last != document { distinct.append(document) }
        return distinct
    }

    /// The part of the order that an event means: the one of its own warehouse and channel, if any.
    private static func best(
        _ candidates: [Key],
        warehouse: Int64,
        channel: Int64,
        _ names: Names
    ) throws -> Key? {
        try candidates.map { key in
            (
                key: key,
                isElsewhere: key.warehouse == warehouse ? 0 : 1,
                isOther: key.channel == channel ? 0 : 1,
                warehouse: try names.warehouses.code(key.warehouse),
                channel: key.channel == 0 ? "" : try names.channels.code(key.channel).text
            )
        }.min {
            if $0.isElsewhere != $1.isElsewhere { return $0.isElsewhere < $1.isElsewhere }
            if $0.isOther != $1.isOther { return $0.isOther < $1.isOther }
            if $0.warehouse != $1.warehouse { return $0.warehouse < $1.warehouse }
            return $0.channel.utf8.lexicographicallyPrecedes($1.channel.utf8)
        }?.key
    }

    // MARK: Returns

    /// Adds returns, and passes the units that came back within the window without a known order, or with one of several
    /// orders of one number.
    ///
    /// - Parameter isWanted: whether a return without an order is included.
    mutating func add(
        _ returns: [GoodsReturn],
        _ view: BookView,
        _ window: ReportWindow,
        _ isWanted: (GoodsReturn) -> Bool
    ) throws -> Int64 {
        let byDocument = parts(of: Set(returns.compactMap(\.order)))
        /// The parts of the window that may be meant; nil where a return names another source's order, or nobody's yet.
        func own(_ back: GoodsReturn) -> [Key]? {
            guard let order = back.order, back.orderSource == nil else { return nil }
            let parts = (byDocument[order] ?? []).filter { $0.sku == back.sku && $0.source == back.source }
            return parts.isEmpty ? nil : parts
        }
        // Most returns come from the source of their order, and need no look at who else has one of the number.
        let orders = try OrderBook(view).orders(Set(returns.filter { own($0) == nil }.compactMap(\.order)))
        var units: Int64 = 0
        for back in returns {
            let parts = try own(back) ?? parts(back, byDocument, orders, view.names)
            if let key = try Self.best(parts, warehouse: back.warehouse, channel: back.channel, view.names) {
                let units = try takeVoided(back, parts, view.names)
                var line = lines[key] ?? Line()
                line.returned = try line.returned.adding(units)
                lines[key] = line
            } else if window.contains(back.occurredAt), isWanted(back) {
                let source = try view.names.sources.code(back.source)
                let part = back.order.flatMap {
                    orders.part($0, sku: back.sku, asking: source, of: back.orderSource)
                }
                // An order of another window is that window's.
                if part.flatMap({ orders.units[$0] }) == nil { units = try units.adding(back.units) }
            }
        }
        return units
    }

    /// The parts of the window's orders that a return of another source than theirs may mean.
    private func parts(
        _ back: GoodsReturn,
        _ byDocument: [Document: [Key]],
        _ orders: OrderBook.Orders,
        _ names: Names
    ) throws -> [Key] {
        guard let order = back.order else { return [] }
        let candidates = (byDocument[order] ?? []).filter { $0.sku == back.sku }
        guard !candidates.isEmpty,
            case .one(let chosen) = orders.choose(
                order,
                asking: try names.sources.code(back.source),
                of: back.orderSource
            )
        else { return [] }
        return try candidates.filter { key in
            let source = try names.sources.code(key.source)
            return source == chosen || !orders.isKnown(order, to: source)
        }
    }
}

extension WindowOrders {
    /// Counts returned units against the voided ones of the order, which already count as cancelled, starting with
    /// its own warehouse and channel.
    ///
    /// - Returns: the remaining units.
    private mutating func takeVoided(_ back: GoodsReturn, _ parts: [Key], _ names: Names) throws -> Int64 {
        var left = back.units
        var voided = parts.filter { (lines[$0]?.voided ?? 0) > 0 }
        while left > 0,
            let key = try Self.best(voided, warehouse: back.warehouse, channel: back.channel, names)
        {
            let taken = min(left, lines[key]?.voided ?? 0)
            lines[key]?.voided -= taken
            left -= taken
            voided.removeAll { $0 == key }
        }
        return left
    }
}

extension WindowOrders.Line {
    fileprivate mutating func add(_ units: Int64, _ amount: Money?) throws {
        ordered = try ordered.adding(units)
        guard let amount else { return }
        if self.amount == nil {
            self.amount = amount
        } else if self.amount?.currency == amount.currency {
            // proven: amounts fit in 64 bits, so sums over all possible events fit in 128.
            let sum = (self.amount?.minorUnits ?? 0) + amount.minorUnits
            self.amount = Money(minorUnits: sum, currency: amount.currency)
        } else {
            furtherAmounts.add(amount)
        }
    }

    /// The amounts by currency.
    private func amounts() -> [Money] {
        guard let amount else { return [] }
        var amounts = furtherAmounts
        amounts.add(amount)
        return amounts
    }

    /// The amount of a line with one currency and no cancellations.
    var onlyRevenue: Money? {
        cancelled == 0 && furtherAmounts.isEmpty ? amount : nil
    }

    /// The amounts of what was sold. A fully cancelled line has none.
    func revenue() -> [Money] {
        let amounts = amounts()
        if cancelledAmounts.isEmpty, cancelledUnpriced == 0 { return amounts }
        var revenue = amounts
        for money in cancelledAmounts {
            // proven: a sum of 64-bit numbers in 128 bits.
            revenue.add(Money(minorUnits: -money.minorUnits, currency: money.currency))
        }
        if cancelledUnpriced != 0, ordered > 0 {
            for money in amounts {
                let part = money.minorUnits.share(min(cancelledUnpriced, ordered), of: ordered)
                revenue.add(Money(minorUnits: -part, currency: money.currency))
            }
        }
        return revenue
    }
}

extension Int128 {
    /// This value times a part divided by the whole, rounded towards zero.
    func share(_ part: Int64, of whole: Int64) -> Int128 {
        guard whole > 0, part >= 0, part <= whole else { return 0 }
        // First the quotient, then the rest, which fits in 64 bits, so no product exceeds 128.
        let (times, rest) = quotientAndRemainder(dividingBy: Int128(whole))
        return times * Int128(part) + rest * Int128(part) / Int128(whole)
    }
}

extension Document {
    /// The first sixteen bytes as a number, in the order of the documents.
    fileprivate var rank: UInt128 {
        var rank: UInt128 = 0
        var count = 0
        for byte in text.utf8.prefix(16) {
            rank = rank << 8 | UInt128(byte)
            count += 1
        }
        return rank << UInt128(8 * (16 - count))
    }
}
