import InventoryLedger
import TestSupport
import Testing

/// Every reason to refuse a value, with the column of the message.
@Suite struct FieldProblemTests {
    @Test(arguments: [
        ("stock_received, no sku", "sku missing_value"),
        ("stock_received, sku A\0B", "sku nul_byte"),
        ("stock_received, document A\0B", "document nul_byte"),
        ("stock_received, warehouse A\0B", "warehouse nul_byte"),
        ("stock_received, source A\0B", "source nul_byte"),
        ("stock_received, line A\0B", "line nul_byte"),
        ("stock_received, shipment A\0B", "shipment nul_byte"),
        ("order_placed, channel A\0B", "channel nul_byte"),
        ("return_received, order A\0B", "order nul_byte"),
        ("transfer_dispatched, to_warehouse A\0B", "to_warehouse nul_byte"),
        ("shipment_dispatched, mode A\0B", "mode nul_byte"),
        ("shipment_dispatched, forwarder A\0B", "forwarder nul_byte"),
        ("order_shipped, tracking A\0B", "tracking nul_byte"),
        ("stock_adjusted, reason A\0B", "reason nul_byte"),
        ("stock_received, note A\0B", "note nul_byte"),
        ("stock_received, stage sellabel", "stage unknown_stage"),
        ("stage_changed, from_stage Available, stage damaged", "from_stage unknown_stage"),
        ("order_placed, stage damaged", "stage not_allowed"),
        ("stock_received, quantity 4.5", "quantity not_a_number"),
        ("stock_received, quantity 9223372036854775808", "quantity out_of_range"),
        ("stock_received, quantity 0", "quantity zero_quantity"),
        ("order_placed, quantity -1", "quantity negative_quantity"),
        ("stock_received, occurred_at 2026-02-30", "occurred_at not_a_date"),
        ("stock_received, occurred_at yesterday", "occurred_at not_a_date"),
        ("shipment_dispatched, eta soon", "eta not_a_date"),
        ("order_placed, stated_at 13/11/2026", "stated_at not_a_date"),
        ("stock_received, occurred_at 2022-04-03 02:30", "occurred_at skipped_hour"),
        ("shipment_dispatched, eta 2022-04-03 02:30", "eta skipped_hour"),
        ("order_placed, amount 1.234, currency MXN", "amount not_money"),
        ("order_placed, amount $5, currency MXN", "amount not_money"),
        ("order_placed, amount 99999999999999999999, currency MXN", "amount out_of_range"),
        ("order_placed, amount 5, currency pesos", "currency not_a_currency"),
        ("customs_released, shipment S-1, document 123", "document not_a_pedimento"),
        ("customs_released, shipment D-1, pedimento 123", "pedimento not_a_pedimento"),
        ("customs_released, shipment D-1, importer_rfc EKU9003", "importer_rfc not_an_rfc"),
        ("order_placed, memo perhaps", "memo not_a_flag"),
        ("shipment_dispatched, shipment S-2", "shipment contradiction"),
        (
            "customs_released, shipment S-1, document 265137466000123, pedimento 265137466000124",
            "pedimento contradiction"
        ),
    ])
    func `a refusal names its column and its reason`(stated: String, refusal: String) throws {
        #expect(try Event.refusal(of: stated) == refusal)
    }

    @Test func `a mistyped kind suggests the nearest name`() {
        let problem = #expect(throws: FieldProblem.self) { try EventKind(text: "stock_recieved") }
        #expect(problem?.code == .unknownKind)
        #expect(problem?.column == .kind)
        #expect(problem?.message.contains("did you mean stock_received?") == true)
    }

    @Test func `a reversal cannot be stated in a file`() {
        let problem = #expect(throws: FieldProblem.self) { try EventKind(text: "reversal") }
        #expect(problem?.code == .notAllowed)
        #expect(problem?.message.contains("undo") == true)
    }

    @Test(arguments: [
        ("customs_released, shipment S-1, document 265137465000123", "pedimento pedimento_year"),
        ("customs_released, shipment D-1, importer_rfc EKU9003173C8", "importer_rfc rfc_check_character"),
    ])
    func `an oddity is a warning and not an error`(stated: String, warning: String) throws {
        let warnings = try Event.stated(stated).warnings
        #expect(warnings.map { "\($0.column.rawValue) \($0.code.rawValue)" } == [warning])
    }

    @Test func `an event without doubt has no warnings`() throws {
        let event = try Event.stated(
            "customs_released, shipment S-1, document 265137466000123, importer_rfc EKU9003173C9"
        )
        #expect(event.warnings.isEmpty)
    }

    @Test func `an amount without a currency needs one if the ledger has none`() throws {
        let settings = try LedgerSettings.standard()
        #expect(settings.currency == nil)
        let book = try Book(currency: nil)
        let result = try book.importText(
            """
            kind,         document, sku,  warehouse, quantity, occurred_at, amount
            order_placed, 2000001,  MX-1, MTY1,      1,        2026-11-13,  199.00
            """
        )
        #expect(result.append.problems.map(\.code) == ["missing_value"])
        #expect(result.append.problems.map(\.column) == ["currency"])
    }

    /// Milliseconds may be microseconds, or a counter a time: such times are outside of this trade.
    @Test(arguments: [Int64.min, -1, 7_258_118_400_000, 1_795_176_000_000_000, Int64.max])
    func `a time outside the years of a ledger is refused`(milliseconds: Int64) throws {
        var fields = try Event.stated("shipment_dispatched").fields
        fields.occurredAt = Instant(milliseconds: milliseconds)
        #expect(throws: FieldProblem.self) { try Event(fields) }
        fields.occurredAt = Book.now
        fields.detail.eta = Instant(milliseconds: milliseconds)
        #expect(throws: FieldProblem.self) { try Event(fields) }
    }

    @Test(arguments: [0, 7_258_118_399_999])
    func `the first and the last millisecond of those years are accepted`(milliseconds: Int64) throws {
        var fields = try Event.stated("shipment_dispatched").fields
        fields.occurredAt = Instant(milliseconds: milliseconds)
        #expect(try Event(fields).occurredAt.milliseconds == milliseconds)
    }
}
