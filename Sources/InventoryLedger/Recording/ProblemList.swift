/// The problems of a file: the first ones in full, and their number.
struct ProblemList: Sendable {
    private let max: Int
    private(set) var problems: [RowProblem] = []
    private(set) var total: Int64 = 0
    private(set) var warnings: [RowProblem] = []
    private(set) var warningsTotal: Int64 = 0
    /// The file contradicts itself, which no policy settles.
    var hasContradiction = false

    init(max: Int) { self.max = max }

    mutating func add(_ problem: RowProblem) {
        total += 1
        if problems.count < max { problems.append(problem) }
    }

    mutating func warn(_ warning: RowProblem) {
        warningsTotal += 1
        if warnings.count < max { warnings.append(warning) }
    }

    /// Adds one problem for each column that differs.
    mutating func addConflict(
        row: Int64?,
        _ differences: [Event.Difference],
        book: StoredEvent,
        hint: String
    ) {
        let place =
            "batch \(book.statedInBatch)" + (book.statedInRow.map { ", row \($0)" } ?? "")
            + ", event \(book.seq)"
        let sku = book.event.sku.map { ", sku \($0)" } ?? ""
        addConflict(row: row, differences, document: book.event.document, sku: sku, place: place, hint: hint)
    }

    /// Adds one problem for each column in which a row differs from an equally new one.
    mutating func addConflict(
        row: Int64?,
        _ differences: [Event.Difference],
        document: Document,
        sku: String = "",
        place: String,
        hint: String
    ) {
        for difference in differences {
            add(
                RowProblem(
                    row: row,
                    column: difference.column.rawValue,
                    value: difference.file,
                    code: "conflict",
                    message:
                        "the ledger has \(difference.book) (\(place)) for document \(document)\(sku); \(hint)"
                )
            )
        }
    }
}
