import InventoryLedger

extension Profile {
    /// Where a file has its rows, and how it writes missing values.
    package struct Layout: Hashable, Sendable {
        /// The sheet of a workbook; nil for the first whose header matches.
        package var sheet: String?
        /// The member of a JSON object with the records; nil for `results`, or the only array of objects.
        package var records: String?
        /// The path of the array within a record whose elements are rows; nil if the record is the row.
        package var rows: String?
        /// Words that mean blank, such as `Date Not Captured`.
        package var blanks: Set<String> = []
        /// Whether `="0123"` means 0123 in any column; in codes it always does.
        package var takesGuardsOff = true

        package init() {}
    }

    /// The columns of `identity`, and whether each is optional.
    var identityColumns: [(name: String, isOptional: Bool)] {
        identity.map { $0.hasSuffix("?") ? (String($0.dropLast()), true) : ($0, false) }
    }

    /// The names of all columns of the profile, in the order of its keys.
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
        // Sums are not columns of the file.
        var seen = Set(sums.keys.map(Header.key))
        return names.filter { seen.insert(Header.key($0)).inserted }
    }
}
