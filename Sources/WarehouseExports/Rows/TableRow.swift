import InventoryLedger

/// A row of a file, as the mapper sees it: delimited text, a record of JSON or a row of a sheet.
protocol TableRow: ~Copyable {
    /// The physical line, index or sheet row, from 1.
    var line: Int64 { get }
    var fieldCount: Int { get }
    /// A value as UTF-8.
    func field(_ index: Int) -> ArraySlice<UInt8>
    func isFieldEmpty(_ index: Int) -> Bool
    /// What the file itself says against a value, nil in a file of plain text.
    func doubt(_ index: Int) -> ValueDoubt?
    /// Runs a block over the row's fields where they lie; nil where they lie nowhere as text.
    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T?
}

extension TableRow where Self: ~Copyable {
    @inline(__always) func doubt(_ index: Int) -> ValueDoubt? { nil }
    @inline(__always) func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? { nil }
}

/// What a step to the next row found.
enum RowStep {
    case row
    /// A row that cannot be read; its text is in `rawRow`.
    case badRow(RowProblem)
    case end
}

/// Something that is read row by row; it is itself the row that it stands at.
protocol RowReader: TableRow, ~Copyable {
    /// Goes to the next row that is not blank.
    mutating func next() throws -> RowStep
    /// The current row's text, for the ledger to keep where the row is rejected.
    var rawRow: [UInt8] { get }
    var rawRowCount: Int { get }
    /// What is to be told of the file as a whole; each only once.
    mutating func takeWarnings() -> [RowProblem]
    /// The SHA-256 of the file's bytes, once `next` has come to the end.
    func digest() -> [UInt8]
}

/// Why a value is not what it seems, or no single value.
enum ValueDoubt: Hashable, Sendable {
    /// A number of so many digits that its last ones are gone, or may be.
    case roundedNumber
    /// A number in scientific notation.
    case scientificNumber
    /// A number that the sheet shows as a date.
    case date
    /// A formula's error, such as #N/A.
    case error
    /// An array of several elements, where one value is meant.
    case severalValues
    /// An object or array, where one value is meant.
    case notAValue

    /// What is wrong with the value in a column, nil where it does no harm there.
    func problem(_ column: Column, _ text: String) -> FieldProblem? {
        switch self {
        case .error:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "the cell has the error \(text) instead of a value; correct the formula and save the file again"
            )
        case .severalValues:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "there are several values here; name one by its position, such as payments#1.status, or by a member, such as "
                    + "references[type=inbound_id].value, or turn them into rows in the profile: rows: NAME"
            )
        case .notAValue:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "there is an object here; name one of its members, such as shipping.id"
            )
        case .roundedNumber where column.isCode:
            return FieldProblem(
                column,
                value: text,
                code: .roundedCode,
                "\(text) has more than 15 digits, and the spreadsheet keeps only 15; format the column "
                    + "as text and copy the codes again from their source"
            )
        case .scientificNumber where column.isCode: return CodeText.scientific(column, text)
        case .date where column.isCode:
            return FieldProblem(
                column,
                value: text,
                code: .roundedCode,
                "the spreadsheet turned this code into a date; format the column as text and copy the codes again "
                    + "from their source"
            )
        default: return nil
        }
    }
}
