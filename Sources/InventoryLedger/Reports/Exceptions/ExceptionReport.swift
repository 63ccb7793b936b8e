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
        // The checks of orders, returns and sources may need every row of the log. All others, and the checks of
        // shipments, are done in parallel with them.
        let ofOrders = checks.indices.filter {
            !checks[$0].needs.isDisjoint(with: [.orders, .returns, .coverage])
        }
        let others = checks.indices.filter { !ofOrders.contains($0) }
        let ofShipments = checks.indices.filter { checks[$0] is any ShipmentCheck }
        return try view(ReportTime(asOf: asOf)) { view in
            let found =
                if ofOrders.isEmpty || others.isEmpty && ofShipments.isEmpty {
                    try Self.found(by: checks, ofOrders + others, ofShipments, view, limits)
                } else {
                    try beside(view) {
                        try Self.found(by: checks, others, ofShipments, $0, limits)
                    } _: { view, part in
                        try Self.found(by: checks, ofOrders, [], view, limits).merging(part()) { $0 + $1 }
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

    /// What some of the checks find.
    ///
    /// - Parameters:
    ///   - whole: the places of checks that look at the whole ledger.
    ///   - ofShipments: the places of checks that look at each shipment.
    private static func found(
        by checks: [any ExceptionCheck],
        _ whole: [Int],
        _ ofShipments: [Int],
        _ view: BookView,
        _ limits: ExceptionLimits
    ) throws -> [Int: [LedgerException]] {
        var needs = whole.reduce(into: Set<ExceptionNeed>()) { $0.formUnion(checks[$1].needs) }
        if !ofShipments.isEmpty { needs.insert(.shipments) }
        let context = try ExceptionContext(view, limits: limits, needs)
        var found: [Int: [LedgerException]] = [:]
        for index in whole { found[index] = try checks[index].find(context) }
        try context.forEachShipment { shipment in
            for index in ofShipments {
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
