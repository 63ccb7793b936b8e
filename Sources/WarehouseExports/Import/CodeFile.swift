import InventoryLedger

/// A file of the code map: what, source, code, value, units.
public struct CodeFile: Sendable {
    /// The names of its columns.
    public static let columns = TableKind.codes.columns.map(\.name)

    /// The mappings.
    public let codes: [CodeMapping]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// Columns that are not read.
    public let warnings: [RowProblem]
    /// The number of rows without a value, which are still to be filled in.
    public let blank: Int
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    private static let componentsMax = 1000

    private struct Key: Hashable {
        let what: CodeMapping.Subject
        let source: Source
        let code: SKU
    }

    /// Reads the file. Several rows for one SKU form a kit; rows without a value are skipped.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, options: TableOptions = TableOptions()) throws {
        let table = try TableFile(path: path, .codes, options, zone: LedgerSettings.standard().zone)
        var order: [Key] = []
        var components: [Key: [CodeMapping.Component]] = [:]
        var problems = table.problems
        var blank = 0
        for row in table.rows {
            guard row["value"] != nil else {
                blank += 1
                continue
            }
            do {
                let (key, component) = try Self.component(row)
                let known = components[key] ?? []
                if key.what == .warehouse, !known.isEmpty {
                    throw TableFile.ValueProblem(
                        "code",
                        key.code.text,
                        "a code of a warehouse stands for one warehouse; remove a row"
                    )
                }
                guard known.count < Self.componentsMax else {
                    throw TableFile.ValueProblem(
                        "code",
                        key.code.text,
                        "\(key.code) is a kit of more than \(Self.componentsMax) components; check whether it is one code"
                    )
                }
                if known.contains(where: { $0.value == component.value }) {
                    throw TableFile.ValueProblem(
                        "value",
                        component.value,
                        "\(component.value) appears twice under \(key.code); put all of its units in one row"
                    )
                }
                if known.isEmpty { order.append(key) }
                components[key] = known + [component]
            } catch let problem as TableFile.ValueProblem {
                problems.append(
                    table.problem(row, problem.column, problem.value, "bad_codes", problem.message)
                )
            } catch let problem as FieldProblem {
                problems.append(table.problem(row, Self.column(of: problem, row), problem))
            }
        }
        codes = order.map {
            CodeMapping($0.what, source: $0.source, code: $0.code.text, components: components[$0] ?? [])
        }
        self.problems = problems
        self.blank = blank
        warnings = table.warnings
        origin = BatchOrigin(file: path, digest: table.digest, profile: table.profile)
    }

    /// The column of a code or a source that cannot be one.
    private static func column(of problem: FieldProblem, _ row: TableFile.Row) -> String {
        if problem.column == .source { return "source" }
        return problem.value == row["code"] ? "code" : "value"
    }

    private static func component(_ row: TableFile.Row) throws -> (Key, CodeMapping.Component) {
        let what = row["what"] ?? ""
        guard let subject = CodeMapping.Subject(rawValue: what) else {
            throw TableFile.ValueProblem("what", what, "\"\(what)\" cannot be mapped; write sku or warehouse")
        }
        var units: Int64 = 1
        if let text = row["units"] {
            guard let number = Int64(text), CodeMapping.unitsRange.contains(number),
                subject == .sku || number == 1
            else {
                throw TableFile.ValueProblem(
                    "units",
                    text,
                    "units must be a whole number from 1 to \(CodeMapping.unitsRange.upperBound), and only for a SKU"
                )
            }
            units = number
        }
        let value = row["value"] ?? ""
        switch subject {
        case .sku: _ = try SKU(value)
        case .warehouse: _ = try Warehouse(value)
        }
        let key = Key(
            what: subject,
            source: try Source(row["source"] ?? ""),
            code: try SKU(row["code"] ?? "")
        )
        return (key, CodeMapping.Component(value: value, units: units))
    }
}
