import CentralStore
import Foundation
import InventoryLedger
import Synchronization
import TestSupport
import Testing

/// A PostgreSQL for tests: a throw-away one on a socket in a folder of its own, or one that the environment names.
final class Server: Sendable {
    /// The server that most tests share, each with books of its own; nil on a machine without PostgreSQL.
    static let shared: Server? = {
        // A named server that cannot be reached fails every test, instead of skipping them.
        if let namedCentralStore { return Server(named: namedCentralStore) }
        guard let server = try? Server.started() else { return nil }
        guard (try? CentralStore.prepare(server.address())) != nil else { return nil }
        return server
    }()

    static let skipped: Comment =
        "PostgreSQL is not installed: apt-get install postgresql-15, and these tests start one of their own"

    /// Whether a server can be started here.
    static var isInstalled: Bool { ServerKeeper.programs != nil }

    /// What starts and ends the server; nil for a named one.
    private let keeper: ServerKeeper?
    /// A connection string without a role.
    private let place: String
    /// Makes the names of books unique in a store that is used again.
    private let before: Int

    private init(named text: String) {
        keeper = nil
        place = text
        let isDistributed = (try? Self.psql(text, "SELECT FROM pg_extension WHERE extname = 'citus'")) == "1"
        _ = try? CentralStore.prepare(CentralAddress(text), isDistributed: isDistributed)
        before = (try? Self.psql(text, "SELECT count(*) FROM tarima.book")).flatMap { Int($0) } ?? 0
    }

    private init(_ keeper: ServerKeeper) {
        self.keeper = keeper
        place = "host=\(keeper.folder) port=\(keeper.port) dbname=postgres"
        before = 0
    }

    /// Starts a server; nil if it is not installed.
    ///
    /// - Parameters:
    ///   - options: further options of the server.
    ///   - prepare: runs in its data folder before it starts, as the user that owns it.
    static func started(options: String = "-c listen_addresses=", prepare: String = ":") throws -> Server? {
        guard let keeper = try ServerKeeper(options: options, prepare: prepare) else { return nil }
        let server = Server(keeper)
        try server.start()
        return server
    }

    /// Starts a server with a store of its own; nil if it is not installed.
    static func ownStore() throws -> Server? {
        guard let server = try started() else { return nil }
        try CentralStore.prepare(server.address())
        return server
    }

    /// Starts the server, if it does not run.
    func start() throws {
        try waitUntil("PostgreSQL starts in \(place)") {
            // One that was killed leaves what only ends with its last process, so it may take several attempts.
            try keeper?.tell("start")
            return (try? sql("SELECT 1")) != nil
        }
    }

    /// Kills all of its processes.
    func kill() throws { try keeper?.tell("kill") }

    /// Ends it at once, as a loss of power would.
    func stop() throws { try keeper?.tell("stop") }

    /// Keeps a copy of what it has. It must not run.
    func save() throws { try keeper?.tell("save") }

    /// Brings the copy back. It must not run.
    func restore() throws { try keeper?.tell("restore") }

    /// The folder of the server's files.
    var folder: String { keeper?.folder ?? "" }
    /// Its port.
    var port: Int { keeper?.port ?? 0 }

    /// A connection string for programs.
    func text(_ role: String = "postgres") -> String {
        keeper == nil && role == "postgres" ? place : place + " user=\(role)"
    }

    /// The store of this server, for a role.
    func address(_ role: String = "postgres", named name: String = "test") throws -> CentralAddress {
        try CentralAddress(text(role) + " application_name=\(name)")
    }

    /// A connection to the store.
    func store(_ role: String = "postgres", named name: String = "test") throws -> CentralStore {
        try CentralStore(address(role, named: name))
    }

    /// Verifies a book from what the store has.
    func verify(book: String) throws -> CentralStore.Verification {
        try store().verify(book: book) { body in
            let folder = try TemporaryFolder()
            try body(folder.file("one.ledger"))
        }
    }

    /// Ends the connections with a name.
    func cut(_ name: String) throws {
        try sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
    }

    /// Runs SQL through PostgreSQL's own program and returns its rows, with values separated by |.
    @discardableResult
    func sql(_ text: String, as role: String = "postgres") throws -> String {
        try Self.psql(self.text(role), text)
    }

    private static func psql(_ place: String, _ text: String) throws -> String {
        let psql = Process()
        psql.executableURL = URL(fileURLWithPath: "\(ServerKeeper.programs ?? "/usr/bin")/psql")
        // Not through a pipe: one that cannot connect ends before it reads, and a write would end the tests.
        psql.arguments = ["-d", place, "-X", "-q", "-A", "-t", "-c", text]
        let answers = Pipe()
        psql.standardInput = FileHandle.nullDevice
        psql.standardOutput = answers
        psql.standardError = answers
        psql.environment = PlainEnvironment.variables
        try psql.run()
        let said = answers.fileHandleForReading.readDataToEndOfFile()
        psql.waitUntilExit()
        let result = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard psql.terminationStatus == 0 else { throw Refused(description: result) }
        return result
    }

    struct Refused: Error, CustomStringConvertible { let description: String }

    private static let books = Mutex(0)

    /// A new book with a name of its own.
    func newBook(zone: String = "America/Mexico_City") throws -> String {
        let number = Self.books.withLock { count in
            count += 1
            return count
        }
        let name = "book-\(before + number)"
        try CentralStore(address()).makeBook(name, settings: LedgerSettings(timeZone: zone))
        return name
    }
}
