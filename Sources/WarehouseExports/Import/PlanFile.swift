import InventoryLedger

/// A file with the plan of a promotion: sku, warehouse, forecast, stock_target.
public struct PlanFile: Sendable {
    /// The names of its columns.
    public static let columns = TableKind.plan.columns.map(\.name)

    /// The lines of the plan.
    public let lines: [PlanLine]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// Columns that are not read.
    public let warnings: [RowProblem]
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    /// Reads the file; a line without a warehouse is for all of them together.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, options: TableOptions = TableOptions()) throws {
        let table = try TableFile(path: path, .plan, options, zone: LedgerSettings.standard().zone)
        var lines: [PlanLine] = []
        var problems = table.problems
        var seen: Set<Place> = []
        for row in table.rows {
            do {
                let line = try Self.line(row, table)
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
                problems.append(table.problem(row, problem.column.rawValue, problem))
            } catch let bad as BadUnits {
                problems.append(bad.problem)
            }
        }
        self.lines = lines
        self.problems = problems
        warnings = table.warnings
        origin = BatchOrigin(file: path, digest: table.digest, profile: table.profile)
    }

    private struct Place: Hashable {
        let sku: SKU
        let warehouse: Warehouse?
    }

    private static func line(_ row: TableFile.Row, _ table: TableFile) throws -> PlanLine {
        let warehouse: Warehouse? = if let code = row["warehouse"] { try Warehouse(code) } else { nil }
        return PlanLine(
            sku: try SKU(row["sku"] ?? ""),
            warehouse: warehouse,
            forecast: try units(row, "forecast", table),
            stockTarget: try units(row, "stock_target", table)
        )
    }

    private static func units(_ row: TableFile.Row, _ column: String, _ table: TableFile) throws -> Int64? {
        guard let text = row[column] else { return nil }
        do {
            let units = try table.reader.quantity(text).bounded().units
            if units >= 0 { return units }
        } catch {
            throw BadUnits(problem: table.problem(row, column, error))
        }
        throw BadUnits(
            problem: table.problem(
                row,
                column,
                text,
                "negative_quantity",
                "planned units must not be negative, as \(text) is"
            )
        )
    }

    private struct BadUnits: Error {
        let problem: RowProblem
    }
}
