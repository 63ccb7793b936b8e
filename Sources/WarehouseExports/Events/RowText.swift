import InventoryLedger

/// row -> the texts of its columns: the file's own, those handed down from rows above, and computed ones.
struct RowText: Sendable {
    private let header: Header
    private let cells: CellText
    private let computed: [BoundProfile.Computed]
    private let fillDown: BoundProfile.FillDown?
    private let numbers: NumberFormat
    /// Values handed down from rows above, by column.
    private var handedDown: [Int: String] = [:]
    private var handedDownWithin = ""

    init(_ header: Header, _ bound: BoundProfile, _ layout: Profile.Layout, _ numbers: NumberFormat) {
        self.header = header
        cells = CellText(layout)
        computed = bound.computed
        fillDown = bound.fillDown
        self.numbers = numbers
    }

    /// Notes what a row hands down to those below it.
    mutating func handDown(_ row: borrowing some TableRow & ~Copyable) {
        guard let fillDown else { return }
        if let below = fillDown.below, !own(row, below).isEmpty { handedDown.removeAll() }
        if let within = fillDown.within {
            let group = own(row, within)
            if !group.hasSameBytes(as: handedDownWithin) { handedDown.removeAll() }
            handedDownWithin = group
        }
        for position in fillDown.columns {
            let text = own(row, position)
            if !text.isEmpty { handedDown[position] = text }
        }
    }

    /// A row's own value without surrounding blanks. An optional column that the file lacks is blank.
    private func own(_ row: borrowing some TableRow & ~Copyable, _ position: Int) -> String {
        isInFile(position) ? cells.text(row.field(position)) : text(row, position)
    }

    /// A value without surrounding blanks, or the one handed down if it is blank.
    func text(_ row: borrowing some TableRow & ~Copyable, _ position: Int) -> String {
        if position >= header.names.count {
            switch computed[position - header.names.count].value {
            case .sum(let summands): return sum(row, summands)
            case .joined(let parts): return parts.compactMap { first(row, $0)?.text }.joined(separator: " ")
            case .blank: return ""
            }
        }
        let text = row.isFieldEmpty(position) ? "" : cells.text(row.field(position))
        guard text.isEmpty, !handedDown.isEmpty else { return text }
        return handedDown[position] ?? ""
    }

    /// The first value that is not blank.
    func first(
        _ row: borrowing some TableRow & ~Copyable,
        _ positions: [Int]
    ) -> (position: Int, text: String)? {
        for position in positions {
            let text = text(row, position)
            if !text.isEmpty { return (position, text) }
        }
        return nil
    }

    /// The sum of a row's columns, with blanks as 0. A value that is not a whole number stands for the sum, so that the
    /// error shows it.
    private func sum(
        _ row: borrowing some TableRow & ~Copyable,
        _ summands: [(positions: [Int], isTakenAway: Bool)]
    ) -> String {
        var total: Int64 = 0
        for (positions, isTakenAway) in summands {
            guard let (_, text) = first(row, positions) else { continue }
            guard let units = numbers.whole(text).flatMap({ Int64($0) }) else { return text }
            let (next, overflows) =
                isTakenAway ? total.subtractingReportingOverflow(units) : total.addingReportingOverflow(units)
            if overflows { return text }
            total = next
        }
        return String(total)
    }

    /// Whether a condition holds for a row.
    func matches(_ when: BoundProfile.When, _ row: borrowing some TableRow & ~Copyable) -> Bool {
        for term in when.terms {
            let value = text(row, term.position)
            guard term.patterns.contains(where: { $0.matches(value, numbers) }) else { return false }
        }
        return true
    }

    /// The name of a column, in the file or in the profile.
    func name(_ position: Int) -> String {
        position < header.names.count
            ? header.names[position].trimmedCode : computed[position - header.names.count].name
    }

    /// Whether a column is one of the file's own.
    func isInFile(_ position: Int) -> Bool { position < header.names.count }

    /// A problem of a value under the name of the column that it stands in.
    func problem(_ problem: FieldProblem, _ line: Int64, _ position: Int?) -> RowProblem {
        RowProblem(
            row: line,
            column: position.map(name) ?? problem.column.rawValue,
            value: problem.value,
            code: problem.code.rawValue,
            message: problem.message
        )
    }

    /// Whether a row has as many fields as the header; nil where it has.
    func fieldCountProblem(_ row: borrowing some TableRow & ~Copyable) -> RowProblem? {
        let expected = header.names.count
        if row.fieldCount == expected { return nil }
        let isShort = row.fieldCount < expected
        if !isShort {
            var hasContent = false
            for index in expected..<row.fieldCount where !row.isFieldEmpty(index) { hasContent = true }
            // Trailing empty fields are common and harmless.
            if !hasContent { return nil }
        }
        return RowProblem(
            row: row.line,
            column: "",
            value: String(row.fieldCount),
            code: (isShort ? TextProblem.tooFewFields : .tooManyFields).rawValue,
            message: "the row has \(row.fieldCount) fields, the header \(expected); "
                + (isShort ? "check whether the file was cut off" : "quote fields that contain the delimiter")
        )
    }

    /// Whether a row has a field for every column of the header.
    func isComplete(_ row: borrowing some TableRow & ~Copyable) -> Bool {
        row.fieldCount >= header.names.count
    }
}
