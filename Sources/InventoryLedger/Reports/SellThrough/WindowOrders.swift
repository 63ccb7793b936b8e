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

    /// The demand of a SKU at a warehouse through one channel.
    struct Part: Hashable, Sendable {
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

    /// The orders with cancellations or returns; all of them if they are few.
    private(set) var lines: [Key: Line] = [:]
    /// The sums of the other orders, of which nothing else happened.
    private(set) var plain: [Part: PlainSums] = [:]

    /// The sums of orders that are only added up; a reversal subtracts.
    struct PlainSums {
        var ordered: Int64 = 0
        /// Live events.
        var events: Int64 = 0
        var amounts: [(currency: Currency, minorUnits: Int128, events: Int64)] = []
        /// The number of live events with so many units, for those of a bulk.
        var bulk: [Int64: Int] = [:]
    }

    /// The orders and their cancellations.
    ///
    /// - Parameters:
    ///   - returns: what came back since the start of the window; nil if only what was ordered matters.
    ///   - isWanted: the warehouses whose orders are read.
    init(
        _ view: BookView,
        _ window: ReportWindow,
        skus: [Int64]?,
        demand: DemandRule,
        returns: [GoodsReturn]?,
        isWanted: (_ warehouse: Int64) -> Bool
    ) throws {
        let reader = try MoveReader(view, isWanted: { demand.isDemand($0) && isWanted($0.key.warehouse) })
        func read(_ orders: LoggedMove.OrderNeed, _ body: (LoggedMove) throws -> Void) throws {
            try reader.forEachMove(from: window.start, to: window.end, skus: skus, orders: orders, body: body)
        }
        if view.hasSums,
            try skus != nil || reader.eventCount(from: window.start, to: window.end) <= Self.fewMax
        {
            // Few orders: each is looked up by its number.
            try read(.all) { try add($0) }
            removeReversed()
            if returns != nil { try add(Cancellation.all(of: documentsInKeyOrder(), view), view.names) }
            return
        }
        guard let returns else {
            try read(.numbered(OrderNumbers())) { try add($0) }
            removeReversed()
            return
        }
        // Many orders, of which few are cancelled or come back: only those are held one by one.
        let cancellations = try Cancellation.all(view)
        var numbers = OrderNumbers()
        for gone in cancellations { numbers.insert(gone.document) }
        for order in returns.lazy.compactMap(\.order) { numbers.insert(order) }
        try read(.numbered(numbers)) { try add($0) }
        removeReversed()
        try add(cancellations, view.names)
    }

    /// Up to this number of events in a window, looking up each order is faster than reading all cancellations.
    private static let fewMax = 100_000

    /// Adds one event of an order.
    private mutating func add(_ move: LoggedMove) throws {
        guard let part = move.order else { return }
        if let document = part.document {
            let key = Key(
                source: part.source,
                document: document,
                sku: move.sku,
                warehouse: move.warehouse,
                channel: part.channel ?? 0
            )
            return try lines[key, default: Line()].add(move.units, part.amount)
        }
        let key = Part(sku: move.sku, warehouse: move.warehouse, channel: part.channel ?? 0)
        try plain[key, default: PlainSums()].add(move.units, part.amount, events: move.isReversal ? -1 : 1)
    }

    /// Orders that were reversed do not count.
    private mutating func removeReversed() {
        if lines.contains(where: { $0.value.ordered == 0 }) { lines = lines.filter { $0.value.ordered != 0 } }
        if plain.contains(where: { $0.value.events == 0 }) { plain = plain.filter { $0.value.events != 0 } }
    }

    /// One SKU of the orders of a number.
    private struct Goods: Hashable {
        let document: Document
        let sku: Int64
    }

    /// The parts of those orders that have one of the numbers.
    private func parts(of documents: Set<Document>) -> [Goods: [Key]] {
        guard !documents.isEmpty else { return [:] }
        return Dictionary(grouping: lines.keys.lazy.filter { documents.contains($0.document) }) {
            Goods(document: $0.document, sku: $0.sku)
        }
    }

    // MARK: Cancellations

    private mutating func add(_ cancellations: [Cancellation], _ names: Names) throws {
        let ofGoods = parts(of: Set(cancellations.map(\.document)))
        for gone in cancellations {
            let candidates = (ofGoods[Goods(document: gone.document, sku: gone.sku)] ?? []).filter {
                $0.source == gone.source
            }
            let best = try Self.best(
                candidates,
                warehouse: gone.warehouse,
                channel: gone.channel,
                names
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
        let ofGoods = parts(of: Set(returns.compactMap(\.order)))
        /// The parts of the window that may be meant; nil where a return names another source's order, or nobody's yet.
        func own(_ back: GoodsReturn) -> [Key]? {
            guard let order = back.order, back.orderSource == nil else { return nil }
            let parts = (ofGoods[Goods(document: order, sku: back.sku)] ?? []).filter {
                $0.source == back.source
            }
            return parts.isEmpty ? nil : parts
        }
        // Most returns come from the source of their order, and need no look at who else has one of the number. Nor do
        // later returns of earlier orders.
        let unclear = returns.lazy.filter { back in
            guard let order = back.order, own(back) == nil else { return false }
            return window.contains(back.occurredAt)
                || ofGoods[Goods(document: order, sku: back.sku)] != nil
        }
        let orders = try OrderBook(view).orders(Set(unclear.compactMap(\.order)))
        var units: Int64 = 0
        for back in returns {
            let parts = try own(back) ?? parts(back, ofGoods, orders, view.names)
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
                if part.flatMap({ orders.units(of: $0) }) == nil { units = try units.adding(back.units) }
            }
        }
        return units
    }

    /// The parts of the window's orders that a return of another source than theirs may mean.
    private func parts(
        _ back: GoodsReturn,
        _ ofGoods: [Goods: [Key]],
        _ orders: OrderBook.Orders,
        _ names: Names
    ) throws -> [Key] {
        guard let order = back.order else { return [] }
        let candidates = ofGoods[Goods(document: order, sku: back.sku)] ?? []
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

extension WindowOrders.PlainSums {
    fileprivate mutating func add(_ units: Int64, _ amount: Money?, events: Int64) throws {
        ordered = try ordered.adding(units)
        self.events &+= events
        let size = Int64(clamping: units.magnitude)
        if size >= SellThroughRow.bulkUnitsMin { bulk[size, default: 0] += events < 0 ? -1 : 1 }
        guard let amount else { return }
        if let index = amounts.firstIndex(where: { $0.currency == amount.currency }) {
            // proven: amounts fit in 64 bits, so sums over all possible events fit in 128.
            amounts[index].minorUnits += amount.minorUnits
            amounts[index].events &+= events
        } else {
            amounts.append((amount.currency, amount.minorUnits, events))
        }
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
