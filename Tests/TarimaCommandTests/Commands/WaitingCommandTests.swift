import TestSupport
import Testing

/// `tarima waiting`: listing and settling rows.
@Suite struct WaitingCommandTests {
    @Test func `waiting rows are listed, settled by hand, and wait again after an undo`() throws {
        let room = try Stockroom()
        try room.write(
            "returns.csv",
            "kind,source,document,sku,warehouse,quantity,occurred_at,order\nreturn_received,shop,R-1,,MTY1,1,2026-11-05,B-9\n"
        )
        #expect(try room.tarima("import", "returns.csv").status == 0)
        let listed = try PrintedReport(room.tarima("waiting", "--format", "json"))
        #expect(listed.rows.count == 1)
        #expect(listed.text(0, "document") == "R-1")
        #expect(listed.text(0, "message")?.contains("tarima waiting dismiss 2:2 --because TEXT") == true)
        let done = try room.tarima("waiting", "dismiss", "2:2", "--because", "a test order")
        #expect(done.status == 0 && done.said == ["row 2:2 is settled by batch 3"])
        #expect(try PrintedReport(room.tarima("waiting", "--format", "json")).rows.isEmpty)
        let again = try room.tarima("waiting", "dismiss", "2:2", "--because", "twice")
        #expect(again.status == 64 && again.speech.contains("row 2:2 is not waiting; see: tarima waiting"))
        #expect(try room.tarima("waiting", "dismiss", "first", "--because", "x").status == 64)
        #expect(try room.tarima("undo", "3").status == 0)
        #expect(try PrintedReport(room.tarima("waiting", "--format", "json")).rows.count == 1)
    }
}
