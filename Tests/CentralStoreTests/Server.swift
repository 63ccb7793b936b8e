import CentralStore
import Foundation
import InventoryLedger
import Synchronization
import TestSupport
import Testing

/// A throw-away PostgreSQL for tests, on a socket in a folder of its own.
// Unchecked, and safe: the process and its pipe are only used to end it.
final class Server: @unchecked Sendable {
    /// The server that most tests share, each with books of its own; nil on a machine without PostgreSQL.
    static let shared: Server? = {
        guard let server = try? Server.started() else { return nil }
        guard (try? CentralStore.prepare(server.address())) != nil else { return nil }
        return server
    }()

    static let skipped: Comment =
        "PostgreSQL is not installed: apt-get install postgresql-15, and these tests start one of their own"

    private let place: TemporaryFolder
    private let script: Process
    private let input: Pipe

    /// Where the programs of PostgreSQL are; the newest first.
    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.filter { $0 >= 15 }.sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// Starts a server; nil if it is not installed.
    static func started() throws -> Server? {
        guard let programs else { return nil }
        return try Server(programs)
    }

    /// PostgreSQL refuses to run as root, so root runs it as the user that its package made.
    private init(_ programs: String) throws {
        place = try TemporaryFolder()
        // Only root may give files away.
        let isRoot =
            (try? FileManager.default.setAttributes(
                [.ownerAccountName: "postgres"],
                ofItemAtPath: place.path
            )) != nil
        let server = """
            cd "$2" && "$1/initdb" -D data -A trust -U postgres --no-locale -E UTF8 >log 2>&1 || exit 1
            "$1/postgres" -D data -k "$2" -c listen_addresses= -c fsync=off -c max_connections=60 >>log 2>&1 &
            cat >/dev/null
            kill -QUIT $!
            wait
            rm -rf "$2"
            """
        script = Process()
        input = Pipe()
        let words = ["/bin/sh", "-c", server, "server", programs, place.path]
        if isRoot {
            script.executableURL = URL(fileURLWithPath: "/usr/sbin/runuser")
            script.arguments = ["-u", "postgres", "--"] + words
        } else {
            script.executableURL = URL(fileURLWithPath: words[0])
            script.arguments = Array(words.dropFirst())
        }
        script.environment = PlainEnvironment.variables
        // The server ends with the tests, however they end: the pipe is then closed.
        script.standardInput = input
        try script.run()
        try waitUntil("PostgreSQL starts in \(folder)") {
            guard script.isRunning else { throw NoServer() }
            return (try? sql("SELECT 1")) != nil
        }
    }

    struct NoServer: Error {}

    /// Ends the server as a loss of power would.
    func kill() {
        try? input.fileHandleForWriting.close()
        script.waitUntilExit()
    }

    deinit { kill() }

    private var folder: String { place.path }

    /// The store of this server, for a role.
    func address(_ role: String = "postgres", named name: String = "test") throws -> CentralAddress {
        try CentralAddress(text(role) + " application_name=\(name)")
    }

    /// A connection to the store.
    func store(_ role: String = "postgres", named name: String = "test") throws -> CentralStore {
        try CentralStore(address(role, named: name))
    }

    /// Ends the connections with a name.
    func cut(_ name: String) throws {
        try sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(name)'")
    }

    /// A connection string for programs.
    func text(_ role: String = "postgres") -> String { "host=\(folder) dbname=postgres user=\(role)" }

    /// Runs SQL through PostgreSQL's own program and returns its rows, with values separated by |.
    @discardableResult
    func sql(_ text: String, as role: String = "postgres") throws -> String {
        let psql = Process()
        psql.executableURL = URL(fileURLWithPath: "\(Self.programs ?? "")/psql")
        psql.arguments = [
            "-h", folder, "-U", role, "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
        ]
        let (questions, answers) = (Pipe(), Pipe())
        psql.standardInput = questions
        psql.standardOutput = answers
        psql.standardError = answers
        psql.environment = PlainEnvironment.variables
        try psql.run()
        try questions.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try questions.fileHandleForWriting.close()
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
        let name = "book-\(number)"
        try CentralStore(address()).makeBook(name, settings: LedgerSettings(timeZone: zone))
        return name
    }
}
