import InventoryLedger

/// A row of a file for the mapper: delimited text, a JSON record or a row of a sheet.
protocol TableRow: ~Copyable {
    /// The physical line, index or sheet row, from 1.
    var line: Int64 { get }
    var fieldCount: Int { get }
    /// A value as UTF-8.
    func field(_ index: Int) -> ArraySlice<UInt8>
    func isFieldEmpty(_ index: Int) -> Bool
    /// A doubt that the file itself raises about a value; nil in plain text.
    func doubt(_ index: Int) -> ValueDoubt?
    /// Runs a block on the row's fields in place; nil if they are not stored as text.
    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T?
}

extension TableRow where Self: ~Copyable {
    @inline(__always) func doubt(_ index: Int) -> ValueDoubt? { nil }
    @inline(__always) func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? { nil }
}

/// The result of moving to the next row.
enum RowStep {
    case row
    /// A row that cannot be read; its text is in `rawRow`.
    case badRow(RowProblem)
    case end
}

/// Reads rows one by one, and is the current row itself.
protocol RowReader: TableRow, ~Copyable {
    /// Moves to the next row that is not blank.
    mutating func next() throws -> RowStep
    /// The current row's text, stored if the row is rejected.
    var rawRow: [UInt8] { get }
    var rawRowCount: Int { get }
    /// Warnings about the file as a whole, each reported once.
    mutating func takeWarnings() -> [RowProblem]
    /// The SHA-256 of the file's bytes, after `next` has reached the end.
    func digest() -> [UInt8]
}
