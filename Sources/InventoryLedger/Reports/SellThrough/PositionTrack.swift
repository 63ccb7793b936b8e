/// One SKU in one warehouse, followed through the baseline and the window in order of time.
struct PositionTrack {
    /// The periods in which time is counted.
    struct Spans {
        let window: Range<Int64>
        /// The baseline without other promotions, in order.
        let baseline: [Range<Int64>]
        /// Time is counted up to here.
        let present: Int64

        /// The milliseconds of a period that lie in the window and have passed.
        func inWindow(_ span: Range<Int64>) -> Range<Int64> {
            let end = min(span.upperBound, window.upperBound, present)
            let start = max(span.lowerBound, window.lowerBound)
            return start..<max(start, end)
        }

        /// The milliseconds of a period that lie in the baseline and have passed.
        func baselineMilliseconds(_ span: Range<Int64>) -> Int64 {
            baseline.reduce(0) { sum, part in
                let start = max(span.lowerBound, part.lowerBound)
                return sum + max(0, min(span.upperBound, part.upperBound, present) - start)
            }
        }

        func isBaseline(_ instant: Instant) -> Bool {
            baseline.contains { $0.contains(instant.milliseconds) }
        }
    }

    /// What the moves of a route do to the position of its warehouse.
    struct Effect {
        let warehouse: Int64
        let kind: EventKind
        /// 1 if a unit becomes available, -1 if it ceases to be, else 0.
        let sign: Int64
        let column: AvailableEffect
        let isReceipt: Bool
        /// Whether goods of a shipment become available.
        let isArrival: Bool
        let isSigned: Bool
        let isDemand: Bool
        /// Whether the route's moves change the available units, or are demand.
        let matters: Bool

        init(_ route: Route, isBeforeOpening: Bool, _ demand: DemandRule) {
            warehouse = route.key.warehouse
            kind = route.key.kind
            sign = route.availableSign(isBeforeOpening: isBeforeOpening)
            column = route.availableEffect
            isReceipt = route.isAvailableReceipt
            isArrival = sign != 0 && route.key.kind == .stockReceived && route.key.shipment != 0
            isSigned = route.key.kind.rule.goods == .signed
            isDemand = demand.isDemand(route)
            matters = demand.matters(route)
        }
    }

    /// The moves of a day on a route.
    struct Cell {
        let effect: Effect
        let units: Int64
        let events: Int64

        init(effect: Effect, _ cell: RouteCell) {
            self.effect = effect
            units = cell.units
            events = cell.events
        }

        /// The change of available units.
        ///
        /// - Throws: `sumOverflow` if it exceeds Int64.
        func change() throws -> Int64 { effect.sign < 0 ? try units.negated() : effect.sign * units }
    }

    private(set) var available: Int64 = 0
    /// Receipts and opening stock so far. Before the first one, nothing is out of stock.
    private var receipts: Int64 = 0
    private var clock: Int64
    private(set) var stock = SellThroughRow.Stock()
    /// Live moves of the window; a reversal counts as minus one.
    private var movesInWindow = 0
    private(set) var stockOuts: [Range<Int64>] = []
    private(set) var ordered: Int64 = 0
    private var baselineOrdered: Int64 = 0
    private var baselineInStock: Int64 = 0
    private var hasOpening = false
    /// The day that was last ordered from, and the units of that day and of the best one.
    private var orderDay = Int.min
    private var orderedOnDay: Int64 = 0
    private var orderedOnBestDay: Int64 = 0

    init(from: Instant) {
        clock = from.milliseconds
    }

    /// Adds everything before the period.
    mutating func begin(change: Int64, receipts: Int64) throws {
        available = try available.adding(change)
        self.receipts = try self.receipts.adding(receipts)
    }

    /// Applies a move that changes the available units.
    mutating func apply(_ move: LoggedMove, _ demand: DemandRule, _ spans: Spans) throws {
        let effect = Effect(move.route, isBeforeOpening: move.isBeforeOpening, demand)
        guard effect.sign != 0 else { return }
        try advance(to: move.occurredAt.milliseconds, spans)
        guard move.units != .min else { throw LedgerError.sumOverflow }
        try take(
            effect.sign * move.units,
            effect,
            moves: move.isReversal ? -1 : 1,
            isInWindow: spans.window.contains(move.occurredAt.milliseconds)
        )
    }

    /// Whether the position stays in stock all day, or below zero, or at zero without moves, whatever the order of the
    /// day's moves.
    func keepsItsSign(_ day: some Sequence<Cell>) -> Bool {
        /// As near to zero as the moves in that direction take it.
        var nearest = available
        for cell in day where cell.effect.sign != 0 {
            // Signed quantities of such a kind may cancel out in the sum.
            if available == 0 || cell.effect.isSigned && cell.events > 1 { return false }
            guard let change = try? cell.change() else { return false }
            if available > 0 ? change < 0 : change > 0 {
                let (rest, overflows) = nearest.addingReportingOverflow(change)
                if overflows { return false }
                nearest = rest
            }
        }
        return nearest.signum() == available.signum()
    }

