import Foundation
import Glibc
import TestSupport
import Testing

/// Two programs that write one ledger at the same time.
@Suite struct BusyLedgerTests {
    @Test func `a second import at the same time learns who is writing, and readers do not wait`() throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        let before = try room.contents()
        let fifo = try Fifo(room.path("slow.csv"))
        let slow = try room.start("import", "slow.csv")
        fifo.write(Stockroom.header + "stock_received,GRN-3,MX-1,MTY1,7,2024-10-25\n") { true }
        try waitForHolder(room, slow)

        let stock = try PrintedReport(room.tarima("stock", "--format", "json"))
        #expect(stock.number(0, "available") == 95)
        let second = try room.tarima("import", "more.csv")
        #expect(second.status == 75)
        #expect(second.said.count == 1)
        #expect(second.speech.contains("process \(slow.process) (tarima)"), "\(second.speech)")
        #expect(try room.contents() == before)

        fifo.end()
        #expect(try slow.outcome().status == 0)
        #expect(try room.tarima("import", "more.csv").status == 0)
        let after = try PrintedReport(room.tarima("stock", "--format", "json"))
        #expect(after.number(0, "available") == 95 + 7 + 5)
        try room.expectSound()
    }

    @Test func `a second import waits for a short one`() throws {
        let room = try Stockroom()
        try room.write("more.csv", Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\n")
        let path = room.path("tarima.ledger-lock")
        var outcome: CommandOutcome
        var held: Duration
        repeat {
            let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
            let began = ContinuousClock.now
            let waiting = try room.start("import", "more.csv")
            try waitUntil("the import wants the lock") { waiting.hasOpen(path) || waiting.hasEnded() }
            #expect(!waiting.hasEnded())
            close(lock)
            held = ContinuousClock.now - began
            outcome = try waiting.outcome()
            // If this program was delayed so long that the import gave up, the attempt says nothing.
        } while outcome.status == 75 && held > .seconds(4)
        #expect(outcome.status == 0, "\(outcome)")
    }

    /// Waits until the slow import holds the ledger, as the lock file shows.
    private func waitForHolder(_ room: Stockroom, _ slow: RunningCommand) throws {
        try waitUntil("the slow import writes") {
            try #require(!slow.hasEnded(), "the slow import never began")
            return FileManager.default.contents(atPath: room.path("tarima.ledger-lock"))?.isEmpty == false
        }
    }
}
