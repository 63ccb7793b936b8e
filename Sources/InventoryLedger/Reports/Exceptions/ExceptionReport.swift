extension Ledger {
    /// Exceptions, sorted by code, SKU, warehouse, document and time.
    ///
    /// - Parameters:
    ///   - codes: only these kinds, and only what they need is read; nil for all.
    ///   - limits: after what something is overdue.
    public func exceptions(
        _ codes: Set<LedgerException.Code>? = nil,
        limits: ExceptionLimits = ExceptionLimits()
    ) throws -> [LedgerException] {
        try view(ReportTime()) { view in
            let checks: [any ExceptionCheck] = [
                RowWaiting(), NegativeStock(), ArrivedNotDispatched(),
                ArrivedTwice(), DispatchedNotArrived(), ReceivedWithoutRelease(),
                OverReceipt(), ReceivedElsewhere(), DatesOutOfOrder(), SameDayTwice(), LineTwice(),
                HandTwice(), CountTwice(), AdjustedTwice(),
                ReturnBeyondSale(), ReturnWithoutOrder(), ExpectedBack(), OrderWaiting(),
                ShippedBeyondOrder(), ShippedElsewhere(),
                CoverageGap(), LookAlikeCode(), SplitCode(),
            ]
            let context = ExceptionContext(view, limits: limits)
            return try checks.filter { codes?.isDisjoint(with: $0.codes) != true }.flatMap {
                Self.sorted(try $0.find(context).filter { codes?.contains($0.code) ?? true })
            }
        }
    }

    /// By the bytes of SKU, warehouse and document, then by time and message.
    private static func sorted(_ found: [LedgerException]) -> [LedgerException] {
        found.sorted { lhs, rhs in
            if let precedes = (lhs.sku?.text).precedes(rhs.sku?.text) { return precedes }
            if let precedes = (lhs.warehouse?.text).precedes(rhs.warehouse?.text) { return precedes }
            if let precedes = lhs.document.precedes(rhs.document) { return precedes }
            let never = Instant(milliseconds: 0)
            return (lhs.since ?? never, lhs.message) < (rhs.since ?? never, rhs.message)
        }
    }
}

extension String? {
    /// Whether this text sorts before another one by bytes, with nil first; nil if both are equal.
    func precedes(_ other: String?) -> Bool? {
        let (left, right) = (self ?? "", other ?? "")
        return left.hasSameBytes(as: right) ? nil : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
