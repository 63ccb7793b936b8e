import Foundation
import Glibc
import TestSupport

/// A user who is bound by permissions. Root is not, so tests of permissions that root runs use another user.
enum OrdinaryUser {
    static let unavailable: String? = {
        guard getuid() == 0 else { return nil }
        // The other user must reach the command and the test folders by their full paths.
        guard let folder = try? TemporaryFolder(), (try? give(folder.path)) != nil,
            let path = try? BuiltCommand.path(),
            let outcome = try? CommandRunner(folder: folder.path).run(
                prefix[0],
                prefix.dropFirst() + ["sh", "-c", "cd \"$1\" && exec \"$2\" init", "sh", folder.path, path]
            ),
            outcome.status == 0
        else { return "run by the superuser, and setpriv cannot run the command as another user in TMPDIR" }
        return nil
    }()

    /// Why the command cannot be run as several users; nil if it can.
    static let noOthers: String? =
        getuid() == 0 && unavailable == nil ? nil : "only the superuser can play several users"

    /// The prefix of a command line.
    private static let prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// Runs the command as that user.
    static func tarima(_ room: Stockroom, _ arguments: String...) throws -> CommandOutcome {
        try tarima(room, arguments)
    }

    static func tarima(_ room: Stockroom, _ arguments: [String]) throws -> CommandOutcome {
        let words = (getuid() == 0 ? prefix : []) + [try BuiltCommand.path()] + arguments
        return try room.runner.run(words[0], Array(words.dropFirst()))
    }

    /// Runs the command as any user; only for root.
    static func tarima(_ room: Stockroom, as user: Int, _ arguments: [String]) throws -> CommandOutcome {
        let words = ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups"]
        return try room.runner.run(words[0], Array(words.dropFirst()) + [try BuiltCommand.path()] + arguments)
    }

    /// Runs the command as that user with a limit on processes and threads.
    static func tarima(_ room: Stockroom, threads: Int, _ arguments: [String]) throws -> CommandOutcome {
        let limited = ["prlimit", "--nproc=\(threads)", try BuiltCommand.path()]
        let words = (getuid() == 0 ? prefix : []) + limited + arguments
        return try room.runner.run(words[0], Array(words.dropFirst()))
    }

    /// Gives a file or folder to that user, if it is another one.
    static func give(_ path: String) throws {
        guard getuid() == 0 else { return }
        try FileManager.default.setAttributes(
            [.ownerAccountID: 65534, .groupOwnerAccountID: 65534],
            ofItemAtPath: path
        )
    }
}
