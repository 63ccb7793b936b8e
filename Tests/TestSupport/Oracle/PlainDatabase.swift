import GRDBSQLite
import SQLiteSettings

/// A value in SQLite.
public enum PlainValue: Hashable, Sendable, CustomStringConvertible {
    case null
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])

    public var description: String {
        switch self {
        case .null: "null"
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes):
            "x'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "'"
        }
    }

    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The bytes of a text or a blob.
    var bytes: [UInt8]? {
        switch self {
        case .text(let bytes), .blob(let bytes): bytes
        case .null, .integer, .real: nil
        }
    }
}

/// A SQLite file, read through SQLite's C interface only.
///
/// The one unsafe part of the oracle: pointers passed to SQLite live as long as this object, and memory that SQLite
/// returns is copied before the next call.
public final class PlainDatabase {
    public struct Failure: Error, CustomStringConvertible {
        let code: Int32
        let message: String
        public var description: String { "\(message) (\(code))" }
    }

    private let connection: OpaquePointer

    /// Opens an existing file. Closing it does not change its write-ahead log.
    public init(path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        guard let opened else { throw Failure(code: code, message: "cannot open \(path)") }
        connection = opened
        guard code == SQLITE_OK, sqlite_settings_apply(opened) == SQLITE_OK else { throw failure() }
        sqlite3_busy_timeout(opened, 5000)
        try run("PRAGMA temp_store = MEMORY")
    }

    deinit { sqlite3_close_v2(connection) }

    /// Passes every row of a query to a block.
    func forEach(_ sql: String, _ parameters: [PlainValue] = [], _ body: ([PlainValue]) throws -> Void)
        throws
    {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
            throw failure()
        }
        defer { sqlite3_finalize(prepared) }
        for (index, value) in parameters.enumerated() { bind(value, to: prepared, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(prepared) {
            case SQLITE_ROW:
                try body((0..<sqlite3_column_count(prepared)).map { Self.value(prepared, $0) })
            case SQLITE_DONE: return
            default: throw failure()
            }
        }
    }

    public func rows(_ sql: String, _ parameters: [PlainValue] = []) throws -> [[PlainValue]] {
        var rows: [[PlainValue]] = []
        try forEach(sql, parameters) { rows.append($0) }
        return rows
    }

    func run(_ sql: String, _ parameters: [PlainValue] = []) throws { try forEach(sql, parameters) { _ in } }

    private func bind(_ value: PlainValue, to statement: OpaquePointer, at index: Int32) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .real(let value): sqlite3_bind_double(statement, index, value)
        case .text(let bytes):
            bytes.withUnsafeBytes { buffer in
                let start = buffer.bindMemory(to: CChar.self).baseAddress
                _ = sqlite3_bind_text(statement, index, start, Int32(buffer.count), transient)
            }
        case .blob(let bytes):
            bytes.withUnsafeBytes { buffer in
                _ = sqlite3_bind_blob(statement, index, buffer.baseAddress, Int32(buffer.count), transient)
            }
        }
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> PlainValue {
        func bytes(_ start: UnsafeRawPointer?) -> [UInt8] {
            guard let start else { return [] }
            return Array(
                UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
            )
        }
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            return .text(bytes(sqlite3_column_text(statement, column).map { UnsafeRawPointer($0) }))
        case SQLITE_BLOB: return .blob(bytes(sqlite3_column_blob(statement, column)))
        default: return .null
        }
    }

    private func failure() -> Failure {
        Failure(
            code: sqlite3_extended_errcode(connection),
            message: String(cString: sqlite3_errmsg(connection))
        )
    }
}
