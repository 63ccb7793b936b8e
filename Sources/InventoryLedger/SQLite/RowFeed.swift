import GRDB
import GRDBSQLite

/// A query whose rows SQLite passes from its own loop, for reading millions of rows.
///
/// Stepping through rows and columns costs more than reading them. Passing the columns as arguments of an aggregate
/// function costs a third less.
///
/// Unsafe in ways that this file contains. The connection's pointer is borrowed from a `Database` that must outlive
/// the feed, which holds because both live within one access. The receiver is passed to SQLite as a pointer with a
/// type of its own, which SQL cannot forge, and it is alive while the query runs. A row is valid only until its block
/// returns.
final class RowFeed {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    /// Registers the function on a connection. Without a receiver it does nothing.
    static func register(_ connection: OpaquePointer) -> Int32 {
        sqlite3_create_function_v2(
            connection,
            "feed",
            -1,
            SQLITE_UTF8 | SQLITE_DIRECTONLY,
            nil,
            nil,
            { context, _, values in RowFeed.take(context, values) },
            { context in sqlite3_result_null(context) },
            nil
        )
    }

    /// - Parameters:
    ///   - columns: the columns to pass.
    ///   - source: `FROM` and the rest; without grouping, order and numbered parameters.
    init(_ database: Database, _ columns: String, _ source: String) throws {
        guard let connection = database.sqliteConnection else {
            throw LedgerError(.unexpected, "the ledger's connection is closed")
        }
        let sql = "SELECT feed(?, \(columns)) \(source)"
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection,
            sql,
            -1,
            UInt32(bitPattern: SQLITE_PREPARE_PERSISTENT),
            &prepared,
            nil
        )
        guard code == SQLITE_OK, let prepared else { throw Self.error(code, connection, sql) }
        statement = prepared
        self.connection = connection
    }

    deinit { sqlite3_finalize(statement) }

    /// Binds a parameter of the query, from 1.
    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index + 1, value) }

    /// Binds a text, which SQLite copies.
    func bind(_ text: String, at index: Int32) throws {
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(
                    statement,
                    index + 1,
                    characters.baseAddress,
                    Int32(clamping: characters.count),
                    RowStatement.transient
                )
            }
        }
        guard code == SQLITE_OK else { throw Self.error(code, connection, "bind") }
    }

    /// Passes every row, in SQLite's order.
    func forEachRow(_ body: (FedRow) throws -> Void) throws {
        try withoutActuallyEscaping(body) { body in
            let receiver = Receiver(body)
            defer {
                sqlite3_reset(statement)
                sqlite3_bind_null(statement, 1)
            }
            try withExtendedLifetime(receiver) {
                sqlite3_bind_pointer(
                    statement,
                    1,
                    Unmanaged.passUnretained(receiver).toOpaque(),
                    Self.pointerTypeName,
                    nil
                )
                let code = sqlite3_step(statement)
                if let error = receiver.error { throw error }
                guard code == SQLITE_ROW || code == SQLITE_DONE else {
                    throw Self.error(code, connection, String(terminated: sqlite3_sql(statement)))
                }
            }
        }
    }

    /// Receives the rows of one run, and the error of its block.
    private final class Receiver {
        let body: (FedRow) throws -> Void
        var error: (any Error)?

        init(_ body: @escaping (FedRow) throws -> Void) { self.body = body }
    }

    /// SQLite keeps the address of this name while the pointer is bound, so it must be static.
    private static let pointerType: StaticString = "tarima.row_feed"
    private static var pointerTypeName: UnsafePointer<CChar> {
        UnsafeRawPointer(pointerType.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private static func take(_ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?) {
        guard let values, let pointer = sqlite3_value_pointer(values[0], pointerTypeName) else { return }
        Unmanaged<Receiver>.fromOpaque(pointer)._withUnsafeGuaranteedRef { receiver in
            do {
                try receiver.body(FedRow(values: values))
            } catch {
                receiver.error = error
                sqlite3_result_error(context, "the row was refused", -1)
            }
        }
    }

    private static func error(_ code: Int32, _ connection: OpaquePointer, _ sql: String) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(terminated: sqlite3_errmsg(connection)),
            sql: sql
        )
    }
}

/// Queries that are prepared once, however often they run. None runs within itself.
final class RowFeeds {
    private let database: Database
    private var feeds: [String: RowFeed] = [:]

    init(_ database: Database) { self.database = database }

