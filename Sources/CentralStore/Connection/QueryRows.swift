import InventoryLedger
import Libpq

/// The rows of a statement's answer, in binary form.
///
/// Safe because the result is owned by this class and freed once, and a place outside of it is refused.
final class QueryRows {
    private let result: OpaquePointer
    let count: Int
    private let columns: Int

    /// Takes the result over.
    init(_ result: OpaquePointer) {
        self.result = result
        count = Int(libpq_ntuples(result))
        columns = Int(libpq_nfields(result))
    }

    deinit { libpq_clear(result) }

    subscript(_ row: Int) -> QueryRow { QueryRow(rows: self, row: row) }

    /// All rows, from the first.
    var all: [QueryRow] { (0..<count).map { self[$0] } }

    /// The bytes of a value; nil for null.
    fileprivate func bytes(_ row: Int, _ column: Int) throws -> UnsafeRawBufferPointer? {
        guard 0..<count ~= row, 0..<columns ~= column else {
            throw CentralError(.damaged, "the store's answer has too few values")
        }
        let (row, column) = (Int32(clamping: row), Int32(clamping: column))
        if libpq_getisnull(result, row, column) != 0 { return nil }
        return UnsafeRawBufferPointer(
            start: libpq_getvalue(result, row, column),
            count: Int(libpq_getlength(result, row, column))
        )
    }
}

/// A row of an answer.
struct QueryRow: RecordedRow {
    fileprivate let rows: QueryRows
    fileprivate let row: Int

    /// A whole number of one to eight bytes, or a flag; nil for null.
    func integer(_ column: Int) throws -> Int64? {
        guard let bytes = try rows.bytes(row, column) else { return nil }
        guard 1...8 ~= bytes.count else {
            throw CentralError(.damaged, "the store's answer has a value that is not a number")
        }
        let isNegative = bytes.count > 1 && bytes[0] >= 0x80
        return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
        let bytes = try rows.bytes(row, column)
        return try withExtendedLifetime(rows) { try body(bytes) }
    }

    /// A number that the store always has.
    func number(_ column: Int) throws -> Int64 {
        guard let number = try integer(column) else { throw Self.missing }
        return number
    }

    /// A text that the store always has.
    func string(_ column: Int) throws -> String {
        guard let text = try text(column) else { throw Self.missing }
        return text
    }

    /// Bytes that the store always has.
    func digest(_ column: Int) throws -> [UInt8] {
        guard let bytes = try bytes(column) else { throw Self.missing }
        return bytes
    }

    private static let missing = CentralError(.damaged, "the store's answer lacks a value")
}
