import Foundation
import Glibc
import TestSupport
import Testing

/// Ctrl-C during an import.
@Suite struct InterruptTests {
    private func rows(_ numbers: Range<Int>) -> String {
        numbers.map { "stock_received,G-\($0),MX-1,MTY1,1,2024-10-25\n" }.joined()
    }

    /// Waits until the import writes, as the lock file shows.
    private func waitUntilWriting(_ room: Stockroom, _ command: RunningCommand) throws {
        try waitUntil("the import writes") {
            try #require(!command.hasEnded(), "the import never began")
            return FileManager.default.contents(atPath: room.path("tarima.ledger-lock"))?.isEmpty == false
        }
    }

    @Test func `an interrupted import leaves the ledger unchanged and says so`() throws {
        let room = try Stockroom()
        let before = try room.contents()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try room.start("import", "slow.csv")
        fifo.write(Stockroom.header + rows(0..<100)) { true }
        try waitUntilWriting(room, command)
        fifo.write(rows(100..<5000)) { !command.hasEnded() }
        command.send(SIGINT)
        fifo.write(rows(5000..<40_000)) { !command.hasEnded() }
        fifo.end()
        let outcome = try command.outcome()
        #expect(outcome.status == 130, "\(outcome)")
        #expect(
            outcome.said == ["tarima: interrupted; slow.csv was not recorded"]
        )
        #expect(try room.contents() == before)
        try room.expectSound()
    }

    @Test func `an import that waits for its file is interrupted at once`() throws {
        let room = try Stockroom()
        let before = try room.contents()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try room.start("import", "slow.csv")
        fifo.write(Stockroom.header + rows(0..<10)) { true }
        try waitUntilWriting(room, command)
        command.send(SIGINT)
        // The file never ends, so only Ctrl-C ends the import.
        try waitUntil("Ctrl-C ends the import") { command.hasEnded() }
        fifo.end()
        #expect(try command.outcome().status == 130)
        #expect(try room.contents() == before)
    }

    @Test(arguments: [["import", "more.csv"], ["undo", "1"], ["rebuild"]])
    func `a command that waits for another writer is interrupted at once`(_ arguments: [String]) throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + rows(0..<10))
        try room.expectUnchanged {
            let path = room.path("tarima.ledger-lock")
            let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(lock) }
            try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
            // If this program was delayed so long that the command gave up, the attempt says nothing.
            for attempt in 1...5 {
                let command = try room.runner.start(BuiltCommand.path(), arguments)
                try waitUntil("the command wants the lock") { command.hasOpen(path) || command.hasEnded() }
                command.send(SIGINT)
                let outcome = try command.outcome()
                if outcome.status == 75, attempt < 5 { continue }
                #expect(outcome.status == 130, "\(outcome)")
                #expect(outcome.said.count == 1 && outcome.speech.contains("interrupted"), "\(outcome)")
                return
            }
        }
    }

    @Test func `an import of a pipe without a writer is interrupted at once`() throws {
        let room = try Stockroom()
        let path = room.path("silent.csv")
        try #require(mkfifo(path, 0o600) == 0)
        let command = try room.start("import", "silent.csv")
        try waitUntil("the command looks out for Ctrl-C") {
            command.looksOut(for: SIGINT) || command.hasEnded()
        }
        command.send(SIGINT)
        let outcome = try command.outcome()
        #expect(outcome.status == 130, "\(outcome)")
    }

    @Test func `Ctrl-C pressed twice ends the import as well`() throws {
        let room = try Stockroom()
        let before = try room.contents()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try room.start("import", "slow.csv")
        fifo.write(Stockroom.header + rows(0..<10)) { true }
        try waitUntilWriting(room, command)
        command.send(SIGINT)
        // Two equal signals at the same time count as one.
        usleep(200_000)
        command.send(SIGINT)
        #expect(try command.outcome().status == 130)
        fifo.end()
        #expect(try room.contents() == before)
        try room.expectSound()
    }

    @Test func `the files before the interrupted one stay recorded`() throws {
        let room = try Stockroom()
        try room.write("done.csv", Stockroom.header + "stock_received,GRN-2,MX-9,MTY1,5,2024-10-25\n")
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try room.start("import", "done.csv", "slow.csv", "done.csv")
        fifo.write(Stockroom.header + rows(0..<3000)) { !command.hasEnded() }
        try waitUntil("the first file is recorded") {
            try PrintedReport(room.tarima("batches", "--format", "json")).rows.count == 2
        }
        command.send(SIGINT)
        fifo.write(rows(3000..<40_000)) { !command.hasEnded() }
        fifo.end()
        let outcome = try command.outcome()
        #expect(outcome.status == 130)
        // The third file was not begun.
        #expect(outcome.lines.count == 3)
        #expect(outcome.output.contains("done.csv") && outcome.output.contains("slow.csv"))
        let live = try PrintedReport(room.tarima("events", "--live", "--format", "json"))
        #expect(live.rows.count == 5)
    }
}