    /// Applies the moves of a day on which the position keeps its sign. The clock need not be advanced, because the
    /// hours before and after count alike.
    mutating func applyKeepingSign(_ cell: Cell, isInWindow: Bool) throws {
        guard cell.effect.sign != 0 else { return }
        try take(cell.change(), cell.effect, moves: Int(cell.events), isInWindow: isInWindow)
    }

    /// Advances the clock to an instant.
    mutating func pass(to instant: Instant, _ spans: Spans) throws {
        try advance(to: instant.milliseconds, spans)
    }

    private mutating func take(_ change: Int64, _ effect: Effect, moves: Int, isInWindow: Bool) throws {
        available = try available.adding(change)
        if effect.isReceipt { receipts = try receipts.adding(change) }
        guard isInWindow else { return }
        // Wrapping: only 0 matters, and a damaged ledger may contain any number of events.
        movesInWindow &+= moves
        switch effect.column {
        case .received: stock.received = try stock.received.adding(change)
        case .restocked: stock.restocked = try stock.restocked.adding(change)
        case .transferredOut: stock.transferredOut = try stock.transferredOut.adding(change.negated())
        case .ordered: stock.orderedByMoves = try stock.orderedByMoves.adding(change.negated())
        case .other:
            let kind = effect.kind.rawValue
            stock.otherMoves[kind] = try stock.otherMoves[kind, default: 0].adding(change)
        }
    }

    /// Counts the time up to an instant with the available units of now.
    private mutating func advance(to instant: Int64, _ spans: Spans) throws {
        if !hasOpening, instant >= spans.window.lowerBound {
            stock.opening = available
            hasOpening = true
        }
        guard instant > clock else { return }
        let span = clock..<instant
        clock = instant
        let inWindow = spans.inWindow(span)
        if available > 0 {
            stock.inStockMilliseconds += Int64(inWindow.count)
            baselineInStock += spans.baselineMilliseconds(span)
        } else if available < 0 {
            stock.missingDataMilliseconds += Int64(inWindow.count)
        } else if receipts > 0, !inWindow.isEmpty {
            stock.outOfStockMilliseconds += Int64(inWindow.count)
            if let last = stockOuts.last, last.upperBound == inWindow.lowerBound {
                stockOuts[stockOuts.count - 1] = last.lowerBound..<inWindow.upperBound
            } else {
                stockOuts.append(inWindow)
            }
        }
    }

    /// Ends the window and computes its figures.
    ///
    /// baseline_per_day = ordered / days in stock over the baseline; promo_per_day likewise over the window;
    /// missed_units = promo_per_day x hours out of stock / 24. Days out of stock do not count as days in stock (the
    /// trade's in-stock rate). The rate of a few good hours is no rate of whole days, so no missed day counts more than
    /// the best day of baseline and window.
    mutating func finish(_ spans: Spans) throws {
        try advance(to: spans.window.upperBound, spans)
        stock.closing = available
        // Kinds whose moves were all reversed are left out.
        stock.otherMoves = stock.otherMoves.filter { $0.value != 0 }
        stock.firstStockOutAt = stockOuts.first.map { Instant(milliseconds: $0.lowerBound) }
        let day = Double(Instant.dayMilliseconds)
        if baselineInStock > 0 {
            stock.baselinePerDay = Double(baselineOrdered) / (Double(baselineInStock) / day)
        }
        if stock.inStockMilliseconds > 0 {
            let perDay = Double(ordered) / (Double(stock.inStockMilliseconds) / day)
            stock.promoPerDay = perDay
            let missedPerDay = min(perDay, Double(max(orderedOnBestDay, orderedOnDay)))
            stock.missedUnits = missedPerDay * Double(stock.outOfStockMilliseconds) / day
            stock.isMissedWeak =
                stock.outOfStockMilliseconds > 0 && stock.inStockMilliseconds < Instant.dayMilliseconds
        }
    }

    /// Notes units that were ordered on a day, in the order of days.
    mutating func addOrdered(_ units: Int64, onDay day: Int) throws {
        if day != orderDay {
            orderedOnBestDay = max(orderedOnBestDay, orderedOnDay)
            orderedOnDay = 0
            orderDay = day
        }
        orderedOnDay = try orderedOnDay.adding(units)
    }

    mutating func addOrdered(_ units: Int64) throws { ordered = try ordered.adding(units) }

    mutating func addBaselineOrdered(_ units: Int64) throws {
        baselineOrdered = try baselineOrdered.adding(units)
    }

    mutating func addLate(_ units: Int64) throws { stock.lateUnits = try stock.lateUnits.adding(units) }

    /// Whether the position has any figures.
    var isWorthARow: Bool {
        movesInWindow != 0 || stock.opening != 0 || stock.closing != 0 || ordered != 0
    }
}
