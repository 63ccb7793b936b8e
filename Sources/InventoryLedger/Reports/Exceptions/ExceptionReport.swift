extension Ledger {
    /// Exceptions, sorted by code, SKU, warehouse, document and time.
    ///
    /// - Parameters:
    ///   - codes: only these kinds, and only what they need is read; nil for all.
    ///   - limits: after what something is overdue.
    ///   - asOf: only events that had happened by this instant; nil for all. Waiting rows and codes are those of the
    ///     whole ledger.
    public func exceptions(
        _ codes: Set<LedgerException.Code>? = nil,
        limits: ExceptionLimits = ExceptionLimits(),
        asOf: Instant? = nil
    ) throws -> [LedgerException] {
        let checks = Self.exceptionChecks.filter { codes?.isDisjoint(with: $0.codes) != true }
        // What the checks of orders read takes about as long as all the rest, so both are read in parallel.
        let ofOrders = checks.indices.filter {
            !checks[$0].needs.isDisjoint(with: [.orders, .returns, .coverage])
        }
        let others = checks.indices.filter { !ofOrders.contains($0) }
        return try view(ReportTime(asOf: asOf)) { view in
            let events = try ExceptionEvents(view, Self.needs(of: checks))
            var found: [Int: [LedgerException]] = [:]
            if ofOrders.isEmpty || others.isEmpty {
                found = try Self.found(by: checks, checks.indices.map { $0 }, events, view, limits)
            } else {
                found = try beside(view) {
                    try Self.found(by: checks, others, events, $0, limits)
                } _: { view, part in
                    try Self.found(by: checks, ofOrders, events, view, limits).merging(part()) { $1 }
                }
            }
            return checks.indices.flatMap { check in
                Self.sorted((found[check] ?? []).filter { codes?.contains($0.code) ?? true })
            }
        }
    }

    private static let exceptionChecks: [any ExceptionCheck] = [
        RowWaiting(), NegativeStock(), ArrivedNotDispatched(),
        ArrivedTwice(), DispatchedNotArrived(), ReceivedWithoutRelease(),
        OverReceipt(), ReceivedElsewhere(), DatesOutOfOrder(), SameDayTwice(), LineTwice(),
        HandTwice(), CountTwice(), AdjustedTwice(),
        ReturnBeyondSale(), ReturnWithoutOrder(), ExpectedBack(), OrderWaiting(),
        ShippedBeyondOrder(), ShippedElsewhere(),
        CoverageGap(), LookAlikeCode(), SplitCode(),
    ]

    private static func needs(of checks: [any ExceptionCheck]) -> Set<ExceptionNeed> {
        checks.reduce(into: []) { $0.formUnion($1.needs) }
    }

    /// What some of the checks find.
    private static func found(
        by checks: [any ExceptionCheck],
        _ indices: [Int],
        _ events: ExceptionEvents,
        _ view: BookView,
        _ limits: ExceptionLimits
    ) throws -> [Int: [LedgerException]] {
        let needs = needs(of: indices.map { checks[$0] })
        let context = try ExceptionContext(view, limits: limits, needs, events)
        var found: [Int: [LedgerException]] = [:]
        for index in indices { found[index] = try checks[index].find(context) }
        try context.forEachShipment { shipment in
            for index in indices {
                guard let check = checks[index] as? any ShipmentCheck else { continue }
                found[index, default: []] += try check.find(in: shipment, context)
            }
        }
        return found
    }

    /// By the bytes of SKU, warehouse and document, then by time and message.
    static func sorted(_ found: [LedgerException]) -> [LedgerException] {
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
