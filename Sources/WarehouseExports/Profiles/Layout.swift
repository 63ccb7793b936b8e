import InventoryLedger

extension Profile {
    /// Where a file keeps its rows, and what it writes for a value that it does not have.
    package struct Layout: Hashable, Sendable {
        /// The sheet of a workbook; nil for the first whose header fits.
        package var sheet: String?
        /// The member of a JSON object that holds the records; nil for `results`, or the only array of objects.
        package var records: String?
        /// The array within a record of which every element is a row, by its path; nil where the record is the row.
        package var rows: String?
        /// Words that count as blank, such as `Date Not Captured`.
        package var blanks: Set<String> = []
        /// Whether `="0123"`, by which spreadsheets keep digits, stands for 0123 in any column; in codes it always does.
        package var takesGuardsOff = true

        package init() {}
    }

    /// The columns of `identity`, and whether a file may lack them.
    var identityColumns: [(name: String, isOptional: Bool)] {
        identity.map { $0.hasSuffix("?") ? (String($0.dropLast()), true) : ($0, false) }
    }

    /// The names of all columns that the profile speaks of, in the order of its keys.
    var columnNames: [String] {
        var names = header.joined() + Column.allCases.flatMap { columns[$0] ?? [] }
        names += identityColumns.map(\.name) + status + times.values.flatMap(\.columns) + unitPrice
        names += sums.values.flatMap { $0.flatMap(\.columns) }
        names += [yearFrom].compactMap { $0 }
        names += (fillDown?.columns ?? []) + [fillDown?.within, fillDown?.below].compactMap { $0 }
        names += ignore.flatMap { $0.when.terms.map(\.column) }
        names += statuses.flatMap { $0.when.terms.map(\.column) }
        for eventCase in cases {
            names += eventCase.when.terms.map(\.column)
            names += eventCase.events.flatMap { event in Column.allCases.flatMap { event.columns[$0] ?? [] } }
        }
        // Sums are no columns of the file.
        var seen = Set(sums.keys.map(Header.key))
        return names.filter { seen.insert(Header.key($0)).inserted }
    }
}
