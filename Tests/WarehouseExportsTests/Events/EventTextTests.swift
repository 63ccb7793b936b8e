import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

/// One event as a person writes it on a command line.
@Suite struct EventTextTests {
    private func event(_ texts: [Column: String], currency: String? = "MXN") throws -> Event {
        let settings = try LedgerSettings(
            timeZone: "America/Tijuana",
            currency: currency.map { try Currency($0) }
        )
        let usual: [Column: String] = [
            .kind: "order_placed", .document: "1", .sku: "A", .warehouse: "W", .quantity: "1",
            .occurredAt: "2026-07-01",
        ]
        return try EventText(settings).event(usual.merging(texts) { $1 }, now: Book.now)
    }

    @Test func `blanks around a value are not part of it, in any column`() throws {
        let blanks = " \u{A0}\t"
        let event = try event([
            .kind: blanks + "order_placed", .document: "1 ", .quantity: " 2 ", .occurredAt: " 2026-07-01 ",
            .amount: blanks + "199.00" + blanks, .currency: " USD ", .channel: "\tshop", .memo: " true ",
        ])
        #expect(
            event.canonicalRow()
                == "order_placed,manual,1,,A,W,2,2026-07-01T07:00:00Z,,,,,,,shop,199.00,USD,,,,,,,,true,,"
        )
    }

    @Test func `a blank value is nil`() throws {
        let event = try event([.amount: "", .currency: " ", .channel: "\u{A0}", .line: ""], currency: nil)
        #expect(event.amount == nil)
        #expect(event.channel == nil)
        #expect(event.line == nil)
        #expect(#expect(throws: FieldProblem.self) { try self.event([.kind: " "]) }?.code == .missingValue)
    }

    @Test func `an amount without a currency is in the ledger's`() throws {
        #expect(try event([.amount: "5"]).amount?.description == "5.00 MXN")
        #expect(try event([.amount: "5", .currency: "JPY"]).amount?.description == "5 JPY")
        let problem = #expect(throws: FieldProblem.self) { try event([.amount: "5"], currency: nil) }
        #expect(problem?.column == .currency)
    }

    @Test func `times are read in the ledger's zone`() throws {
        #expect(try event([.occurredAt: "2026-07-01"]).occurredAt.description == "2026-07-01T07:00:00Z")
        #expect(try event([.occurredAt: "2026-07-01 12:00"]).occurredAt.description == "2026-07-01T19:00:00Z")
        #expect(
            try event([.kind: "stock_counted", .occurredAt: "2026-07-01"]).occurredAt.description
                == "2026-07-02T06:59:59.999Z"
        )
    }

    @Test(arguments: [
        ("true", true), ("TRUE", true), ("yes", true), ("1", true), ("false", false), ("no", false),
        ("0", false),
    ])
    func `memo is written in several ways`(text: String, memo: Bool) throws {
        #expect(try event([.memo: text]).memo == memo)
    }
}
