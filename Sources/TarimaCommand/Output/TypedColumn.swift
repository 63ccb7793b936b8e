import InventoryLedger

/// A column of a report together with the value that each row has in it, for every format.
struct TypedColumn<Row>: Sendable {
    private(set) var column: ReportColumn
    let cell: @Sendable (Row) -> Cell

    /// A column of words, which are read from their beginning.
    ///
    /// - Parameters:
    ///   - key: the name in CSV and JSON.
    ///   - title: the header of the human table; the key where nil.
    ///   - inTable: whether the human table shows it.
    static func words(
        _ key: String,
        title: String? = nil,
        inTable: Bool = true,
        _ cell: @escaping @Sendable (Row) -> Cell
    ) -> TypedColumn {
        let column = ReportColumn(key: key, title: title ?? key, alignment: .left, inTable: inTable)
        return TypedColumn(column: column, cell: cell)
    }

    /// A column of numbers, whose digits are compared from their end; see `words`.
    static func figures(
        _ key: String,
        title: String? = nil,
        inTable: Bool = true,
        _ cell: @escaping @Sendable (Row) -> Cell
    ) -> TypedColumn {
        let column = ReportColumn(key: key, title: title ?? key, alignment: .right, inTable: inTable)
        return TypedColumn(column: column, cell: cell)
    }

    /// The same column, which even a narrow terminal shows.
    var kept: TypedColumn {
        var column = self
        column.column.isKept = true
        return column
    }

    /// The same column, any value of which needs attention.
    var warning: TypedColumn {
        var column = self
        column.column.isWarning = true
        return column
    }

    /// The same column of sentences, which people read in their language.
    var sentences: TypedColumn {
        var column = self
        column.column.isSentence = true
        return column
    }

    /// The same column, whose texts a narrow terminal may shorten to a width.
    func shortened(to leastWidth: Int) -> TypedColumn {
        var column = self
        column.column.leastWidth = leastWidth
        return column
    }

    /// The same column of rows that such a row is a part of.
    func of<Whole>(_ part: @escaping @Sendable (Whole) -> Row) -> TypedColumn<Whole> {
        TypedColumn<Whole>(column: column) { [cell] in cell(part($0)) }
    }
}

extension ReportTable {
    /// A report whose columns take their values from the rows.
    init<Row>(
        report: String,
        asOf: String? = nil,
        knownAt: String? = nil,
        parameters: [Member] = [],
        in zone: BusinessZone? = nil,
        columns: [TypedColumn<Row>],
        rows: [Row],
        totals: [Member] = [],
        notes: [String] = []
    ) {
        self.init(
            report: report,
            asOf: asOf,
            knownAt: knownAt,
            parameters: parameters,
            zone: zone,
            columns: columns.map(\.column),
            rows: rows.map { row in columns.map { $0.cell(row) } },
            totals: totals,
            notes: notes
        )
    }
}

extension ReportRows {
    /// Rows that the ledger reads again for each iteration.
    ///
    /// - Parameter row: what the columns show of a row of the answer.
    init<Source, Row>(
        _ answer: LongAnswer<Source>,
        as row: @escaping (Source) -> Row,
        columns: [TypedColumn<Row>]
    ) {
        self.init(answer, as: row) { columns.indices.contains($1) ? columns[$1].cell($0) : .null }
    }

    /// Rows of what is in memory, where all their cells would take several times as much.
    init<Row>(_ rows: [Row], columns: [TypedColumn<Row>]) {
        self.init(rows) { row in columns.map { $0.cell(row) } }
    }
}
