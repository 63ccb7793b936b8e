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
        /// Whether `'=A1`, as reports print a text that looks like a formula, means `=A1`.
        package var takesApostrophesOff = false

        package init() {}
    }

    /// The columns of `identity`, and whether each is optional.
    var identityColumns: [(name: String, isOptional: Bool)] {
        identity.map { name in Self.required(name).map { ($0, true) } ?? (name, false) }
    }

    /// The name of a column that a file may lack, which is marked with a question mark; nil for any other.
    static func required(_ name: String) -> String? {
        name.count > 1 && name.hasSuffix("?") ? String(name.dropLast()) : nil
    }

    /// The names of all columns of the profile, in the order of its keys.
    var columnNames: [String] {
        var names = header.joined() + Column.allCases.flatMap { columns[$0] ?? [] }
        names += table.map { table in table.kind.columns.flatMap { table.columns[$0.name] ?? [] } } ?? []
        names += identityColumns.map(\.name) + status + times.values.flatMap(\.columns) + unitPrice
        names += sums.values.flatMap { $0.flatMap(\.columns) } + joins.values.flatMap { $0.joined() }
        names += [yearFrom].compactMap { $0 }
        names += (fillDown?.columns ?? []) + [fillDown?.within, fillDown?.below].compactMap { $0 }
        names += ignore.flatMap { $0.when.terms.map(\.column) }
        names += statuses.flatMap { $0.when.terms.map(\.column) }
        for eventCase in cases {
            names += eventCase.when.terms.map(\.column)
            names += eventCase.events.flatMap { event in Column.allCases.flatMap { event.columns[$0] ?? [] } }
        }
        // Computed columns are not columns of the file.
        var seen = Set(
            (Array(sums.keys) + joins.keys + [spread?.name, spread?.value].compactMap { $0 }).map(Header.key)
        )
        return names.map { Self.required($0) ?? $0 }.filter { seen.insert(Header.key($0)).inserted }
    }
}
