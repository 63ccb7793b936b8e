/// One SKU in one warehouse while its moves are followed through the baseline and the window, in the order they occurred.
struct PositionTrack {
    /// Where time is counted.
    struct Spans {
        let window: Range<Int64>
        /// The baseline without other promotions, in order.
        let baseline: [Range<Int64>]
        /// Time passes up to here and no further.
        let present: Int64

        /// Milliseconds of a span that lie in the window and have passed.
        func inWindow(_ span: Range<Int64>) -> Range<Int64> {
            let end = min(span.upperBound, window.upperBound, present)
            let start = max(span.lowerBound, window.lowerBound)
            return start..<max(start, end)
        }

        /// Milliseconds of a span that lie in the baseline and have passed.
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

    private(set) var available: Int64
    /// Receipts and opening stock so far: before the first, nothing can be out of stock.
    private var receipts: Int64
    private var clock: Int64
    private(set) var stock = SellThroughRow.Stock()
    /// Moves of the window that stand; a reversal counts as minus one.
    private var movesInWindow = 0
    private(set) var stockOuts: [Range<Int64>] = []
    private(set) var ordered: Int64 = 0
    private var baselineOrdered: Int64 = 0
    private var baselineInStock: Int64 = 0
    private var hasOpening = false

    init(available: Int64, receipts: Int64, from: Instant) {
        self.available = available
        self.receipts = receipts
        clock = from.milliseconds
    }

    /// Follows a move that changes what is available.
    mutating func apply(_ move: LoggedMove, _ spans: Spans) throws {
        let sign = move.route.availableSign(isBeforeOpening: move.isBeforeOpening)
        guard sign != 0 else { return }
        try advance(to: move.occurredAt.milliseconds, spans)
        guard move.units != .min else { throw LedgerError.sumOverflow }
        let change = sign * move.units
        available = try available.adding(change)
        if move.route.isAvailableReceipt { receipts = try receipts.adding(change) }
        guard spans.window.contains(move.occurredAt.milliseconds) else { return }
        movesInWindow += move.isReversal ? -1 : 1
        switch move.route.availableEffect {
        case .received: stock.received = try stock.received.adding(change)
        case .restocked: stock.restocked = try stock.restocked.adding(change)
        case .transferredOut: stock.transferredOut = try stock.transferredOut.adding(0 - change)
        case .ordered: stock.orderedByMoves = try stock.orderedByMoves.adding(0 - change)
        case .other:
            let kind = move.route.key.kind.rawValue
            stock.otherMoves[kind] = try stock.otherMoves[kind, default: 0].adding(change)
        }
    }

    /// Lets the time up to an instant pass with what is available now.
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

    /// Ends the window and computes what follows from the whole of it.
    ///
    /// baseline_per_day = ordered / days in stock over the baseline; promo_per_day likewise over the window; missed_units =
    /// promo_per_day x hours out of stock / 24. Days out of stock are no days in stock (the trade's in-stock rate).
    mutating func finish(_ spans: Spans) throws {
        try advance(to: spans.window.upperBound, spans)
        stock.closing = available
        stock.firstStockOutAt = stockOuts.first.map { Instant(milliseconds: $0.lowerBound) }
        let day = Double(Instant.dayMilliseconds)
        if baselineInStock > 0 {
            stock.baselinePerDay = Double(baselineOrdered) / (Double(baselineInStock) / day)
        }
        if stock.inStockMilliseconds > 0 {
            let perDay = Double(ordered) / (Double(stock.inStockMilliseconds) / day)
            stock.promoPerDay = perDay
            stock.missedUnits = perDay * Double(stock.outOfStockMilliseconds) / day
            stock.isMissedWeak =
                stock.outOfStockMilliseconds > 0 && stock.inStockMilliseconds < Instant.dayMilliseconds
        }
    }

    mutating func addOrdered(_ units: Int64) throws { ordered = try ordered.adding(units) }

    mutating func addBaselineOrdered(_ units: Int64) throws {
        baselineOrdered = try baselineOrdered.adding(units)
    }

    mutating func addLate(_ units: Int64) throws { stock.lateUnits = try stock.lateUnits.adding(units) }

    /// Whether there is anything to tell of the position.
    var isWorthARow: Bool {
        movesInWindow != 0 || stock.opening != 0 || stock.closing != 0 || ordered != 0
    }
}
