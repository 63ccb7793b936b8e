import Foundation
import TestSupport
import Testing

/// The ledger that a command uses.
@Suite struct LedgerChoiceTests {
    @Test func `init makes a ledger that only its owner can read`() throws {
        let room = try Stockroom.empty()
        let made = try room.tarima("init")
        #expect(made.status == 0)
        #expect(made.output.isEmpty)
        #expect(made.said.count == 1)
        #expect(made.speech.contains("./tarima.ledger"))
        let attributes = try FileManager.default.attributesOfItem(atPath: room.path("tarima.ledger"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try room.expectSound()
    }

    @Test func `init leaves an existing file alone`() throws {
        let room = try Stockroom()
        let again = try room.expectUnchanged { try room.tarima("init") }
        #expect(again.status == 73)
        #expect(again.said.count == 1)
        #expect(again.speech.contains("./tarima.ledger already exists"))
    }

    @Test func `init fails without a folder`() throws {
        let room = try Stockroom.empty()
        let outcome = try room.tarima("--ledger", "nowhere/goods.ledger", "init")
        #expect(outcome.status == 73)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains("nowhere/goods.ledger"))
    }

    @Test(arguments: [["--time-zone", "Mars/Olympus"], ["--currency", "pesos"]])
    func `init with an invalid option creates no file`(_ option: [String]) throws {
        let room = try Stockroom.empty()
        let outcome = try room.tarima("init", option[0], option[1])
        #expect(outcome.status == 64)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains(option[1]))
        #expect(try room.files().isEmpty)
    }

    @Test func `init fixes the time zone and the default currency`() throws {
        let room = try Stockroom.empty()
        try room.tarima("init", "--time-zone", "Asia/Shanghai", "--currency", "CNY")
        try room.write(
            "sales.csv",
            """
            kind,document,sku,warehouse,quantity,occurred_at,amount
            sale_shipped,V-1,MX-1,YW1,1,2024-11-11,19.90

            """
        )
        try room.tarima("import", "sales.csv")
        let events = try PrintedReport(room.tarima("events", "--format", "json"))
        #expect(events.text(0, "occurred_at") == "2024-11-10T16:00:00Z")
        #expect(events.text(0, "amount") == "19.90")
        #expect(events.text(0, "currency") == "CNY")
    }

    @Test func `the ledger is named before the command or after it`() throws {
        let room = try Stockroom.empty()
        #expect(try room.tarima("--ledger", "before.ledger", "init").status == 0)
        #expect(try room.tarima("init", "--ledger", "after.ledger").status == 0)
        #expect(try room.tarima("init", "--ledger=joined.ledger").status == 0)
        #expect(try room.files().filter { $0.hasSuffix(".ledger") }.count == 3)
        try room.write("receipts.csv", Stockroom.receipts)
        #expect(try room.tarima("import", "receipts.csv", "--ledger", "before.ledger").status == 0)
        let stock = try PrintedReport(
            room.tarima("--ledger", "before.ledger", "stock", "MX-1", "--format", "json")
        )
        #expect(stock.number(0, "available") == 95)
        #expect(
            try PrintedReport(room.tarima("stock", "--ledger", "after.ledger", "--format", "json")).rows
                .isEmpty
        )
    }

    @Test func `without an option the environment names the ledger, without either the folder`() throws {
        var room = try Stockroom()
        room.runner.environment["TARIMA_LEDGER"] = "other.ledger"
        #expect(try room.tarima("init").status == 0)
        #expect(try PrintedReport(room.tarima("batches", "--format", "json")).rows.isEmpty)
        let named = try room.tarima("--ledger", "tarima.ledger", "batches", "--format", "json")
        #expect(try PrintedReport(named).rows.count == 1)
        room.runner.environment["TARIMA_LEDGER"] = ""
        #expect(try PrintedReport(room.tarima("batches", "--format", "json")).rows.count == 1)
    }
}
