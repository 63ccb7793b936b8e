import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The events that a profile makes of a row.
@Suite struct ProfileEventsTests {
    /// A file of moves whose rows have everything but the kind.
    private static let moves = """
        name: moves
        header: [Ref, Art, Good, Bad, Status]
        columns: { document: Ref, sku: Art, quantity: Good }
        constants: { warehouse: MTY1, occurred_at: 2026-11-13 }

        """
    private static let head = "Ref,Art,Good,Bad,Status\n"

    @Test func `a row may have several events, each with its own columns`() throws {
        let profile =
            Self.moves + """
                events:
                  - record:
                      - { kind: stock_received }
                      - { kind: stock_received, stage: damaged, columns: { quantity: Bad } }
                """
        #expect(
            try recorded(Self.head + "G-1,MX-1,97,3,\n", by: profile, [.kind, .sku, .quantity, .stage]) == [
                "stock_received MX-1 97 available", "stock_received MX-1 3 damaged",
            ]
        )
        // All or nothing: a row is read completely or rejected.
        #expect(try recorded(Self.head + "G-1,MX-1,97,x,\n", by: profile) == ["2! Bad not_a_number"])
        #expect(try recorded(Self.head + "G-1,MX-1,97,0,\n", by: profile) == ["2! Bad zero_quantity"])
    }

    @Test func `an event with a zero or blank quantity is left out if the profile says so`() throws {
        let profile =
            Self.moves + """
                events:
                  - record:
                      - { kind: stock_received, skip_zero: true }
                      - { kind: stock_received, stage: damaged, columns: { quantity: Bad }, skip_zero: true }
                """
        let rows = "G-1,MX-1,97,0,\nG-1,MX-2,,3,\nG-1,MX-3,0,0,\nG-1,MX-4,,,\nG-1,MX-5,,x,\nG-1,MX-6,-0,00,\n"
        #expect(
            try recorded(Self.head + rows, by: profile, [.sku, .quantity, .stage]) == [
                "MX-1 97 available", "MX-2 3 damaged", "6! Bad not_a_number", "ignored 3",
            ]
        )
    }

    @Test func `a negative quantity of the source can be negated`() throws {
        let profile =
            Self.moves + """
                events:
                  - when: { Good: "<0" }
                    record: { kind: stock_removed, negate: quantity }
                  - record: { kind: stock_received }
                """
        #expect(
            try recorded(Self.head + "A,MX-1,-4,,\nB,MX-1,4,,\nC,MX-1,0,,\n", by: profile) == [
                "stock_removed A MX-1 4", "stock_received B MX-1 4", "4! Good zero_quantity",
            ]
        )
    }

    @Test func `a condition on a number uses the number format of the profile`() throws {
        let profile =
            Self.moves + """
                numbers: { decimal: comma, grouping: point }
                events:
                  - when: { Good: "<0" }
                    record: { kind: stock_removed, negate: quantity }
                  - record: { kind: stock_received }
                """
        #expect(
            try recorded(Self.head + "A,MX-1,-1.200,,\nB,MX-1,\"1.200,00\",,\n", by: profile) == [
                "stock_removed A MX-1 1200", "stock_received B MX-1 1200",
            ]
        )
    }

    @Test func `the smallest number cannot be negated and is refused`() throws {
        let profile = Self.moves + "events: [{ record: { kind: stock_adjusted, negate: quantity } }]"
        #expect(
            try recorded(Self.head + "A,MX-1,-9223372036854775808,,\n", by: profile) == [
                "2! Good out_of_range"
            ]
        )
    }

    @Test func `the first case that matches decides, and a row without one is rejected`() throws {
        let profile =
            Self.moves + """
                events:
                  - when: { Status: [New, Paid] }
                    record: { kind: order_placed }
                  - when: { Status: "Ship*", Art: "!FEE*" }
                    record: [{ kind: order_placed }, { kind: order_shipped }]
                  - when: { Status: "Ship*" }
                    record: { kind: sale_shipped }
                """
        let rows = "1,A,1,,New\n2,A,1,,Paid\n3,A,1,,Shipped\n4,FEE-1,1,,Shipping\n5,A,1,,paid\n6,A,1,,\n"
        #expect(
            try recorded(Self.head + rows, by: profile, [.kind, .document]) == [
                "order_placed 1", "order_placed 2", "order_placed 3", "order_shipped 3", "sale_shipped 4",
                "6! Status no_case", "7! Status no_case",
            ]
        )
    }

    @Test func `rows without goods are ignored before anything else is read`() throws {
        let profile =
            Self.moves + """
                ignore:
                  - { when: { Art: "" }, because: a parent row }
                  - when: { Art: [ENVIO, "SRV-*"], Status: "?*" }
                events: [{ record: { kind: stock_received } }]
                """
        let rows = "1,,x,,\n2, \u{A0},x,,\n3,ENVIO,x,,Paid\n4,SRV-9,x,,Paid\n5,ENVIO,1,,\n"
        #expect(
            try recorded(Self.head + rows, by: profile, [.document, .sku]) == ["5 ENVIO", "ignored 4"]
        )
    }

    @Test func `an event's own stage takes precedence over the column of all events`() throws {
        let profile = """
            name: returns
            header: [Ref, Art, Qty, Disposition]
            columns: { document: Ref, sku: Art, quantity: Qty, stage: Disposition }
            constants: { warehouse: MTY1, occurred_at: 2026-11-13 }
            values: { stage: { SELLABLE: available, "*": damaged } }
            events:
              - record:
                  - { kind: return_received, stage: quarantine }
                  - { kind: return_inspected }
            """
        #expect(
            try recorded("Ref,Art,Qty,Disposition\nR-1,MX-1,1,SELLABLE\n", by: profile, [.kind, .stage]) == [
                "return_received quarantine", "return_inspected available",
            ]
        )
    }

    @Test func `a kind may come from a column through the profile's values`() throws {
        let profile = """
            name: typed
            header: [Typ, Ref, Art, Qty]
            columns: { kind: Typ, document: Ref, sku: Art, quantity: Qty }
            values: { kind: { 采购入库: stock_received, FBM出库: sale_shipped } }
            constants: { warehouse: MTY1, occurred_at: 2026-11-13 }
            """
        #expect(
            try recorded(
                "Typ,Ref,Art,Qty\n采购入库,1,A,1\nFBM出库,2,A,1\n锁定流水,3,A,1\n,4,A,1\n",
                by: profile,
                [.kind, .document]
            )
                == ["stock_received 1", "sale_shipped 2", "4! Typ not_allowed", "5! kind missing_value"]
        )
    }
}
