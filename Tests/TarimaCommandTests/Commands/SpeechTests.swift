import TestSupport
import Testing

/// Messages besides the data.
@Suite struct SpeechTests {
    @Test func `one event is singular`() throws {
        let room = try Stockroom()
        let arrived = try room.tarima("shipment", "S-1", "--port-arrived", "--at", "2024-10-18")
        #expect(arrived.said == ["recorded 1 event as batch 2; take it back with: tarima undo 2"])
        let undone = try room.tarima("undo", "2")
        #expect(undone.said == ["batch 2 is undone by batch 3: 1 event reversed, 0 restored"])
        #expect(try room.tarima("rebuild", "--check").said == ["the stored sums match the log of 6 events"])
    }

    @Test func `a file with waiting rows says where to look`() throws {
        let room = try Stockroom()
        try room.write(
            "returns.csv",
            "kind,document,order,sku,warehouse,quantity,occurred_at\nreturn_received,R-1,4799,,MTY1,1,2024-11-20\n"
        )
        let outcome = try room.tarima("import", "returns.csv")
        #expect(outcome.status == 0)
        #expect(
            outcome.said == [
                "returns.csv: 1 row waiting for more information; see: tarima waiting"
            ]
        )
        #expect(try room.tarima("exceptions", "--code", "waiting_row", "--format", "csv").lines.count == 2)
    }

    @Test func `a second source is refused with the commands to choose from`() throws {
        let room = try Stockroom()
        try #require(try room.tarima("sources", "set", "MTY1", "dispatch=shop").status == 0)
        try room.write("out.csv", Stockroom.header + "sale_shipped,OUT-1,MX-1,MTY1,2,2024-11-14\n")
        let outcome = try room.expectUnchanged { try room.tarima("import", "out.csv", "--source", "wms") }
        #expect(outcome.status == 65)
        #expect(
            outcome.said == [
                "tarima: out.csv: dispatches of MTY1 already come from shop.",
                "Importing them from wms too would count the same units twice.",
                "Choose one: tarima sources set MTY1 dispatch=shop,wms (keeps both, if each reports its own); or import "
                    + "the file with --as memo (counts its demand, moves no stock); or tarima sources set MTY1 "
                    + "dispatch=wms (wms instead of shop)",
            ]
        )
        #expect(try room.tarima("tellers", "set", "MTY1", "dispatch=wms").status == 0)
        #expect(try room.tarima("import", "out.csv", "--source", "wms").status == 0)
    }
}
