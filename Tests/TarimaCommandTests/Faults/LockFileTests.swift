import Foundation
import Glibc
import TestSupport
import Testing

/// The lock beside a ledger: it harms no file, and everyone who may write the ledger can lock it.
@Suite struct LockFileTests {
    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        return room
    }

    /// What may be in the place of the lock.
    enum Stranger: String, CaseIterable, Sendable {
        case link, linkToEmpty, linkToLedger, danglingLink, secondName, text, longText, database, folder, pipe

        fileprivate func place(_ room: Stockroom) throws {
            let lock = room.path("tarima.ledger-lock")
            switch self {
            case .link: try #require(symlink("victim", lock) == 0)
            case .linkToEmpty: try #require(symlink("empty", lock) == 0)
            case .linkToLedger: try #require(symlink("tarima.ledger", lock) == 0)
            case .danglingLink: try #require(symlink("nowhere", lock) == 0)
            case .secondName: try #require(Glibc.link(room.path("empty"), lock) == 0)
            case .text: try room.write("tarima.ledger-lock", "process of my own")
            case .longText:
                try room.write(
                    "tarima.ledger-lock",
                    "process 1 (" + String(repeating: "x", count: 300) + ")"
                )
            case .database:
                try #require(try room.tarima("backup", "tarima.ledger-copy").status == 0)
                try #require(rename(room.path("tarima.ledger-copy"), lock) == 0)
            case .folder: try #require(mkdir(lock, 0o700) == 0)
            case .pipe: try #require(mkfifo(lock, 0o600) == 0)
            }
        }
    }

    @Test(arguments: Stranger.allCases)
    func `a file that is not a lock is left alone, and the ledger can still be read`(_ stranger: Stranger)
        throws
    {
        let room = try room()
        try room.write("victim", String(repeating: "mine\n", count: 100))
        try room.write("empty", "")
        let before = try room.contents()
        try stranger.place(room)
        let lock = room.path("tarima.ledger-lock")
        let contents = stranger == .pipe ? nil : FileManager.default.contents(atPath: lock)
        for arguments in [["import", "more.csv"], ["undo", "1"], ["rebuild"]] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            #expect(outcome.status == 73 && outcome.said.count == 1, "\(outcome)")
            #expect(outcome.speech.contains("tarima.ledger-lock"), "\(outcome)")
        }
        #expect(try String(contentsOfFile: room.path("victim"), encoding: .utf8).count == 500)
        #expect(!room.exists("nowhere"))
        #expect(FileManager.default.contents(atPath: room.path("empty")) == Data())
        if stranger != .pipe { #expect(FileManager.default.contents(atPath: lock) == contents) }
        #expect(try room.contents() == before)
        try room.expectSound()
        rmdir(lock)
        unlink(lock)
        #expect(try room.tarima("import", "more.csv").status == 0)
    }

    @Test(arguments: [
        "process 4194300 (a longer name than this command has)", "process 4194300 (", "process 41", "pro",
    ])
    func `the lock of a killed writer is a lock, even with half its name`(name: String) throws {
        let room = try room()
        try room.write("tarima.ledger-lock", name)
        #expect(try room.tarima("import", "more.csv").status == 0)
        #expect(FileManager.default.contents(atPath: room.path("tarima.ledger-lock")) == Data())
    }

    @Test func `the lock has the permissions of the ledger`() throws {
        let room = try room()
        for mode: mode_t in [0o600, 0o660, 0o664] {
            unlink(room.path("tarima.ledger-lock"))
            try #require(chmod(room.path("tarima.ledger"), mode) == 0)
            #expect(
                try room.tarima("promo", "add", "p\(mode)", "--from", "2024-11-13", "--to", "2024-11-17")
                    .status == 0
            )
            var status = stat()
            try #require(stat(room.path("tarima.ledger-lock"), &status) == 0)
            #expect(status.st_mode & 0o7777 == mode)
        }
    }

    @Test(.enabled(if: OrdinaryUser.noOthers == nil, "only the superuser can play several users"))
    func `a ledger that several users may write can be written by each of them`() throws {
        let room = try room()
        try #require(chmod(room.folder.path, 0o2777) == 0)
        for side in ["-wal", "-shm", "-lock"] { unlink(room.path("tarima.ledger\(side)")) }
        try #require(chmod(room.path("tarima.ledger"), 0o666) == 0)
        for user in 40_001...40_003 {
            try room.write(
                "\(user).csv",
                Stockroom.header + "stock_received,G-\(user),MX-1,MTY1,5,2024-10-25\n"
            )
            for arguments in [["import", "\(user).csv"], ["verify"], ["stock"]] {
                let outcome = try OrdinaryUser.tarima(room, as: user, arguments)
                #expect(outcome.status == 0, "\(user) \(arguments): \(outcome)")
            }
        }
        #expect(try PrintedReport(room.tarima("batches", "--format", "json")).rows.count == 4)
        // A lock from before the ledger was shared: reading works, and writing says what to do.
        try #require(chmod(room.path("tarima.ledger-lock"), 0o600) == 0)
        let locked = try OrdinaryUser.tarima(room, as: 40_002, ["import", "more.csv"])
        #expect(locked.status == 77 && locked.speech.contains("chmod --reference="), "\(locked)")
        #expect(try OrdinaryUser.tarima(room, as: 40_002, ["verify"]).status == 0)
    }

    @Test(.enabled(if: OrdinaryUser.noOthers == nil, "only the superuser can play several users"))
    func `root's lock and log belong to the ledger's owner`() throws {
        let room = try room()
        for name in try room.files() { try OrdinaryUser.give(room.path(name)) }
        try OrdinaryUser.give(room.folder.path)
        #expect(try room.tarima("import", "more.csv").status == 0)
        let outcome = try OrdinaryUser.tarima(room, "undo", "2")
        #expect(outcome.status == 0, "\(outcome)")
    }
}
