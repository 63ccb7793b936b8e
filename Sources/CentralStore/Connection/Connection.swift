import Glibc
import Libpq

/// A connection to PostgreSQL. Values are bound, never written into a statement.
///
/// Unsafe in ways that this file and `QueryRows` contain. The connection's pointer is owned by this class and closed
/// once. Texts are passed with a zero byte at their end, and live until the call returns, because libpq copies them.
final class Connection {
    private let connection: OpaquePointer
    private let isInterrupted: () -> Bool

    /// - Throws: `unreachable`, `noRight` for a refused login, `oldServer`.
    init(_ address: CentralAddress, isInterrupted: @escaping () -> Bool = { false }) throws {
        self.isInterrupted = isInterrupted
        let keywords = address.options.map(\.keyword)
        let values = address.options.map(\.value)
        guard
            let opened = Self.withTexts(
                keywords,
                { keywords in Self.withTexts(values) { libpq_connect(keywords, $0) } }
            )
        else { throw CentralError(.unreachable, "there is not enough memory for a connection") }
        connection = opened
        guard libpq_status(opened) == UInt32(truncatingIfNeeded: libpq_connection_ok) else {
            // The connection is closed when this object ends, also after an error.
            throw Self.refusal(CText.line(libpq_error_message(opened)))
        }
        libpq_ignore_notices(opened)
    }

    deinit { libpq_finish(connection) }

    /// libpq gives no code for a connection that was not made.
    private static func refusal(_ message: String) -> CentralError {
        let isLogin =
            message.contains("authentication failed") || message.contains("no password supplied")
            || message.contains("pg_hba.conf") || message.contains("permission denied for database")
            || message.contains("role \"") && message.contains("does not exist")
        return CentralError(isLogin ? .noRight : .unreachable, message)
    }

    /// A value of a statement.
    enum Value {
        case integer(Int64?)
        case text(String?)
        case bytes([UInt8])
        case flag(Bool)

        fileprivate var text: String? {
            switch self {
            case .integer(let number): number.map { String($0) }
            case .text(let text): text
            case .bytes(let bytes): "\\x" + bytes.map(Self.digits).joined()
            case .flag(let flag): flag ? "t" : "f"
            }
        }

        private static func digits(_ byte: UInt8) -> String {
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }
    }

    /// Runs statements without values, all or none.
    func run(_ script: String) throws {
        try send(libpq_send_query(connection, script))
        _ = try results()
    }

    /// Runs a statement and returns its rows.
    @discardableResult
    func query(_ sql: String, _ values: [Value] = []) throws -> QueryRows {
        let texts = values.map(\.text)
        guard !texts.contains(where: { $0?.utf8.contains(0) ?? false }) else {
            throw CentralError(.badAddress, "a name has a zero byte, which PostgreSQL does not store")
        }
        try send(
            Self.withOptionalTexts(texts) {
                // The lengths are those of texts, and the rows come in binary form.
                libpq_send_query_params(connection, sql, Int32(clamping: texts.count), $0, nil, nil, 1)
            }
        )
        guard let rows = try results() else {
            throw CentralError(.refusedByServer, "the server gave no answer")
        }
        return rows
    }

    /// Runs a block in a transaction, which is rolled back if the block throws.
    ///
    /// - Throws: `lostAtCommit` if the connection ended while the transaction was committed.
    func transaction<T>(_ mode: String = "", _ body: () throws -> T) throws -> T {
        // Compiling a statement takes longer than running most of ours.
        try run("BEGIN \(mode); SET LOCAL jit = off")
        let result: T
        do {
            result = try body()
        } catch {
            // The server rolls back by itself if it cannot be told.
            try? rollBack()
            throw error
        }
        do {
            try run("COMMIT")
        } catch let error as CentralError where error.code == .unreachable {
            throw CentralError(
                .lostAtCommit,
                "the connection was lost while the work was committed; it may be done or not, and doing it again is safe"
            )
        }
        return result
    }

    /// Ends a transaction without its changes, even if the user interrupts.
    private func rollBack() throws {
        try send(libpq_send_query(connection, "ROLLBACK"))
        _ = try results(heedsInterrupts: false)
    }