    /// The query with these columns and this source; see `RowFeed`.
    func feed(_ columns: String, _ source: String) throws -> RowFeed {
        let text = columns + " " + source
        if let known = feeds[text] { return known }
        let feed = try RowFeed(database, columns, source)
        feeds[text] = feed
        return feed
    }
}

/// The columns of a row, from 0, while its block runs.
struct FedRow {
    fileprivate let values: UnsafeMutablePointer<OpaquePointer?>

    func integer(_ column: Int) -> Int64 { sqlite3_value_int64(values[column + 1]) }

    /// The row without the columns before one, which becomes column 0.
    func from(_ column: Int) -> FedRow { FedRow(values: values + column) }

    /// A whole number; nil for null.
    ///
    /// - Throws: `damaged` for a value of another type, which SQLite would read as some number.
    func number(_ column: Int, _ name: @autoclosure () -> String) throws -> Int64? {
        switch sqlite3_value_type(values[column + 1]) {
        case SQLITE_INTEGER: return sqlite3_value_int64(values[column + 1])
        case SQLITE_NULL: return nil
        default: throw Self.stray(name())
        }
    }

    /// Passes the bytes of a text; none for null.
    ///
    /// - Throws: `damaged` for a value of another type.
    func withText(
        _ column: Int,
        _ name: @autoclosure () -> String,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws {
        let type = sqlite3_value_type(values[column + 1])
        guard type == SQLITE_TEXT || type == SQLITE_NULL else { throw Self.stray(name()) }
        let bytes = sqlite3_value_text(values[column + 1])
        body(UnsafeBufferPointer(start: bytes, count: Int(sqlite3_value_bytes(values[column + 1]))))
    }

    private static func stray(_ column: String) -> LedgerError {
        LedgerError(.damaged, "a value in column \(column) has the wrong type; run verify")
    }

    func isNull(_ column: Int) -> Bool { sqlite3_value_type(values[column + 1]) == SQLITE_NULL }

    /// The length of a text in bytes; 0 if there is none.
    func byteCount(_ column: Int) -> Int { Int(sqlite3_value_bytes(values[column + 1])) }

    /// Whether a text has no characters, or there is none.
    func isEmpty(_ column: Int) -> Bool { byteCount(column) == 0 }

    /// The bytes of a blob, valid while the row's block runs; nil for a value of another type.
    func blob(_ column: Int) -> UnsafeRawBufferPointer? {
        let value = values[column + 1]
        guard sqlite3_value_type(value) == SQLITE_BLOB else { return nil }
        return UnsafeRawBufferPointer(
            start: sqlite3_value_blob(value),
            count: Int(sqlite3_value_bytes(value))
        )
    }

    func text(_ column: Int) -> String {
        guard let bytes = sqlite3_value_text(values[column + 1]) else { return "" }
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Whether a text has these bytes. Null counts as an empty text.
    func text(_ column: Int, hasBytes bytes: [UInt8]) -> Bool {
        let own = sqlite3_value_text(values[column + 1])
        guard Int(sqlite3_value_bytes(values[column + 1])) == bytes.count else { return false }
        guard let own else { return bytes.isEmpty }
        return bytes.withUnsafeBytes {
            $0.elementsEqual(UnsafeRawBufferPointer(start: own, count: bytes.count))
        }
    }

    /// Replaces bytes by those of a text. Null counts as an empty text.
    func copyText(_ column: Int, to bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        guard let own = sqlite3_value_text(values[column + 1]) else { return }
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        bytes.append(contentsOf: UnsafeBufferPointer(start: own, count: count))
    }

    /// Passes the bytes of a value of any type; none for null.
    func withBytes(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        body(bytes(column))
    }

    /// The hash of a text's bytes. Null counts as an empty text.
    func textHash(_ column: Int) -> UInt64 { TextHash.hash(bytes(column)) }

    /// Two hashes of a text's bytes; see `TextHash`. Null counts as an empty text.
    func textHashes(_ column: Int) -> (UInt64, UInt64) { TextHash.hashes(bytes(column)) }

    private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let bytes = sqlite3_value_text(values[column + 1])
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        return UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    }

    /// Adds the bytes of a text and its end to a hash. Null counts as an empty text.
    func hash(_ column: Int, into hasher: inout Hasher) {
        let bytes = sqlite3_value_text(values[column + 1])
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        hasher.combine(bytes: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
        hasher.combine(count)
    }
}
