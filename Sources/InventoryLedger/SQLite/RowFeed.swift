import GRDB
import GRDBSQLite

/// A query whose rows SQLite hands over from inside its own loop, for the paths that read rows by the million.
///
/// Stepping from row to row and asking for each column costs more than reading the row does. As the arguments of an
/// aggregate function the same columns cost two thirds of that.
///
/// Unsafe in the ways that this file keeps inside: the connection's pointer is borrowed from a `Database` that must
/// outlive the feed, which holds since both live within one access to it; the receiver of the rows is passed to SQLite
/// as a pointer of a type of its own, which no SQL can make up, and is kept alive while the query runs; and a row is
/// valid only until the block that it was handed to returns.
final class RowFeed {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    /// Makes the function known to a connection. It does nothing for anyone who has no receiver.
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
    ///   - columns: what is handed over of each row.
    ///   - source: `FROM` and what follows; no grouping, no order, no numbered parameters.
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

    /// Binds a text, of which SQLite makes a copy.
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

    /// Hands over every row, in the order in which SQLite comes upon them.
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

    /// Who takes the rows of one run, and what went wrong with them.
    private final class Receiver {
        let body: (FedRow) throws -> Void
        var error: (any Error)?

        init(_ body: @escaping (FedRow) throws -> Void) { self.body = body }
    }

    /// SQLite keeps the address of this name for as long as the pointer is bound: it must be a constant of the program.
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

/// The columns of a row, from 0, while it is handed over.
struct FedRow {
    fileprivate let values: UnsafeMutablePointer<OpaquePointer?>

    func integer(_ column: Int) -> Int64 { sqlite3_value_int64(values[column + 1]) }

    func isNull(_ column: Int) -> Bool { sqlite3_value_type(values[column + 1]) == SQLITE_NULL }

    func text(_ column: Int) -> String {
        guard let bytes = sqlite3_value_text(values[column + 1]) else { return "" }
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Adds the bytes of a text, and where it ends, to a hash; of nothing, those of an empty text.
    func hash(_ column: Int, into hasher: inout Hasher) {
        let bytes = sqlite3_value_text(values[column + 1])
        let count = Int(sqlite3_value_bytes(values[column + 1]))
        hasher.combine(bytes: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
        hasher.combine(count)
    }
}
