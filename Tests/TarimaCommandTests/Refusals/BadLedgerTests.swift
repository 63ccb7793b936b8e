import Foundation
import TestSupport
import Testing

/// Unusable ledgers: refused in one line and left unchanged.
@Suite struct BadLedgerTests {
    /// Commands of every kind, so that each way to the ledger is covered.
    static let commands = [
        ["stock"], ["card", "MX-1"], ["events"], ["batches"], ["rejected"], ["export"], ["verify"],
        ["rebuild"],
        ["rebuild", "--check"], ["undo", "1"], ["backup", "kept.ledger"], ["import", "receipts.csv"],
        ["items"], ["seal", "--key", "key.pem"], ["sources"], ["sources", "set", "MTY1", "orders=erp"],
        ["shipment", "S-1"],
        ["batches", "--coverage"],
        ["open", "receipts.csv", "--at", "2024-10-01"],
        ["record", "stock_adjusted", "--document", "A", "--sku", "B", "--warehouse", "C", "--quantity", "1"],
    ]

    /// Runs a command that must refuse the ledger in one line.
    private func refusal(_ room: Stockroom, _ arguments: [String]) throws -> CommandOutcome {
        try room.write("receipts.csv", Stockroom.receipts)
        let before = try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger")))
        let outcome = try room.runner.run(BuiltCommand.path(), arguments)
        #expect(outcome.output.isEmpty)
        #expect(outcome.said.count == 1, "\(outcome.speech)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))) == before)
        #expect(!room.exists("kept.ledger"))
        return outcome
    }

    @Test(arguments: commands)
    func `a command without a ledger says how to create one, and creates none`(_ arguments: [String]) throws {
        let room = try Stockroom.empty()
        try room.write("receipts.csv", Stockroom.receipts)
        let outcome = try room.runner.run(BuiltCommand.path(), arguments)
        #expect(outcome.status == 66)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("./tarima.ledger") && outcome.speech.contains("init"))
        #expect(outcome.output.isEmpty)
        #expect(try room.files() == ["receipts.csv"])
    }

    @Test(arguments: commands)
    func `a text file is not a ledger`(_ arguments: [String]) throws {
        let room = try Stockroom.empty()
        try room.write("tarima.ledger", String(repeating: "sku,warehouse,quantity\n", count: 1000))
        let outcome = try refusal(room, arguments)
        #expect(outcome.status == 78)
        #expect(outcome.speech.contains("tarima.ledger is not a ledger"))
        #expect(try room.files() == ["receipts.csv", "tarima.ledger"])
    }

    @Test(arguments: [0, 1, 15, 100])
    func `a file of a few bytes is not a ledger`(_ length: Int) throws {
        let room = try Stockroom.empty()
        try room.write("tarima.ledger", bytes: Array(repeating: 0x41, count: length))
        let outcome = try refusal(room, ["stock"])
        #expect(outcome.status == 78)
        #expect(outcome.speech.contains("tarima.ledger is not a ledger"))
    }

    @Test(arguments: commands)
    func `a ledger of a newer version asks for a newer program`(_ arguments: [String]) throws {
        let room = try Stockroom()
        try overwrite(room, at: 60, with: [0, 0, 0x03, 0xE7])
        let outcome = try refusal(room, arguments)
        #expect(outcome.status == 78)
        #expect(outcome.speech.contains("999") && outcome.speech.contains("update"))
    }

    @Test func `another program's database is not a ledger`() throws {
        let room = try Stockroom()
        try overwrite(room, at: 68, with: [0, 0, 0, 1])
        let outcome = try refusal(room, ["stock"])
        #expect(outcome.status == 78)
        #expect(outcome.speech.contains("is not a ledger"))
    }

    @Test func `a folder or a device is not a ledger`() throws {
        let room = try Stockroom.empty()
        for path in [room.folder.path, "/dev/null"] {
            let outcome = try room.tarima("--ledger", path, "stock")
            #expect(outcome.status == 78)
            #expect(outcome.said.count == 1)
        }
    }

    @Test func `half a ledger is damaged, and nothing is created from it`() throws {
        let room = try Stockroom()
        let whole = try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger")))
        try room.write("tarima.ledger", bytes: Array(whole.prefix(whole.count / 2)))
        for arguments in [["stock"], ["verify"], ["import", "receipts.csv"]] {
            let outcome = try refusal(room, arguments)
            #expect(outcome.status == 65)
            #expect(outcome.speech.contains("damaged"))
        }
    }

    /// Overwrites bytes of the database header: 60 is `user_version`, 68 `application_id`.
    private func overwrite(_ room: Stockroom, at offset: Int, with bytes: [UInt8]) throws {
        var all = Array(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))))
        all.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        try room.write("tarima.ledger", bytes: all)
    }
}
