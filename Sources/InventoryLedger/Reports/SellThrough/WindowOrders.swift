import GRDB

/// The orders of a window, and what became of them whenever that happened.
///
/// Cancellations belong to the order of their own source and number, returns to the order whose number they name.
struct WindowOrders {
    /// A part of an order: units of one SKU from one warehouse through one channel.
    struct Key: Hashable {
        let source: Int64
        let document: Document
        let sku: Int64
        let warehouse: Int64
        /// 0 where none is named.
        let channel: Int64
    }

    struct Line {
        var ordered: Int64 = 0
        var amounts: [Money] = []
        var cancelled: Int64 = 0
        /// Cancelled units whose cancellation states no amount.
        var cancelledUnpriced: Int64 = 0
        var cancelledAmounts: [Money] = []
        var returned: Int64 = 0
    }

    private(set) var lines: [Key: Line] = [:]
    /// The numbers of the orders, roughly as they were told: in that order look-ups find what they need close together.
    private var documents: [Document] = []

    mutating func add(_ move: LoggedMove) throws {
        guard let part = move.order else { return }
        let key = Key(
            source: part.source,
            document: part.document,
            sku: move.sku,
            warehouse: move.warehouse,
            channel: part.channel ?? 0
        )
        if lines[key] == nil, documents.last != key.document { documents.append(key.document) }
        try lines[key, default: Line()].add(move.units, part.amount)
    }

    /// Leaves out orders that were taken back, once all are added.
    mutating func close() {
        if lines.contains(where: { $0.value.ordered == 0 }) { lines = lines.filter { $0.value.ordered != 0 } }
    }

    /// The parts of those orders that bear one of the numbers.
    private func parts(of documents: Set<Document>) -> [Document: [Key]] {
        documents.isEmpty
            ? [:]
            : Dictionary(grouping: lines.keys.filter { documents.contains($0.document) }, by: \.document)
    }

    // MARK: Cancellations

