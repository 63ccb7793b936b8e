import InventoryLedger

/// A file with the plan of a promotion: sku, warehouse, forecast, stock_target.
public struct PlanFile: Sendable {
    /// The lines of the plan.
    public let lines: [PlanLine]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    /// Reads the file; a line without a warehouse is for all of them together.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String) throws {
        let table = try TableFile(
            path: path,
            needed: ["sku"],
            optional: ["warehouse", "forecast", "stock_target"]
        )
        var lines: [PlanLine] = []
        var problems = table.problems
        var seen: Set<Place> = []
        for row in table.rows {
            do {
                let line = try Self.line(row)
                guard seen.insert(Place(sku: line.sku, warehouse: line.warehouse)).inserted else {
                    throw FieldProblem(
                        .sku,
                        value: line.sku.text,
                        code: .contradiction,
                        "\(line.sku) is planned twice for one warehouse; keep one row"
                    )
                }
                lines.append(line)
            } catch let problem as FieldProblem {
                problems.append(RowProblem(row: row.line, problem))
            } catch let bad as BadUnits {
                problems.append(bad.problem)
            }
        }
        self.lines = lines
        self.problems = problems
        origin = BatchOrigin(file: path, digest: table.digest, profile: "plan")
    }

    private struct Place: Hashable {
        let sku: SKU
        let warehouse: Warehouse?
    }

    private static func line(_ row: TableFile.Row) throws -> PlanLine {
        let warehouse: Warehouse? = if let code = row.values["warehouse"] { try Warehouse(code) } else { nil }
        return PlanLine(
            sku: try SKU(row.values["sku"] ?? ""),
            warehouse: warehouse,
            forecast: try units(row, "forecast"),
            stockTarget: try units(row, "stock_target")
        )
    }

    private static func units(_ row: TableFile.Row, _ column: String) throws -> Int64? {
        guard let text = row.values[column] else { return nil }
        do {
            let units = try Quantity(text: text).bounded().units
            if units >= 0 { return units }
        } catch {
            throw problem(row, column, text, error.code.rawValue, error.message)
        }
        throw problem(
            row,
            column,
            text,
            "negative_quantity",
            "planned units must not be negative, as \(text) is"
        )
    }

    private static func problem(
        _ row: TableFile.Row,
        _ column: String,
        _ value: String,
        _ code: String,
        _ message: String
    ) -> BadUnits {
        BadUnits(
            problem: RowProblem(row: row.line, column: column, value: value, code: code, message: message)
        )
    }

    private struct BadUnits: Error {
        let problem: RowProblem
    }
}
