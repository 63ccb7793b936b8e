import InventoryLedger
import TestSupport
import Testing

@Suite struct QuantityTests {
    static let positive = [
        "stock_opened", "shipment_dispatched", "customs_released, shipment D-1",
        "transfer_dispatched, to_warehouse CDMX1", "order_placed", "order_shipped", "order_cancelled",
        "sale_shipped", "sale_voided", "return_received", "return_inspected, stage available",
        "stage_changed, from_stage available, stage damaged", "stock_removed",
    ]
    static let signed = ["stock_received", "shipment_short", "stock_adjusted"]

    @Test(arguments: positive)
    func `most kinds allow only positive quantities`(stated: String) throws {
        #expect(try Event.refusal(of: "\(stated), quantity 0") == "quantity zero_quantity")
        #expect(try Event.refusal(of: "\(stated), quantity -1") == "quantity negative_quantity")
        #expect(try Event.stated("\(stated), quantity 1000000000000").quantity?.units == Quantity.unitsMax)
        #expect(try Event.refusal(of: "\(stated), quantity 1000000000001") == "quantity out_of_range")
    }

    @Test(arguments: signed)
    func `a negative receipt, shortage or adjustment takes one back`(kind: String) throws {
        #expect(try Event.stated("\(kind), quantity -3").quantity == -3)
        #expect(try Event.refusal(of: "\(kind), quantity 0") == "quantity zero_quantity")
        #expect(try Event.stated("\(kind), quantity -1000000000000").quantity?.units == -Quantity.unitsMax)
        for units in ["1000000000001", "-1000000000001", "9223372036854775807", "-9223372036854775808"] {
            #expect(try Event.refusal(of: "\(kind), quantity \(units)") == "quantity out_of_range")
        }
    }

    @Test func `a count may be zero but not negative`() throws {
        #expect(try Event.stated("stock_counted, quantity 0").quantity == 0)
        #expect(try Event.refusal(of: "stock_counted, quantity -1") == "quantity negative_quantity")
        #expect(
            try Event.stated("stock_counted, quantity 1000000000000").quantity?.units == Quantity.unitsMax
        )
        #expect(try Event.refusal(of: "stock_counted, quantity 1000000000001") == "quantity out_of_range")
    }

    @Test(arguments: [
        ("0", 0), ("40", 40), ("+7", 7), ("-3", -3), ("007", 7), ("-0", 0),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
        ("0000000000000000000000000012", 12),
    ])
    func `digits with a sign are a quantity`(text: String, units: Int64) throws {
        #expect(try Quantity(text: text).units == units)
    }

    @Test(arguments: [
        "", "-", "+", "--3", "+-3", "3-", " 3", "3 ", "1,000", "1.0", "4e2", "8.90123E+12", "0x10", "１２", "٣",
        "½",
        "1_000", "two", "\u{2212}3",
    ])
    func `other text is not a quantity`(text: String) throws {
        let problem = #expect(throws: FieldProblem.self) { try Quantity(text: text) }
        #expect(problem?.code == .notANumber)
        #expect(problem?.column == .quantity)
        #expect(problem?.value == text)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "99999999999999999999999999"])
    func `a quantity beyond 64 bits is refused, never rounded`(text: String) throws {
        let problem = #expect(throws: FieldProblem.self) { try Quantity(text: text) }
        #expect(problem?.code == .outOfRange)
    }
}
