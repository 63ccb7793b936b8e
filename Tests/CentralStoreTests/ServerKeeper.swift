import Foundation
import Glibc
import Synchronization
import TestSupport

/// Starts and ends a PostgreSQL in a folder of its own. It ends with the tests, however they end.
// Unchecked, and safe: the process and its pipes are used under the lock.
final class ServerKeeper: @unchecked Sendable {
    /// Where the programs of PostgreSQL are; the newest first.
    static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.filter { $0 >= 15 }.sorted().last.map { "\(root)/\($0)/bin" }
    }()

    /// The folder of the server's files.
    var folder: String { place.path }
    /// Its port, which also names its socket.
    let port: Int

    private let place: TemporaryFolder
    private let script = Process()
    private let words = Pipe()
    private let answers = Pipe()
    private let lock = Mutex(())

    /// Makes a data folder. Nil if PostgreSQL is not installed.
    ///
    /// - Parameters:
    ///   - options: further options of the server.
    ///   - prepare: runs in the data folder before the server starts, as the user that owns it.
    init?(options: String, prepare: String) throws {
        guard let programs = Self.programs else { return nil }
        place = try TemporaryFolder()
        port = try Self.freePort()
        // PostgreSQL refuses to run as root, so root runs it as the user that its package made. Only root may give
        // files away.
        let isRoot =
            (try? FileManager.default.setAttributes(
                [.ownerAccountName: "postgres"],
                ofItemAtPath: place.path
            )) != nil
        let arguments =
            ["/bin/sh", "-c", Self.keeping, "server", programs, place.path, String(port), options, prepare]
        if isRoot {
            script.executableURL = URL(fileURLWithPath: "/usr/sbin/runuser")
            script.arguments = ["-u", "postgres", "--"] + arguments
        } else {
            script.executableURL = URL(fileURLWithPath: arguments[0])
            script.arguments = Array(arguments.dropFirst())
        }
        script.environment = PlainEnvironment.variables
        // The pipe is closed when the tests end.
        script.standardInput = words
        script.standardOutput = answers
        // Nobody waits for a server that outlives the tests for a moment.
        script.standardError = FileHandle.nullDevice
        try script.run()
        guard answer() == "ready" else { throw NoServer() }
    }

    private static let keeping = """
        bin=$1 dir=$2 port=$3 options=$4
        server=
        cd "$dir" && "$bin/initdb" -D data -A trust -U postgres --no-locale -E UTF8 >log 2>&1 || exit 1
        (cd data && sh -ec "$5") >>log 2>&1 || exit 1
        lives() { [ -n "$server" ] && [ -r "/proc/$server/stat" ] && ! grep -q ') Z ' "/proc/$server/stat"; }
        end() {
            lives && kill -QUIT "$server"
            # A server that had hardly begun does not hear the first signal.
            for _ in 1 2 3 4 5 6 7 8 9 10; do lives || break; sleep 0.2; done
            lives && kill -KILL "$server"
            wait
        }
        echo ready
        while read -r word; do
            case $word in
            start)
                if ! lives; then
                    "$bin/postgres" -D data -k "$dir" -p "$port" -c fsync=off -c max_connections=60 $options \\
                        >>log 2>&1 &
                    server=$!
                fi ;;
            stop) end ;;
            kill)
                kill -KILL $server $(cat "/proc/$server/task/$server/children")
                wait ;;
            save) rm -rf saved && cp -r data saved ;;
            restore) rm -rf data && cp -r saved data ;;
            esac
            echo "$word"
        done
        end
        rm -rf "$dir"
        """

    struct NoServer: Error {}

    /// Has the script do something, and waits until it is done.
    func tell(_ word: String) throws {
        try lock.withLock { _ in
            guard script.isRunning else { throw NoServer() }
            words.fileHandleForWriting.write(Data("\(word)\n".utf8))
            guard answer() == word else { throw NoServer() }
        }
    }

    /// A line of the script.
    private func answer() -> String {
        var bytes: [UInt8] = []
        while let byte = try? answers.fileHandleForReading.read(upToCount: 1)?.first {
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    deinit {
        try? words.fileHandleForWriting.close()
        script.waitUntilExit()
    }

    /// A port that no program uses.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NoServer() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw NoServer() }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
