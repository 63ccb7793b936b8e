import InventoryLedger

/// A file of items, with the columns of `ItemColumn`.
public struct ItemFile: Sendable {
    /// The items of the file.
    public let items: [Item]
    /// Rows that could not be read.
    public let problems: [RowProblem]
    /// Columns that are not read.
    public let warnings: [RowProblem]
    /// The origin of the rows, for their batch.
    public let origin: BatchOrigin

    /// Reads the file; a cost without a currency is in the ledger's currency.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read.
    public init(path: String, settings: LedgerSettings, options: TableOptions = TableOptions()) throws {
        let table = try TableFile(path: path, .items, options, zone: settings.zone)
        var items: [Item] = []
        var problems = table.problems
        for row in table.rows {
            let before = problems.count
            let item = Self.item(row, table, settings, &problems)
            if let item, problems.count == before { items.append(item) }
        }
        self.items = items
        self.problems = problems
        warnings = table.warnings
        origin = BatchOrigin(file: path, digest: table.digest, profile: table.profile)
    }

    private static func item(
        _ row: TableFile.Row,
        _ table: TableFile,
        _ settings: LedgerSettings,
        _ problems: inout [RowProblem]
    ) -> Item? {
        let context = ItemColumn.Row(
            reader: table.reader,
            currency: row["currency"],
            defaultCurrency: settings.currency
        )
        do {
            var item = Item(sku: try SKU(row["sku"] ?? ""))
            for column in ItemColumn.all {
                guard let text = row[column.name] else { continue }
                do {
                    try column.read(text, context, &item)
                } catch {
                    problems.append(table.problem(row, column.name, error))
                }
            }
            return item
        } catch {
            problems.append(table.problem(row, "sku", error))
            return nil
        }
    }
}
