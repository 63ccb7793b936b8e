import InventoryLedger

/// The counts of a file, in the codes of a ledger: a count sheet, or a warehouse's own export of its stock.
public struct CountFile: Sendable {
    /// The counts.
    public let assertions: [StockAssertion]
    /// The name of the profile.
    public let profile: String
    /// The number of rows that are not ignored.
    public let rowsWithGoods: Int64
    /// What is wrong with its rows.
    package let found: ProblemList
    /// The first problems.
    public var problems: [RowProblem] { found.problems }

    /// Nobody counts more, and all counts are held in memory.
    private static let countsMax = 1_000_000

    /// Reads a file with the options of an import; their profiles should be those of `Profile.ofCounts`.
    ///
    /// - Throws: `ImportFailure` if the file as a whole cannot be read, or states no counts.
    public init(path: String, options: ImportOptions, ledger: Ledger) throws {
        let preview = try ImportPreview.read(
            path,
            options: options,
            eventsMax: Self.countsMax + 1,
            now: ledger.now(),
            ledger: ledger.settings
        )
        guard preview.events.count <= Self.countsMax else {
            throw ImportFailure(
                .unsupportedText,
                "\(path) has more than \(Self.countsMax) counts; split it"
            )
        }
        let counts = preview.events.filter { $0.event.kind == .stockCounted }
        guard !counts.isEmpty || preview.events.isEmpty else {
            throw ImportFailure(
                .unknownHeader,
                "\(path) fits profile \(preview.profile), and states no stock; only counts and balances can be compared "
                    + "with the ledger"
            )
        }
        var found = preview.found
        for (row, event) in preview.events where event.kind != .stockCounted {
            found.add(
                RowProblem(
                    row: row,
                    column: Column.kind.rawValue,
                    value: event.kind.rawValue,
                    code: FieldProblem.Code.notAllowed.rawValue,
                    message:
                        "\"\(event.kind.rawValue)\" is not a count; only stock_counted can be compared with the ledger"
                )
            )
        }
        var assertions: [StockAssertion] = []
        for (count, mapped) in zip(counts, try ledger.assertions(of: counts.map(\.event))) {
            switch mapped {
            case .success(let own): assertions += own
            case .failure(let problem): found.add(RowProblem(row: count.row, problem))
            }
        }
        self.assertions = assertions
        self.found = found
        profile = preview.profile
        rowsWithGoods = preview.rows - preview.ignored
    }
}
