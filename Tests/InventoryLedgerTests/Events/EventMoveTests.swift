import InventoryLedger
import TestSupport
import Testing

/// The table of kinds, written by hand: what is stated, and where the units go.
@Suite struct EventMoveTests {
    static let table = [
        ("stock_opened", "adjustment -> MTY1/available"),
        ("stock_opened, stage allocated", "adjustment -> MTY1/allocated"),
        ("stock_opened, stage quarantine", "adjustment -> MTY1/quarantine"),
        ("stock_opened, stage damaged", "adjustment -> MTY1/damaged"),
        ("shipment_dispatched", "supplier -> D-1/in_transit"),
        ("shipment_dispatched, shipment D-1", "supplier -> D-1/in_transit"),
        ("customs_released, document 265137466000123, shipment S-1", "S-1/in_transit -> S-1/released"),
        ("customs_released, document S-1, shipment S-1", "S-1/in_transit -> S-1/released"),
        ("stock_received", "supplier -> MTY1/available"),
        ("stock_received, stage damaged", "supplier -> MTY1/damaged"),
        ("stock_received, shipment S-1", "S-1/released -> MTY1/available"),
        ("stock_received, shipment S-1, stage quarantine", "S-1/released -> MTY1/quarantine"),
        ("shipment_short", "D-1/released -> lost"),
        ("shipment_short, from_stage released", "D-1/released -> lost"),
        ("shipment_short, from_stage in_transit", "D-1/in_transit -> lost"),
        ("transfer_dispatched, to_warehouse CDMX1", "MTY1/available -> D-1/released"),
        ("transfer_dispatched, to_warehouse CDMX1, stage damaged", "MTY1/damaged -> D-1/released"),
        ("order_placed", "MTY1/available -> MTY1/allocated"),
        ("order_shipped", "MTY1/allocated -> customer"),
        ("order_cancelled", "MTY1/allocated -> MTY1/available"),
        ("sale_shipped", "MTY1/available -> customer"),
        ("sale_voided", "nothing"),
        ("return_received", "customer -> MTY1/quarantine"),
        ("return_received, stage available", "customer -> MTY1/available"),
        ("return_inspected, stage available", "MTY1/quarantine -> MTY1/available"),
        ("return_inspected, stage damaged", "MTY1/quarantine -> MTY1/damaged"),
        ("stock_adjusted", "adjustment -> MTY1/available"),
        ("stock_adjusted, stage quarantine", "adjustment -> MTY1/quarantine"),
        ("stage_changed, from_stage available, stage damaged", "MTY1/available -> MTY1/damaged"),
        ("stage_changed, from_stage quarantine, stage available", "MTY1/quarantine -> MTY1/available"),
        ("stock_removed", "MTY1/available -> removed"),
        ("stock_removed, stage damaged", "MTY1/damaged -> removed"),
        ("stock_removed, shipment S-1", "S-1/released -> removed"),
        ("stock_removed, shipment S-1, from_stage in_transit", "S-1/in_transit -> removed"),
        ("stock_counted", "nothing"),
        ("stock_counted, stage sellable", "nothing"),
        ("port_arrived", "nothing"),
        ("customs_inspected", "nothing"),
        ("warehouse_arrived", "nothing"),
        ("eta_changed, eta 2026-12-01", "nothing"),
    ]

    @Test(arguments: table)
    func `every kind moves its units from one place to another`(stated: String, move: String) throws {
        let event = try Event.stated(stated)
        #expect(event.shownMove == move)
        if move != "nothing" {
            #expect(event.move?.sku == "MX-1")
            #expect(event.move?.units == 5)
        }
    }

    @Test func `the table of kinds is complete`() throws {
        let kinds = try Set(Self.table.map { try Event.stated($0.0).kind })
        #expect(kinds == Set(EventKind.allCases))
    }

    @Test(arguments: [
        ("stock_received, quantity -5", "supplier -> MTY1/available"),
        ("stock_received, quantity -5, shipment S-1", "S-1/released -> MTY1/available"),
        ("shipment_short, quantity -5", "D-1/released -> lost"),
        ("stock_adjusted, quantity -5", "adjustment -> MTY1/available"),
    ])
    func `a negative quantity moves the other way`(stated: String, move: String) throws {
        let event = try Event.stated(stated)
        #expect(event.shownMove == move)
        #expect(event.move?.units == -5)
    }

    @Test(arguments: [
        ("stock_opened", "available"), ("stock_received", "available"), ("stock_adjusted", "available"),
        ("stock_removed", "available"), ("stock_counted", "available"), ("return_received", "quarantine"),
        ("transfer_dispatched, to_warehouse CDMX1", "available"),
    ])
    func `the default stage is the usual one of the kind`(stated: String, stage: String) throws {
        #expect(try Event.stated(stated).stage?.rawValue == stage)
    }

    @Test(arguments: ["order_placed", "order_shipped", "order_cancelled", "sale_shipped", "stock_received"])
    func `a memo moves nothing`(kind: String) throws {
        let event = try Event.stated("\(kind), memo true")
        #expect(event.memo)
        #expect(event.move == nil)
    }

    @Test func `the ledger moves what the table says for each kind`() throws {
        let book = try Book()
        var expected: [String] = []
        for (number, (stated, move)) in Self.table.enumerated() {
            let sku = "SKU-\(number)"
            let event = try Event.stated(
                stated.hasPrefix("stock_opened") ? stated + ", warehouse LAX1" : stated
            )
            var fields = event.fields
            if event.sku != nil { fields.sku = try SKU(sku) }
            fields.line = try Line("\(number)")
            // A receipt with the number of a shipment would empty that shipment.
            if event.kind == .stockReceived { fields.document = Document("R-1") }
            try book.ledger.record([Event(fields)])
            if move == "nothing" { continue }
            let ends = move.replacing("MTY1", with: event.warehouse.text).split(separator: " -> ")
            expected += ["\(sku) \(ends[0]) -5", "\(sku) \(ends[1]) 5"]
        }
        let places = try book.rows(
            """
            SELECT s.code, coalesce(w.code || '/', h.code || '/', '') || p.stage, p.units FROM position p
              JOIN sku s ON s.id = p.sku LEFT JOIN warehouse w ON w.id = p.warehouse
              LEFT JOIN shipment h ON h.id = p.shipment
            """
        )
        #expect(places.sorted() == expected.sorted())
    }
}
