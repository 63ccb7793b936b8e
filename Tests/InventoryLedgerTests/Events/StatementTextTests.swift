import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct StatementTextTests {
    private static let fields: EventFields = {
        var fields = EventFields(kind: .orderPlaced)
        fields.source = "amazon"
        fields.document = "702-1"
        fields.sku = "MX-1"
        fields.warehouse = "MTY1"
        fields.quantity = 3
        fields.detail.statedAt = Instant(milliseconds: 1_762_000_000_000)
        return fields
    }()

    private static let steps = [
        Statement.Step(kind: .orderPlaced, occurredAt: Instant(milliseconds: 1_761_955_200_250)),
        Statement.Step(
            kind: .orderShipped,
            occurredAt: Instant(milliseconds: 1_761_987_600_000),
            isObserved: true
        ),
    ]

    private static func read(_ text: String) throws -> Statement {
        try Statement(
            text: text,
            line: ("702-1", "amazon", "MX-1", nil),
            statedAt: fields.detail.statedAt
        )
    }

    @Test func `a statement is an object of texts in the order of the columns`() throws {
        var fields = Self.fields
        fields.channel = "Amazon.com.mx"
        fields.amount = try Money(text: "987.5", currency: Currency("MXN"))
        let statement = try Statement(line: fields, steps: Self.steps)
        #expect(
            statement.text == #"{"steps":"order_placed@2025-11-01T00:00:00.250Z "#
                + #"order_shipped~2025-11-01T09:00:00Z","whole":"true","warehouse":"MTY1","quantity":"3","channel":"Amazon.com.mx","amount":"987.50","#
                + #""currency":"MXN"}"#
        )
        let read = try Self.read(statement.text)
        #expect(read.steps == statement.steps)
        #expect(try read.samples() == statement.samples())
    }

    @Test(arguments: [
        ("a \"quoted\" word", #"a \"quoted\" word"#), (#"back\slash"#, #"back\\slash"#),
        ("two\nlines\u{1}\u{1F}", #"two\u000alines\u0001\u001f"#),
        ("Lámpara de mesa 台灯 🛋", "Lámpara de mesa 台灯 🛋"),
    ])
    func `a text of any characters is read back`(note: String, written: String) throws {
        var fields = Self.fields
        fields.detail.note = note
        let statement = try Statement(line: fields, steps: Self.steps)
        #expect(statement.text.hasSuffix(#","note":"\#(written)"}"#))
        #expect(try Self.read(statement.text).fields.detail.note == note)
    }

    @Test func `the order of the texts does not matter`() throws {
        let read = try Self.read(
            #"{"currency":"MXN","quantity":"3","whole":"true","amount":"987.50","warehouse":"MTY1","#
                + #""steps":"order_placed@2025-11-01T00:00:00.250Z"}"#
        )
        #expect(read.fields.amount?.description == "987.50 MXN")
        #expect(read.fields.quantity == 3 && read.isOfWholeLine && read.steps == [Self.steps[0]])
    }

    @Test(arguments: [
        "", "{", "}", #"{"steps"}"#, #"{"steps":"order_placed@2025-11-01T00:00:00Z"} "#,
        #"{"steps":"x","whole":"true"}"#,
        #"{"steps":"order_placed","whole":"true"}"#,
        #"{"steps":"order_placed@2025-11-01","whole":"true"}"#,
        #"{"steps":"","whole":"true","note":"\u0041"}"#, #"{"steps":"","whole":"true","note":"\"#,
        #"{"steps":"","whole":"true","quantity":"x"}"#, #"{"steps":"""#,
    ])
    func `a text that no ledger writes is damage`(text: String) {
        let error = #expect(throws: LedgerError.self) { try Self.read(text) }
        #expect(error?.code == .damaged)
    }
}
