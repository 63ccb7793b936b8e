import Foundation
import TestSupport
import Testing

/// A full disk, simulated by a file size limit: nothing is half recorded.
@Suite struct FullDiskTests {
    /// Runs a command with a file size limit in blocks, ignoring the signal for it.
    private static let limited =
        "blocks=$2; command=$1; shift 2; trap '' XFSZ; ulimit -f \"$blocks\"; exec \"$command\" \"$@\""

    private func run(_ room: Stockroom, blocks: Int, _ arguments: String...) throws -> CommandOutcome {
        try room.runner.run(
            "/bin/sh",
            ["-c", Self.limited, "sh", BuiltCommand.path(), "\(blocks)"] + arguments
        )
    }

    private func manyRows(_ count: Int) -> String {
        Stockroom.header
            + (0..<count).map { "stock_received,G-\($0),SKU-\($0 % 300),MTY1,1,2024-10-25\n" }.joined()
    }

    // Blocks are 512 or 1024 bytes, depending on the shell: the first are too few for any write, the last enough.
    @Test(arguments: [10, 60, 130, 200, 275, 300, 600, 1200, 100_000])
    func `an import that does not fit on the disk is recorded completely or not at all`(_ blocks: Int) throws
    {
        let room = try Stockroom()
        try room.write("many.csv", manyRows(1500))
        let before = try room.contents()
        let outcome = try run(room, blocks: blocks, "import", "many.csv")
        if outcome.status == 0 {
            #expect(blocks > 275, "more was written than there was room for")
        } else {
            #expect(blocks < 100_000)
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.said.count == 1)
            #expect(outcome.speech.contains("./tarima.ledger"))
            #expect(try room.contents() == before)
        }
        try room.expectSound()
        // With enough room, the same command completes it.
        #expect(try room.tarima("import", "many.csv").status == 0)
        #expect(try room.tarima("export").lines.count == 1 + 4 + 1500)
        try room.expectSound()
    }

    @Test(arguments: [["undo", "2"], ["rebuild"], ["open", "shelf.csv", "--at", "2024-09-01"]])
    func `a change that does not fit on the disk leaves the ledger unchanged`(_ arguments: [String]) throws {
        let room = try Stockroom()
        try room.write("many.csv", manyRows(1500))
        try room.tarima("import", "many.csv")
        try room.write(
            "shelf.csv",
            "sku,warehouse,quantity\n" + (0..<1500).map { "SKU-\($0),GDL1,1\n" }.joined()
        )
        let outcome = try room.expectUnchanged {
            try room.runner.run(
                "/bin/sh",
                ["-c", Self.limited, "sh", BuiltCommand.path(), "60"] + arguments
            )
        }
        #expect(outcome.status == 74, "\(outcome)")
        #expect(outcome.said.count == 1)
        try room.expectSound()
        #expect(try room.runner.run(BuiltCommand.path(), arguments).status == 0)
        try room.expectSound()
    }

    @Test func `a ledger or a backup that does not fit on the disk leaves nothing behind`() throws {
        let room = try Stockroom()
        let made = try run(room, blocks: 60, "--ledger", "new.ledger", "init")
        #expect(made.status == 74)
        #expect(made.said.count == 1)
        #expect(made.speech.contains("new.ledger"))
        // Enough for SQLite's files beside the ledger, but not for a copy.
        let copied = try run(room, blocks: 100, "backup", "kept.ledger")
        #expect(copied.status == 74)
        #expect(copied.said.count == 1)
        #expect(copied.speech.contains("kept.ledger"), "\(copied.speech)")
        #expect(!copied.speech.contains("not an error"))
        #expect(try !room.files().contains { $0.hasPrefix("new.ledger") || $0.hasPrefix("kept.ledger") })
    }
}
