import InventoryLedger

/// A row from elsewhere with the numbers of the file. One row is at a time.
final class MappedRow: RecordedRow {
    /// What the numbers of a column name.
    enum Meaning {
        /// It has none: texts and bytes.
        case text
        case plain
        case route
        case code(RecordedCode)
        case event
        case statement
        case batch
    }

    let table: RecordedTable
    /// Whether it is a row of the log, which has no SKU where other tables have 0.
    let isEvent: Bool
    /// By the place of the column.
    let meanings: [Meaning]
    private var row: (any RecordedRow)?
    private var numbers: [Int64?]
    private var replaced: (place: Int, text: String)?

    init(_ table: RecordedTable) {
        self.table = table
        isEvent = table.name == RecordedTable.event.name
        meanings = table.columns.map { column in
            switch (column.kind, column.name) {
            case (.text, _), (.bytes, _): .text
            case (.route, _): .route
            case (.code(let kind), _): .code(kind)
            case (_, "seq"), (_, "reverses"), (_, "origin"): .event
            case (_, "statement"), (_, "id"): .statement
            case (_, "batch"), (_, "undoes"): .batch
            default: .plain
            }
        }
        numbers = [Int64?](repeating: nil, count: table.columns.count)
    }

    /// Takes a row whose numbers a block translates.
    func take(_ row: any RecordedRow, _ translate: (Meaning, Int64) throws -> Int64?) throws {
        for (place, meaning) in meanings.enumerated() {
            if case .text = meaning { continue }
            numbers[place] = try row.integer(place).flatMap { try translate(meaning, $0) }
        }
        self.row = row
        replaced = nil
    }

    /// Takes a row whose numbers are given.
    func take(_ row: any RecordedRow, numbers: [Int64?]) {
        self.numbers = numbers
        self.row = row
        replaced = nil
    }

    func replace(_ place: Int, by text: String) { replaced = (place, text) }

    func replace(_ place: Int, by number: Int64) {
        if numbers.indices.contains(place) { numbers[place] = number }
    }

    func integer(_ place: Int) throws -> Int64? { numbers.indices.contains(place) ? numbers[place] : nil }

    func withBytes<T>(_ place: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
        if let replaced, replaced.place == place {
            return try Array(replaced.text.utf8).withUnsafeBytes { try body($0) }
        }
        guard let row else { return try body(nil) }
        return try row.withBytes(place, body)
    }
}
