extension Ledger {
    /// Records a promotion. An unchanged one is not recorded again.
    ///
    /// - Throws: `promotionExists` if another promotion has the name, ignoring letter case.
    @discardableResult
    public func declare(promotion: Promotion) throws -> AppendResult {
        try declare(
            .promotion,
            [(promotion.name, promotion)],
            action: .promotions,
            origin: BatchOrigin(),
            unless: { known in
                let same = known.values.first { $0.name.lowercased() == promotion.name.lowercased() }
                guard let same, same != promotion else { return }
                throw LedgerError(
                    .promotionExists,
                    "there is already a promotion \(same.name), from \(same.from) to \(same.to); choose another name, "
                        + "or remove it first"
                )
            }
        )
    }

    /// Removes a promotion and its plan.
    ///
    /// - Throws: `unknownPromotion`.
    @discardableResult
    public func removePromotion(_ name: String) throws -> AppendResult {
        let promotion = try promotion(name)
        return try withdraw(
            [(.promotion, promotion.name), (.plan, promotion.name), (.planning, promotion.name)],
            action: .promotions
        )
    }

    /// Replaces the plan of a promotion.
    ///
    /// - Parameters:
    ///   - plan: its lines.
    ///   - name: the promotion's.
    ///   - parameters: how it was computed; nil if it was written by hand.
    ///   - origin: the file that it comes from.
    /// - Throws: `unknownPromotion`.
    @discardableResult
    public func declare(
        plan: [PlanLine],
        of name: String,
        parameters: PlanParameters? = nil,
        origin: BatchOrigin = BatchOrigin()
    ) throws -> AppendResult {
        let promotion = try promotion(name)
        let lines = plan.sorted { ($0.sku, $0.warehouse?.text ?? "") < ($1.sku, $1.warehouse?.text ?? "") }
        return try declare(
            .plan,
            [(promotion.name, lines)],
            action: .promotions,
            origin: origin,
            thereby: { log, _ in
                let known = try PlanParameters.of(promotion, log.database)
                guard parameters != known else { return }
                try log.declare(
                    .planning,
                    subject: promotion.name,
                    value: parameters.map { try Declarations.encode($0) }
                )
            }
        )
    }
}
