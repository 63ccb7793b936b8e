/// The formats a report can be printed in; the raw value is what a user types.
enum OutputFormat: String, CaseIterable, Sendable {
    /// For people, at a terminal.
    case table

    /// For spreadsheets and other tabular tools.
    case csv

    /// For programs.
    case json
}
