import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

/// Read-only ledgers: on a read-only disk, or in another user's folder.
@Suite struct ReadOnlyTests {
    static let questions = [
        ["stock"], ["card", "MX-1"], ["export"], ["events"], ["batches"], ["rejected"], ["exceptions"],
        ["verify"],
        ["rebuild", "--check"], ["shipments"], ["slow-movers"], ["sources"], ["items"], ["reconcile"],
        ["sell-through", "--from", "2024-11-13", "--to", "2024-11-17"],
    ]
    static let changes = [
        ["import", "more.csv"], ["undo", "1"], ["rebuild"], ["sources", "set", "MTY1", "orders=a"],
    ]

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        return room
    }

    /// A room whose newest batch is only in the log, as after a kill beside a reader.
    private func roomWithLog() throws -> Stockroom {
        let room = try room()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: room.path("tarima.ledger"), configuration: configuration)
        // A reader of an older snapshot prevents the checkpoint.
        try reader.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN")
            _ = try Row.fetchAll(database, sql: "SELECT * FROM batch")
        }
        try #require(try room.tarima("import", "more.csv").status == 0)
        // Copied while the log has content; the room's ledger is recreated from the copies.
        for side in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: room.path("tarima.ledger\(side)"),
                toPath: room.path("copy\(side)")
            )
        }
        try reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try reader.close()
        for side in ["", "-wal", "-shm", "-lock"] { unlink(room.path("tarima.ledger\(side)")) }
        for side in ["", "-wal"] {
            try #require(rename(room.path("copy\(side)"), room.path("tarima.ledger\(side)")) == 0)
        }
        return room
    }

    /// Runs every question and every change in a way that must not write.
    private func ask(
        _ room: Stockroom,
        expecting answers: [String],
        _ run: ([String]) throws -> CommandOutcome
    ) throws {
        for (question, answer) in zip(Self.questions, answers) {
            let outcome = try run(question)
            #expect(outcome.status == 0 && outcome.output == answer, "\(question): \(outcome)")
        }
        for change in Self.changes {
            let outcome = try run(change)
            #expect(outcome.status == 77 && outcome.said.count == 1, "\(change): \(outcome)")
        }
    }

    private func answers(_ room: Stockroom) throws -> [String] {
        let copy = try Stockroom.empty()
        for name in try room.files() {
            try FileManager.default.copyItem(atPath: room.path(name), toPath: copy.path(name))
        }
        return try Self.questions.map { question in
            let outcome = try copy.runner.run(BuiltCommand.path(), question)
            try #require(outcome.status == 0, "\(outcome)")
            return outcome.output
        }
    }

    @Test(
        .enabled(
            if: OrdinaryUser.unavailable == nil,
            "run by the superuser, and setpriv cannot run the command as another"
        ),
        arguments: [false, true]
    )
    func `a read-only folder and a read-only file answer every question`(hasLog: Bool) throws {
        let room = try hasLog ? roomWithLog() : room()
        let expected = try answers(room)
        for name in try room.files() { try #require(chmod(room.path(name), 0o444) == 0) }
        try #require(chmod(room.folder.path, 0o555) == 0)
        defer { chmod(room.folder.path, 0o755) }
        let files = try room.files()
        try ask(room, expecting: expected) { try OrdinaryUser.tarima(room, $0) }
        #expect(try room.files() == files)
        if hasLog {
            try #require(chmod(room.path("tarima.ledger-wal"), 0o000) == 0)
            let outcome = try OrdinaryUser.tarima(room, ["stock"])
            #expect(outcome.status == 77 && outcome.said.count == 1, "\(outcome)")
            #expect(outcome.speech.contains("tarima.ledger-wal") && outcome.speech.contains("chmod"))
        }
    }

    /// Why nothing can be mounted here; nil if it can.
    private static let noMounts: String? = {
        let room = try? Stockroom.empty()
        let made = try? room?.runner.run(
            "unshare",
            ["--mount", "sh", "-c", "mount --bind . . && mount -o remount,ro,bind ."]
        )
        return made?.status == 0 ? nil : "mounting takes the superuser"
    }()

    @Test(.enabled(if: noMounts == nil, "mounting takes the superuser"), arguments: [false, true])
    func `a read-only disk answers every question`(hasLog: Bool) throws {
        let room = try hasLog ? roomWithLog() : room()
        let expected = try answers(room)
        let script = "mount --bind . . && mount -o remount,ro,bind \"$PWD\" && cd \"$PWD\" && exec \"$@\""
        try ask(room, expecting: expected) { arguments in
            try room.runner.run(
                "unshare",
                ["--mount", "sh", "-c", script, "sh", BuiltCommand.path()] + arguments
            )
        }
    }

    @Test func `a ledger with two names is refused under both`() throws {
        let room = try room()
        let before = try room.contents()
        try #require(link(room.path("tarima.ledger"), room.path("second.ledger")) == 0)
        for name in ["tarima.ledger", "second.ledger"] {
            for arguments in [["import", "more.csv"], ["stock"], ["verify"]] {
                let outcome = try room.runner.run(BuiltCommand.path(), ["--ledger", name] + arguments)
                #expect(outcome.status == 65 && outcome.said.count == 1, "\(outcome)")
                #expect(outcome.speech.contains("2 names"), "\(outcome)")
            }
        }
        unlink(room.path("second.ledger"))
        try #require(symlink("tarima.ledger", room.path("second.ledger")) == 0)
        #expect(try room.contents() == before)
        #expect(try room.tarima("--ledger", "second.ledger", "import", "more.csv").status == 0)
        #expect(try room.tarima("undo", "2").status == 0)
        try room.expectSound()
    }

    @Test(.enabled(if: noMounts == nil, "mounting takes the superuser"))
    func `a ledger mounted by itself is refused, and one in a mounted folder is not`() throws {
        let room = try room()
        let alone =
            "touch alone.ledger && mount --bind tarima.ledger alone.ledger && exec \"$@\""
        for arguments in [["import", "more.csv"], ["stock"]] {
            let outcome = try room.runner.run(
                "unshare",
                ["--mount", "sh", "-c", alone, "sh", BuiltCommand.path(), "--ledger", "alone.ledger"]
                    + arguments
            )
            #expect(outcome.status == 65 && outcome.said.count == 1, "\(outcome)")
            #expect(outcome.speech.contains("Mount the folder"), "\(outcome)")
        }
        let folder = "mkdir there && mount --bind . there && exec \"$@\""
        let outcome = try room.runner.run(
            "unshare",
            [
                "--mount", "sh", "-c", folder, "sh", BuiltCommand.path(), "--ledger", "there/tarima.ledger",
                "import", "more.csv",
            ]
        )
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try PrintedReport(room.tarima("batches", "--format", "json")).rows.count == 2)
    }
}
