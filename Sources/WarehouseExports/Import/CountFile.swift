import InventoryLedger

/// A stock export or a count sheet: sku, quantity, and optionally warehouse, stage and occurred_at.
public struct CountFile: Sendable {
    /// The counts.
    public let assertions: [StockAssertion]
    /// Rows that could not be read.
    public let problems: [RowProblem]

    /// Reads the file; missing columns are supplied for all rows.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - warehouse: the warehouse of rows without one.
    ///   - at: the time of rows without one. A date in the file means the end of that business day.
    ///   - zone: the zone of business days.
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, warehouse: Warehouse?, at: Instant?, zone: BusinessZone) throws {
        let table = try TableFile(
            path: path,
            needed: ["sku", "quantity"],
            optional: ["warehouse", "stage", "occurred_at", "kind", "source", "document", "line", "note"]
        )
        var assertions: [StockAssertion] = []
        var problems = table.problems
        for row in table.rows {
            do {
                assertions.append(try Self.assertion(row, warehouse: warehouse, at: at, zone: zone))
            } catch {
                problems.append(RowProblem(row: row.line, error))
            }
        }
        self.assertions = assertions
        self.problems = problems
    }

    private static func assertion(
        _ row: TableFile.Row,
        warehouse: Warehouse?,
        at: Instant?,
        zone: BusinessZone
    )
        throws(FieldProblem) -> StockAssertion
    {
        if let kind = row.values["kind"], kind != EventKind.stockCounted.rawValue {
            throw FieldProblem(
                .kind,
                value: kind,
                code: .notAllowed,
                "\"\(kind)\" is not a count; only stock_counted can be compared with the ledger"
            )
        }
        var place = warehouse
        if let text = row.values["warehouse"] { place = try Warehouse(text) }
        guard let place else {
            throw FieldProblem(
                .warehouse,
                value: "",
                code: .missingValue,
                "the warehouse is missing; add a column warehouse"
            )
        }
        var stage = Stage.available
        if let text = row.values["stage"] { stage = try Stage(text: text, column: .stage) }
        return StockAssertion(
            sku: try SKU(row.values["sku"] ?? ""),
            warehouse: place,
            stage: stage,
            units: try Quantity(text: row.values["quantity"] ?? "").bounded().units,
            at: try instant(row.values["occurred_at"], at, zone)
        )
    }

    private static func instant(_ text: String?, _ at: Instant?, _ zone: BusinessZone) throws(FieldProblem)
        -> Instant
    {
        guard let text else {
            if let at { return at }
            throw FieldProblem(
                .occurredAt,
                value: "",
                code: .missingValue,
                "the time of the count is missing; add a column occurred_at"
            )
        }
        switch WrittenTime(text) {
        case .instant(let instant): return instant
        case .date(let date): return zone.end(ofDay: date.dayNumber)
        case .local(let date, let millisecondOfDay):
            if let instant = zone.instant(date: date, millisecondOfDay: millisecondOfDay) { return instant }
        case nil: break
        }
        throw FieldProblem(
            .occurredAt,
            value: text,
            code: .notADate,
            "\"\(text)\" is not a valid time; write 2026-11-13 or 2026-11-13T12:00:00Z"
        )
    }
}
