import GRDB
import GRDBSQLite
import Glibc
import Synchronization

/// A prepared statement used through SQLite's C interface, for code that runs once per event.
///
/// Unsafe in two ways that this file contains. The connection's pointer is borrowed from a `Database` that must
/// outlive the statement, which holds because both live within one access. SQLite gets the address of bound texts,
/// which are copied into memory that the statement owns until it is reset. So every text is bound again for every
/// run.
final class RowStatement {
    /// Owns the statement, and frees it.
    private let prepared: GRDB.Statement
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    /// Whether the connection caches the statement for the next use of the same text.
    private let isKept: Bool

    /// The addresses of the cached statements that are in use, of all connections.
    private static let inUse = Mutex<Set<Int>>([])

    /// Memory for the texts bound for one run, so that SQLite need not copy each.
    private let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: scratchBytes)
    private var scratchUsed = 0
    private static let scratchBytes = 2048

    /// The error if SQLite did not accept a value. Otherwise the statement would run with null.
    private var bindCode = SQLITE_OK

    /// The first column that was read as a wrong type. SQLite would read a text as the number 0.
    private var strayColumn: Int32?

    /// SQLite copies texts bound this way: those too long for the scratch memory.
    // proven: SQLite's own mark, which it never calls.
    static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Uses the cached statement of this text, or a new one if it is in use.
    ///
    /// Preparing often costs more than running, and the parts of one import use the same statements.
    init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else {
            throw LedgerError(.unexpected, "the ledger's connection is closed")
        }
        let kept = try database.cachedStatement(sql: sql)
        isKept = Self.inUse.withLock { $0.insert(Int(bitPattern: kept.sqliteStatement)).inserted }
        prepared = isKept ? kept : try database.makeStatement(sql: sql)
        statement = prepared.sqliteStatement
        self.connection = connection
    }

    deinit {
        if isKept {
            // Nothing may stay bound to memory that is freed here.
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
            let address = Int(bitPattern: statement)
            _ = Self.inUse.withLock { $0.remove(address) }
        }
        scratch.deallocate()
    }

    /// Runs a statement without result rows and resets it.
    func run() throws {
        defer { reset() }
        let code = step()
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw Self.error(code, connection, sql) }
    }

    /// Steps to the next row. Returns false at the end and resets the statement.
    ///
    /// - Throws: `damaged` if a value read since the last call had a wrong type.
    func next() throws -> Bool {
        try checkTypes()
        let code = step()
        if code == SQLITE_ROW { return true }
        reset()
        guard code == SQLITE_DONE else { throw Self.error(code, connection, sql) }
        return false
    }

    /// Checks the types of the values read so far. `next` does it too, so only code that does not step on needs it.
    ///
    /// The tables are STRICT, but a file changed by hand or by a broken disk may contain any type anywhere.
    ///
    /// - Throws: `damaged`.
    func checkTypes() throws {
        guard let strayColumn else { return }
        let name =
            sqlite3_column_name(statement, strayColumn).map { String(terminated: $0) } ?? "\(strayColumn + 1)"
        reset()
        throw LedgerError(.damaged, "a value in column \(name) has the wrong type; run verify")
    }

    private func step() -> Int32 { bindCode == SQLITE_OK ? sqlite3_step(statement) : bindCode }

    /// The number in the first column of the first row; nil if there is no row or it is null. Further rows are not
    /// read.
    func onlyInteger() throws -> Int64? {
        defer { reset() }
        guard try next() else { return nil }
        let number = optionalInteger(0)
        try checkTypes()
        return number
    }

    /// Skips the remaining rows.
    func reset() {
        bindCode = SQLITE_OK
        strayColumn = nil
        sqlite3_reset(statement)
        scratchUsed = 0
    }

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index, value) }

    func bind(_ value: Int64?, at index: Int32) {
        if let value {
            sqlite3_bind_int64(statement, index, value)
        } else {
            sqlite3_bind_null(statement, index)
        }
    }

    func bind(_ text: String, at index: Int32) {
        var text = text
        text.withUTF8 { bind(copying: $0, at: index) }
    }

    /// Binds UTF-8 bytes, which are copied.
    func bind(copying bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
        guard scratchUsed + bytes.count <= Self.scratchBytes else {
            let code = bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(
                    statement,
                    index,
                    characters.baseAddress,
                    Int32(clamping: characters.count),
                    Self.transient
                )
            }
            if code != SQLITE_OK { bindCode = code }
            return
        }
        let copy = scratch + scratchUsed
        if let start = bytes.baseAddress { copy.update(from: start, count: bytes.count) }
        scratchUsed += bytes.count
        copy.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
            _ = sqlite3_bind_text(statement, index, characters, Int32(clamping: bytes.count), nil)
        }
    }

    /// Binds UTF-8 bytes that stay in place until the statement was run.
    func bind(text bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
        guard let start = bytes.baseAddress else { return bind("", at: index) }
        start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { characters in
            _ = sqlite3_bind_text(statement, index, characters, Int32(clamping: bytes.count), nil)
        }
    }

    func bindNull(at index: Int32) { sqlite3_bind_null(statement, index) }

    func bind(_ text: String?, at index: Int32) {
        if let text { bind(text, at: index) } else { sqlite3_bind_null(statement, index) }
    }

    func bind(blob bytes: [UInt8], at index: Int32) {
        let code = bytes.withUnsafeBytes { buffer in
            buffer.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : sqlite3_bind_blob(
                    statement,
                    index,
                    buffer.baseAddress,
                    Int32(clamping: buffer.count),
                    Self.transient
                )
        }
        if code != SQLITE_OK { bindCode = code }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// A whole number; 0 for null.
    func integer(_ column: Int32) -> Int64 {
        let type = sqlite3_column_type(statement, column)
        if type == SQLITE_INTEGER { return sqlite3_column_int64(statement, column) }
        if type != SQLITE_NULL { noteStray(column) }
        return 0
    }

    private func noteStray(_ column: Int32) { strayColumn = strayColumn ?? column }

    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// The text, copied from the row's bytes. Asking for text would make SQLite copy it first to append a zero, and
    /// return nothing if it lacked memory.
    func text(_ column: Int32) -> String {
        let type = sqlite3_column_type(statement, column)
        if type != SQLITE_TEXT, type != SQLITE_NULL { noteStray(column) }
        return shownText(column)
    }

    /// A value of any type as text, for a message about a damaged file.
    func shownText(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_blob(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// Whether a text has these bytes; null has none.
    func text(_ column: Int32, hasBytes bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let own = sqlite3_column_text(statement, column) else { return bytes.isEmpty }
        guard Int(sqlite3_column_bytes(statement, column)) == bytes.count else { return false }
        guard let start = bytes.baseAddress else { return true }
        return memcmp(own, start, bytes.count) == 0
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Runs a block with the bytes of a blob, which are valid until it ends; nil for a value of another type.
    func withBlob<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
        guard sqlite3_column_type(statement, column) == SQLITE_BLOB else { return try body(nil) }
        let start = sqlite3_column_blob(statement, column)
        return try body(
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        )
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
        return Array(
            UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column)))
        )
    }

    private var sql: String { sqlite3_sql(statement).map { String(terminated: $0) } ?? "" }

    private static func error(_ code: Int32, _ connection: OpaquePointer, _ sql: String) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(terminated: sqlite3_errmsg(connection)),
            sql: sql
        )
    }
}