    /// Copies rows into a table: `COPY ... FROM STDIN (FORMAT binary)`.
    func copy(_ sql: String, _ body: (inout CopyRows) throws -> Void) throws {
        try send(libpq_send_query(connection, sql))
        try waitForResult()
        guard let result = libpq_get_result(connection) else { throw lost() }
        let status = libpq_result_status(result)
        if status != UInt32(truncatingIfNeeded: libpq_copy_in) {
            let error = failure(result)
            libpq_clear(result)
            try drain()
            throw error
        }
        libpq_clear(result)
        do {
            var rows = CopyRows { [self] bytes in
                guard !isInterrupted() else { throw Self.interrupted }
                let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                guard libpq_put_copy_data(connection, start, Int32(clamping: bytes.count)) == 1 else {
                    throw lost()
                }
            }
            try body(&rows)
            try rows.finish()
        } catch {
            _ = libpq_put_copy_end(connection, "given up")
            try? drain()
            throw error
        }
        guard libpq_put_copy_end(connection, nil) == 1 else { throw lost() }
        _ = try results()
    }

    private static let interrupted = CentralError(.interrupted, "interrupted")

    // MARK: Answers

    private func send(_ isSent: Int32) throws {
        guard isSent == 1 else { throw lost() }
    }

    private func lost() -> CentralError {
        CentralError(.unreachable, CText.line(libpq_error_message(connection)))
    }

    /// The last result of what was sent, after all of it arrived.
    private func results(heedsInterrupts: Bool = true) throws -> QueryRows? {
        var last: QueryRows?
        var error: CentralError?
        while true {
            try waitForResult(heedsInterrupts: heedsInterrupts)
            guard let result = libpq_get_result(connection) else { break }
            let status = libpq_result_status(result)
            if status == UInt32(truncatingIfNeeded: libpq_command_ok)
                || status == UInt32(truncatingIfNeeded: libpq_tuples_ok)
            {
                last = QueryRows(result)
            } else {
                if error == nil, status != UInt32(truncatingIfNeeded: libpq_empty_query) {
                    error = failure(result)
                }
                libpq_clear(result)
            }
        }
        if let error { throw error }
        return last
    }

    private func drain() throws {
        while true {
            try waitForResult(heedsInterrupts: false)
            guard let result = libpq_get_result(connection) else { return }
            libpq_clear(result)
        }
    }

    /// Waits until a result can be taken without waiting. If the user interrupts, the server is asked to give up.
    private func waitForResult(heedsInterrupts: Bool = true) throws {
        var isCancelled = false
        while libpq_is_busy(connection) == 1 {
            var ready = pollfd(
                fd: libpq_socket(connection),
                events: Int16(truncatingIfNeeded: POLLIN),
                revents: 0
            )
            let count = poll(&ready, 1, 100)
            if count < 0, errno != EINTR { throw lost() }
            if count > 0, libpq_consume_input(connection) == 0 { throw lost() }
            if heedsInterrupts, !isCancelled, isInterrupted() {
                isCancelled = true
                libpq_cancel(connection)
            }
        }
        if isCancelled {
            try drain()
            throw Self.interrupted
        }
    }

    private func failure(_ result: OpaquePointer) -> CentralError {
        let state = CText.string(libpq_result_error_field(result, Self.stateField))
        let message = CText.line(libpq_result_error_field(result, Self.messageField))
        // Without a code the error is one of libpq itself: the connection is gone.
        guard !state.isEmpty else {
            return CentralError(.unreachable, CText.line(libpq_result_error_message(result)))
        }
        return CentralError(state: state, message: message)
    }

    /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`.
    private static let stateField = Int32(truncatingIfNeeded: UInt8(ascii: "C"))
    private static let messageField = Int32(truncatingIfNeeded: UInt8(ascii: "M"))

    // MARK: Texts for C

    /// Runs a block with a list of texts that ends with null.
    private static func withTexts<T>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
    ) -> T {
        withOptionalTexts(texts.map(Optional.some) + [nil], body)
    }

    private static func withOptionalTexts<T>(
        _ texts: [String?],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
    ) -> T {
        let copies = texts.map { $0.map { strdup($0) } ?? nil }
        defer { for copy in copies { free(copy) } }
        return copies.map { $0.map { UnsafePointer($0) } }.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
