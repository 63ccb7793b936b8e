import InventoryLedger

/// A finished report, independent of its output format.
///
/// Long lists of rows are not part of it; they are passed to the renderers separately.
struct ReportTable: Sendable {
    /// The machine name of the report.
    var report: String

    /// The moment in business time the report describes, when it has one.
    var asOf: String?

    /// The moment up to which recorded knowledge was considered, when it was limited.
    var knownAt: String?

    /// How far the book had come of each of its ledgers, when the report is about a book.
    var heads: [Member]?

    /// What the report was asked for, so that a saved result explains itself.
    var parameters: [Member] = []

    /// The clock on which people read the report's instants.
    var zone: BusinessZone?

    var columns: [ReportColumn]

    /// The values, in the order of `columns`; a row that ends early is completed with nulls.
    var rows: [[Cell]] = []

    /// Sums over the rows; one named like a column's key is set under that column in the human table.
    var totals: [Member] = []

    /// Remarks for people; only the human table prints them.
    var notes: [String] = []
}
