import InventoryLedger

/// A file of the traffic that is expected of SKUs in a promotion, as multiples of the earlier one: sku, traffic.
public struct TrafficFile: Sendable {
    /// The names of its columns.
    public static let columns = TableKind.traffic.columns.map(\.name)

    /// The multiples by SKU.
    public let traffic: [SKU: Fraction]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// Columns that are not read.
    public let warnings: [RowProblem]

    /// Reads the file.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, options: TableOptions = TableOptions()) throws {
        let table = try TableFile(path: path, .traffic, options, zone: LedgerSettings.standard().zone)
        var traffic: [SKU: Fraction] = [:]
        var problems = table.problems
        for row in table.rows {
            let text = row["traffic"] ?? ""
            do {
                let sku = try SKU(row["sku"] ?? "")
                guard let factor = Fraction(decimal: text), factor > .zero else {
                    problems.append(
                        table.problem(
                            row,
                            "traffic",
                            text,
                            "bad_number",
                            "\"\(text)\" is not a multiple of traffic; write one such as 1.10"
                        )
                    )
                    continue
                }
                if traffic.updateValue(factor, forKey: sku) != nil {
                    problems.append(
                        table.problem(
                            row,
                            "sku",
                            sku.text,
                            "contradiction",
                            "\(sku) is listed twice; keep one row"
                        )
                    )
                }
            } catch {
                problems.append(table.problem(row, "sku", error))
            }
        }
        self.traffic = traffic
        self.problems = problems
        warnings = table.warnings
    }
}
