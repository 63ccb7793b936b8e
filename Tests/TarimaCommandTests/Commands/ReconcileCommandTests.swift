import TestSupport
import Testing

@Suite struct ReconcileCommandTests {
    @Test func `a stock export is compared with the ledger, and proposes adjustments that can be imported`()
        throws
    {
        let room = try Stockroom()
        try room.write("stock.csv", "sku,quantity\nMX-1,90\n")
        let asked = [
            "reconcile", "stock.csv", "--warehouse", "MTY1", "--at", "2024-11-20", "--format", "json",
        ]
        let report = try PrintedReport(
            room.runner.run(BuiltCommand.path(), asked + ["--propose", "fix.csv"])
        )
        #expect(
            report.rowKeys == [
                "sku", "warehouse", "stage", "asserted_at", "asserted", "book", "difference", "allocated",
                "moved_within_24h", "last_agreed_at",
            ]
        )
        #expect(report.number(0, "difference") == -5)
        #expect(report.number(0, "allocated") == 2)
        #expect(try room.tarima("import", "fix.csv").status == 0)
        let after = try PrintedReport(room.runner.run(BuiltCommand.path(), asked))
        #expect(after.number(0, "difference") == 0)
        try room.expectSound()
    }

    @Test func `a count without place or time is refused with what to add`() throws {
        let room = try Stockroom()
        try room.write("stock.csv", "sku,quantity\nMX-1,90\n")
        let refused = try room.tarima("reconcile", "stock.csv")
        #expect(refused.status == 65)
        #expect(refused.said.first?.hasPrefix("stock.csv:2:warehouse: ") == true)
        #expect(try room.tarima("reconcile", "none.csv").status == 66)
        #expect(try room.tarima("reconcile", "--complete").status == 64)
    }

    @Test func `exceptions --strict fails if there are any`() throws {
        // Its order has been waiting for two years and is still listed.
        let room = try Stockroom()
        let report = try PrintedReport(room.tarima("exceptions", "--format", "json"))
        #expect(
            report.rows.indices.map { report.text($0, "code") } == [
                "dispatched_not_arrived", "order_waiting",
            ]
        )
        #expect(try room.tarima("exceptions", "--strict").status == 65)
        let empty = try Stockroom.empty()
        try empty.tarima("init")
        #expect(try empty.tarima("exceptions", "--strict").status == 0)
    }
}
