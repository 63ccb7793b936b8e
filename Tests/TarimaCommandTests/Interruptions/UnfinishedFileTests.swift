import Foundation
import Glibc
import TestSupport
import Testing

/// Unfinished files when the command is terminated or killed: none remains.
@Suite struct UnfinishedFileTests {
    /// A command that creates a file.
    struct Maker: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let file: String

        var testDescription: String { arguments[0] }

        static let all = [
            Maker(arguments: ["backup", "kept.ledger"], file: "kept.ledger"),
            Maker(arguments: ["--ledger", "new.ledger", "init"], file: "new.ledger"),
            Maker(arguments: ["report", "p", "--html", "page.ledger.html"], file: "page.ledger.html"),
            Maker(
                arguments: ["reconcile", "count.csv", "--propose", "fix.ledger.csv"],
                file: "fix.ledger.csv"
            ),
        ]
    }

    /// A signal sent by a terminal, a service manager or a closed window.
    struct Ending: Sendable, CustomTestStringConvertible {
        let kind: String
        let status: Int32

        var testDescription: String { kind }

        static let all = [
            Ending(kind: "interrupt", status: 130), Ending(kind: "terminate", status: 143),
            Ending(kind: "hangup", status: 129),
        ]
    }

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("count.csv", "sku,quantity,warehouse,occurred_at\nMX-1,90,MTY1,2024-12-01\n")
        let promotion = try room.tarima("promo", "add", "p", "--from", "2024-11-13", "--to", "2024-11-17")
        try #require(promotion.status == 0)
        return room
    }

    /// The files that belong to nothing.
    private func left(_ room: Stockroom) throws -> [String] {
        try room.files().filter { $0.contains(".new-") }
    }

    /// System calls of the command before and while its file is unfinished: some of all, and the last ones, which
    /// write a short file, name it and remove its draft.
    private func calls(_ room: Stockroom, _ maker: Maker) throws -> [Int] {
        let count = try room.calls(maker.arguments, of: "any")
        unlink(room.path(maker.file))
        let some = stride(from: max(1, count / 3), through: count, by: max(1, count / 3))
        return Set(some).union(max(1, count - 10)...count).sorted()
    }

    @Test(arguments: Maker.all, Ending.all)
    func `a terminated command removes unfinished files, and says so`(
        maker: Maker,
        ending: Ending
    )
        throws
    {
        let room = try room()
        for number in try calls(room, maker) {
            let fault = Fault(calls: "any", number: number, kind: ending.kind)
            let met = try room.tarima(maker.arguments, meeting: fault)
            let comment = Comment(rawValue: "\(fault): \(met)")
            // The number of calls of parallel verification varies.
            #expect(met.outcome.status == (met.struck == nil ? 0 : ending.status), comment)
            if met.struck != nil {
                #expect(
                    met.outcome.said.last == "tarima: interrupted; nothing was left half done",
                    comment
                )
            }
            #expect(try left(room) == [], comment)
            for side in ["", "-wal", "-shm", "-lock"] { unlink(room.path(maker.file + side)) }
        }
        #expect(try room.runner.run(BuiltCommand.path(), maker.arguments).status == 0)
        try room.expectSound()
    }

    @Test(arguments: Maker.all)
    func `unfinished files of a killed command are removed by the next one with the same file`(maker: Maker)
        throws
    {
        let room = try room()
        var leavings = 0
        for number in try calls(room, maker) {
            let fault = Fault(calls: "any", number: number, kind: "kill")
            let met = try room.tarima(maker.arguments, meeting: fault)
            #expect(met.struck == nil || met.outcome.signal == SIGKILL, "\(fault): \(met)")
            if try !left(room).isEmpty { leavings += 1 }
            for side in ["", "-wal", "-shm", "-lock"] { unlink(room.path(maker.file + side)) }
            #expect(try room.runner.run(BuiltCommand.path(), maker.arguments).status == 0)
            #expect(try left(room) == [], "\(fault)")
            unlink(room.path(maker.file))
        }
        #expect(leavings > 0, "no kill left anything")
        try room.expectSound()
    }

    @Test func `a draft in use, and a file that only looks like one, are left alone`() throws {
        let room = try room()
        let names = [
            "kept.ledger.new-season", "kept.ledger.new-0123456789abcdeg", "kept.ledger.new-0123456789ABCDEF",
            "other.ledger.new-0123456789abcdef",
        ]
        for name in names { try room.write(name, "mine") }
        let living = "kept.ledger.new-00000000000000aa"
        try room.write(living, "half a copy")
        let descriptor = open(room.path(living), O_RDONLY | O_CLOEXEC)
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(try room.tarima("backup", "kept.ledger").status == 0)
        for name in names + [living] { #expect(room.exists(name), "\(name)") }
        close(descriptor)
        unlink(room.path("kept.ledger"))
        #expect(try room.tarima("backup", "kept.ledger").status == 0)
        #expect(!room.exists(living))
        for name in names { #expect(room.exists(name), "\(name)") }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a waiting command is ended by a signal with one sentence`(signal: Int32) throws {
        let room = try Stockroom()
        let fifo = try Fifo(room.path("slow.csv"))
        let readers = [
            (["items", "slow.csv"], "sku,name\n"), (["reconcile", "slow.csv"], "sku,quantity\n"),
            (["import", "slow.csv"], Stockroom.header),
        ]
        for (arguments, header) in readers {
            let command = try room.runner.start(BuiltCommand.path(), arguments)
            fifo.write(header) { true }
            // Before it handles signals, the signal itself ends it.
            try waitUntilReading(command, room.path("slow.csv"))
            command.send(signal)
            let outcome = try command.outcome()
            #expect(outcome.status == 128 + signal, "\(arguments): \(outcome)")
            #expect(outcome.said.count == 1 && outcome.speech.contains("interrupted"), "\(outcome)")
        }
        try room.expectSound()
    }

    /// Waits until a command has a file open.
    private func waitUntilReading(_ command: RunningCommand, _ path: String) throws {
        try waitUntil("the file is opened") {
            try #require(!command.hasEnded(), "the file was never opened")
            return command.hasOpen(path)
        }
    }
}
