import Glibc
import TestSupport
import Testing

/// The output of a long import on a terminal, and elsewhere.
@Suite struct ProgressTests {
    private func rows(_ numbers: Range<Int>) -> String {
        numbers.map { "stock_received,G-\($0),MX-1,MTY1,1,2024-10-25\n" }.joined()
    }

    private func start(_ room: Stockroom, _ arguments: String..., on terminal: PseudoTerminal) throws
        -> RunningCommand
    {
        try room.runner.start(BuiltCommand.path(), arguments, terminal: terminal)
    }

    /// Feeds a slow file until the terminal shows the bar.
    private func waitForBar(_ terminal: PseudoTerminal, _ fifo: Fifo, _ command: RunningCommand) throws {
        fifo.write(Stockroom.header + rows(0..<5000)) { !command.hasEnded() }
        try waitUntil("the bar") {
            try #require(!command.hasEnded(), "no bar: \(terminal.text())")
            return terminal.text().contains("rows/s")
        }
    }

    @Test(arguments: [nil, "1"])
    func `a long import shows its bytes and rows on a terminal, and leaves nothing behind`(plain: String?)
        throws
    {
        var room = try Stockroom()
        room.runner.environment["TERM"] = "xterm"
        room.runner.environment["NO_COLOR"] = plain
        let terminal = try PseudoTerminal()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try start(room, "import", "slow.csv", on: terminal)
        try waitForBar(terminal, fifo, command)
        fifo.end()
        let outcome = try command.outcome()
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.lines.count == 2, "\(outcome)")
        #expect(!outcome.output.contains("rows/s"))
        #expect(terminal.text().contains("slow.csv  "))
        #expect(terminal.text().contains("KiB"))
        #expect(terminal.lines() == [])
        #expect(!terminal.text().contains("\u{1B}"))
        try room.expectSound()
    }

    @Test func `Ctrl-C removes the bar and says that the ledger is unchanged`() throws {
        var room = try Stockroom()
        room.runner.environment["TERM"] = "xterm"
        let before = try room.contents()
        let terminal = try PseudoTerminal()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try start(room, "import", "slow.csv", on: terminal)
        try waitForBar(terminal, fifo, command)
        command.send(SIGINT)
        let outcome = try command.outcome()
        fifo.end()
        #expect(outcome.status == 130, "\(outcome)")
        #expect(
            terminal.lines() == [
                "tarima: interrupted; slow.csv was not recorded"
            ]
        )
        #expect(try room.contents() == before)
        try room.expectSound()
    }

    @Test func `a problem found in a long import is on its own line`() throws {
        var room = try Stockroom()
        room.runner.environment["TERM"] = "xterm"
        let terminal = try PseudoTerminal()
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try start(room, "import", "slow.csv", on: terminal)
        try waitForBar(terminal, fifo, command)
        fifo.write("stock_received,G-1,MX-1,MTY1,many,2024-10-25\n") { !command.hasEnded() }
        fifo.end()
        #expect(try command.outcome().status == 65)
        #expect(
            terminal.lines().first?.hasPrefix("slow.csv:5002:quantity: \"many\"") == true,
            "\(terminal.lines())"
        )
    }

    @Test(arguments: ["pipe", "dumb"])
    func `there is no bar outside of a suitable terminal`(errorOutput: String) throws {
        var room = try Stockroom()
        room.runner.environment["TERM"] = "dumb"
        let terminal = errorOutput == "dumb" ? try PseudoTerminal() : nil
        let fifo = try Fifo(room.path("slow.csv"))
        let command = try room.runner.start(BuiltCommand.path(), ["import", "slow.csv"], terminal: terminal)
        fifo.write(Stockroom.header + rows(0..<5000)) { !command.hasEnded() }
        usleep(1_500_000)
        fifo.end()
        let outcome = try command.outcome()
        #expect(outcome.status == 0 && outcome.speech == "", "\(outcome)")
        #expect(terminal.map { $0.text() } ?? "" == "")
    }

    @Test func `short work shows no bar`() throws {
        var room = try Stockroom()
        room.runner.environment["TERM"] = "xterm"
        try room.write("small.csv", Stockroom.header + rows(0..<3))
        for arguments in [["import", "small.csv"], ["rebuild", "--check"], ["verify"]] {
            let terminal = try PseudoTerminal()
            let began = ContinuousClock.now
            let command = try room.runner.start(BuiltCommand.path(), arguments, terminal: terminal)
            #expect(try command.outcome().status == 0)
            // On a very busy machine this was not short work.
            if ContinuousClock.now - began < .milliseconds(500) {
                #expect(!terminal.text().contains("\r "), "\(arguments): \(terminal.text())")
                #expect(terminal.lines().count == (arguments[0] == "rebuild" ? 1 : 0), "\(terminal.text())")
            }
        }
    }
}