    mutating func addCancellations(_ view: BookView) throws {
        let cancellations = try cancellations(view)
        let byDocument = parts(of: Set(cancellations.map(\.document)))
        for gone in cancellations {
            let candidates = (byDocument[gone.document] ?? []).filter {
                $0.source == gone.source && $0.sku == gone.sku
            }
            guard let key = try Self.best(candidates, gone, view.names), gone.units != .min else { continue }
            var line = lines[key] ?? Line()
            line.cancelled = try line.cancelled.adding(gone.units)
            if let amount = gone.amount {
                let positive = amount.minorUnits < 0 ? 0 &- amount.minorUnits : amount.minorUnits
                try line.cancelledAmounts.add(Money(minorUnits: positive, currency: amount.currency))
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
    }

    private func cancellations(_ view: BookView) throws -> [Gone] {
        let kinds: [EventKind] = [.orderCancelled, .saleVoided]
        if view.lastSeq != nil {
            var found: [Gone] = []
            let routes = try view.routes { kinds.contains($0.key.kind) }
            let known = Set(documents)
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
                        amount: stored.event.amount
                    )
                )
            }
            return found
        }
        // The key of a live event begins with its document, so what became of an order is a seek away. A scope holds
        // the source, the kind and the stage.
        let statement = try RowStatement(
            view.database,
            """
            SELECT e.source, e.sku, e.route, e.quantity, e.channel, e.amount, e.currency
              FROM live_key k JOIN event e ON e.seq = k.seq
             WHERE k.document = ?1 AND ((k.scope >> 8) & 255) IN (?2, ?3) AND e.occurred_at <= ?4
            """
        )
        // An order whose lines stand apart is named twice, and asked for once.
        var found: [Document: [Gone]] = [:]
        for document in documents where found[document] == nil {
            statement.bind(document.text, at: 1)
            statement.bind(kinds[0].number, at: 2)
            statement.bind(kinds[1].number, at: 3)
            statement.bind(view.time.asOf?.milliseconds ?? .max, at: 4)
            while try statement.next() {
                found[document, default: []].append(
                    Gone(
                        source: statement.integer(0),
                        document: document,
                        sku: statement.integer(1),
                        warehouse: try view.names.routes.route(statement.integer(2)).key.warehouse,
                        channel: statement.integer(4),
                        units: statement.integer(3),
                        amount: statement.optionalInteger(5).map {
                            Money(minorUnits: $0, currency: Currency(trusted: statement.text(6)))
                        }
                    )
                )
            }
        }
        return found.values.flatMap(\.self)
    }

    /// The part of an order that an event about it means: of its own warehouse and channel where there is one.
    private static func best(_ candidates: [Key], _ gone: Gone, _ names: Names) throws -> Key? {
        try candidates.map { key in
            (
                key: key,
                isElsewhere: key.warehouse == gone.warehouse ? 0 : 1,
                isOther: key.channel == gone.channel ? 0 : 1,
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

    /// Adds what came back, and gives the units that came back within the window and belong to no order that is known.
    mutating func addReturns(
        _ view: BookView,
        _ window: ReportWindow,
        _ isWanted: (StoredEvent) throws -> Bool
    ) throws -> Int64 {
        let routes = try view.routes { $0.key.kind == .returnReceived && !$0.key.memo }
        var unknown: [StoredEvent] = []
        let returns = try RouteEvents(view).events(of: routes, from: window.start)
        let byDocument = parts(of: Set(returns.compactMap(\.event.detail.order)))
        for stored in returns {
            let order = stored.event.detail.order
            let candidates = (order.flatMap { byDocument[$0] } ?? []).filter { $0.sku == stored.ids.sku }
            let sources = Set(candidates.map(\.source))
            let source = sources.contains(stored.ids.source) ? stored.ids.source : sources.first
            let isClear = sources.count == 1 || sources.contains(stored.ids.source)
            let gone = Gone(
                source: stored.ids.source,
                document: stored.event.document,
                sku: stored.ids.sku,
                warehouse: try view.names.routes.route(stored.ids.route).key.warehouse,
                channel: stored.ids.channel ?? 0,
                units: stored.event.quantity?.units ?? 0,
                amount: nil
            )
            if isClear, let key = try Self.best(candidates.filter { $0.source == source }, gone, view.names) {
                var line = lines[key] ?? Line()
                line.returned = try line.returned.adding(gone.units)
                lines[key] = line
            } else if window.contains(stored.event.occurredAt), try isWanted(stored) {
                unknown.append(stored)
            }
        }
        let known = try OrderBook(view).knownOrders(Set(unknown.compactMap(\.event.detail.order)))
        var units: Int64 = 0
        for stored in unknown {
            let isKnown = stored.event.detail.order.map {
                known.contains(OrderBook.Part(document: $0, sku: stored.ids.sku))
            }
            if isKnown != true { units = try units.adding(stored.event.quantity?.units ?? 0) }
        }
        return units
    }
}

extension WindowOrders.Line {
    fileprivate mutating func add(_ units: Int64, _ amount: Money?) throws {
        ordered = try ordered.adding(units)
        if let amount { try amounts.add(amount) }
    }

    /// The amounts of what was sold: of a line of which all is cancelled, nothing is left.
    func revenue() throws -> [Money] {
        if cancelledAmounts.isEmpty, cancelledUnpriced == 0 { return amounts }
        var revenue = amounts
        for money in cancelledAmounts {
            try revenue.add(Money(minorUnits: 0 &- money.minorUnits, currency: money.currency))
        }
        if cancelledUnpriced != 0, ordered > 0 {
            for money in amounts {
                let part = money.minorUnits.share(min(cancelledUnpriced, ordered), of: ordered)
                try revenue.add(Money(minorUnits: 0 &- part, currency: money.currency))
            }
        }
        return revenue
    }
}

extension Int64 {
    /// This times a part of a whole, rounded towards zero, exact where the product leaves 64 bits.
    func share(_ part: Int64, of whole: Int64) -> Int64 {
        guard whole > 0, part >= 0, part <= whole else { return 0 }
        let product = magnitude.multipliedFullWidth(by: part.magnitude)
        let quotient = whole.magnitude.dividingFullWidth(product).quotient
        return self < 0 ? 0 &- Int64(truncatingIfNeeded: quotient) : Int64(truncatingIfNeeded: quotient)
    }
}
