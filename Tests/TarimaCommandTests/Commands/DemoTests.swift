import Foundation
import TestSupport
import Testing

@Suite struct DemoTests {
    @Test func `the demo ends with the promotion review and its page, and leaves a sound ledger`() throws {
        let room = try Stockroom.empty()
        let demo = try room.tarima("demo", "--into", "season")
        #expect(demo.status == 0, "\(demo)")
        #expect(demo.output.contains("$ tarima sell-through --promo buen-fin\n"))
        #expect(demo.output.contains("64 units of INB-77131 were received 2 days after the start"))
        let page = try String(contentsOfFile: room.path("season/review.html"), encoding: .utf8)
        #expect(page.contains("154 of 212 forecast units were sold"))
        let ledger = "season/tarima.ledger"
        #expect(try room.tarima("--ledger", ledger, "verify").status == 0)
        // Known facts of the demo: nothing is negative, and one shipment lacks four units.
        let exceptions = try PrintedReport(room.tarima("--ledger", ledger, "exceptions", "--format", "json"))
        let codes = exceptions.rows.indices.compactMap { exceptions.text($0, "code") }
        #expect(!codes.contains("negative_stock"))
        #expect(codes.contains("dispatched_not_arrived"))
    }

    @Test func `a demo that fails leaves no folder behind`() throws {
        let room = try Stockroom.empty()
        let demo = try room.shell("ulimit -f 16; exec \"$@\"", ["demo", "--into", "season"])
        #expect(demo.status != 0 && demo.speech.contains("file size limit"), "\(demo)")
        #expect(!FileManager.default.fileExists(atPath: room.path("season")))
    }
}
