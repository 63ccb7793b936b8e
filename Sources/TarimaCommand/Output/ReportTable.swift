/// A finished report, independent of the format it will be printed in.
struct ReportTable: Equatable, Sendable {
    /// The machine name of the report.
    var report: String

    /// The moment in business time the report describes, when it has one.
    var asOf: String?

    /// The moment up to which recorded knowledge was considered, when it was limited.
    var knownAt: String?

    /// What the report was asked for, so that a saved result explains itself.
    var parameters: [Member] = []

    var columns: [ReportColumn]

    /// The values, in the order of `columns`; a row that ends early is completed with nulls.
    var rows: [[Cell]] = []

    /// Sums over the rows; one named like a column's key is set under that column in the human table.
    var totals: [Member] = []

    /// Remarks for people; only the human table prints them.
    var notes: [String] = []

    /// The value of a row in a column, null where the row ends early, so that no format can trip on it.
    func cell(_ row: [Cell], at index: Int) -> Cell {
        row.indices.contains(index) ? row[index] : .null
    }
}
