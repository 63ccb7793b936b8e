/// A problem that rows share: the same column and code.
public struct SharedProblem: Hashable, Sendable {
    /// The problem of the first such row.
    public let first: RowProblem
    /// The number of rows with it.
    public internal(set) var rows: Int64
    /// The last such row.
    var last: Int64?
}

/// The problems of a file: the first ones in full, and their number.
package struct ProblemList: Sendable {
    private let max: Int
    package private(set) var problems: [RowProblem] = []
    package private(set) var total: Int64 = 0
    /// The first kinds of problems, each with the number of its rows.
    package private(set) var shared: [SharedProblem] = []
    private var places: [Kind: Int] = [:]
    package private(set) var warnings: [RowProblem] = []
    package private(set) var warningsTotal: Int64 = 0
    /// The file contradicts itself, which no policy settles.
    var hasContradiction = false

    private struct Kind: Hashable {
        let column: String
        let code: String
    }

    /// A file hardly has more kinds of problems.
    private static let kindsMax = 100

    package init(max: Int) { self.max = max }

    package mutating func add(_ problem: RowProblem) {
        total += 1
        if problems.count < max { problems.append(problem) }
        let kind = Kind(column: problem.column, code: problem.code)
        if let place = places[kind] {
            // A row may have a problem in each of its events.
            if shared[place].last == nil || shared[place].last != problem.row { shared[place].rows += 1 }
            shared[place].last = problem.row
        } else if shared.count < Self.kindsMax {
            places[kind] = shared.count
            shared.append(SharedProblem(first: problem, rows: 1, last: problem.row))
        }
    }

    package mutating func warn(_ warning: RowProblem) {
        warningsTotal += 1
        if warnings.count < max { warnings.append(warning) }
    }

    /// Adds one problem for each column that differs.
    mutating func addConflict(
        row: Int64?,
        _ differences: [Event.Difference],
        book: StoredEvent,
        in zone: BusinessZone,
        hint: String
    ) {
        let place =
            "batch \(book.statedInBatch)" + (book.statedInRow.map { ", row \($0)" } ?? "")
            + ", event \(book.seq)"
        let sku = book.event.sku.map { ", sku \($0)" } ?? ""
        addConflict(
            row: row,
            differences,
            document: book.event.document,
            sku: sku,
            place: place,
            in: zone,
            hint: hint
        )
    }

    /// Adds one problem for each column in which a row differs from an equally new one.
    mutating func addConflict(
        row: Int64?,
        _ differences: [Event.Difference],
        document: Document,
        sku: String = "",
        place: String,
        in zone: BusinessZone,
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
                        "the ledger has \(difference.bookText(in: zone)) (\(place)) for document \(document)\(sku); \(hint)"
                )
            )
        }
    }
}
