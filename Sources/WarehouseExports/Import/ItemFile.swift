import InventoryLedger

/// A file of items: sku, name, unit_cost, currency, nom.
public struct ItemFile: Sendable {
    /// The items of the file.
    public let items: [Item]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    /// Reads the file; a cost without a currency is in the ledger's currency.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, settings: LedgerSettings) throws {
        let table = try TableFile(
            path: path,
            needed: ["sku"],
            optional: ["name", "unit_cost", "currency", "nom"]
        )
        var items: [Item] = []
        var problems = table.problems
        for row in table.rows {
            if let problem = Self.lengthProblem(row) {
                problems.append(problem)
                continue
            }
            do {
                items.append(try Self.item(row, settings))
            } catch {
                let column = error.column == .amount ? "unit_cost" : error.column.rawValue
                problems.append(
                    RowProblem(
                        row: row.line,
                        column: column,
                        value: error.value,
                        code: error.code.rawValue,
                        message: error.message
                    )
                )
            }
        }
        self.items = items
        self.problems = problems
        origin = BatchOrigin(file: path, digest: table.digest, profile: "items")
    }

    private static func lengthProblem(_ row: TableFile.Row) -> RowProblem? {
        for column in ["name", "nom"] {
            guard let text = row.values[column], text.utf8.count > Column.note.bytesMax else { continue }
            return RowProblem(
                row: row.line,
                column: column,
                value: text,
                code: FieldProblem.Code.tooLong.rawValue,
                message:
                    "\(column) has \(text.utf8.count) bytes, and may have \(Column.note.bytesMax); shorten it"
            )
        }
        return nil
    }

    private static func item(_ row: TableFile.Row, _ settings: LedgerSettings) throws(FieldProblem) -> Item {
        var item = Item(
            sku: try SKU(row.values["sku"] ?? ""),
            name: row.values["name"],
            nom: row.values["nom"]
        )
        if let cost = row.values["unit_cost"] {
            let stated: Currency? = if let code = row.values["currency"] { try Currency(code) } else { nil }
            guard let currency = stated ?? settings.currency else {
                throw FieldProblem(
                    .currency,
                    value: "",
                    code: .missingValue,
                    "the cost has no currency; add a column currency"
                )
            }
            let money = try Money(text: cost, currency: currency).bounded()
            guard money.minorUnits >= 0 else {
                throw FieldProblem(
                    .amount,
                    value: cost,
                    code: .outOfRange,
                    "a unit cost must not be negative, as \(cost) is"
                )
            }
            item.unitCost = money
        }
        return item
    }
}
