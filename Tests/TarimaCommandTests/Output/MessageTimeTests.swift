import TestSupport
import Testing

/// Times in sentences are on the ledger's clock, like those in the columns of a table. Only values for programs are in UTC.
@Suite struct MessageTimeTests {
    /// A ledger that is contradictory in each way that a time is said for, and a file that contradicts it.
    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write(
            "facts.csv",
            """
            kind,document,sku,warehouse,quantity,occurred_at
            order_placed,2000004799,MX-1,MTY1,1,2024-11-22T04:22:37Z
            order_placed,2000004800,MX-1,MTY1,1,2024-11-15T12:00:00Z
            order_shipped,2000004800,MX-1,MTY1,1,2024-11-14T05:30:00Z
            stock_counted,C-1,MX-1,MTY1,90,2024-11-20T02:00:00Z

            """
        )
        try room.write(
            "count.csv",
            "kind,document,sku,warehouse,quantity,occurred_at\nstock_counted,C-2,MX-1,MTY1,91,2024-11-20T02:00:00Z\n"
        )
        for file in ["facts.csv", "count.csv"] { try #require(try room.tarima("import", file).status == 0) }
        return room
    }

    @Test(arguments: ["table", "csv", "json"])
    func `exceptions say their times on the ledger's clock in every format`(format: String) throws {
        let output = try room().tarima("exceptions", "--format", format).output
        for said in [
            "waiting since 2024-11-21 22:22:37-06:00", "shipped at 2024-11-13 23:30-06:00",
            "placed at 2024-11-15 06:00-06:00", "counted at 2024-11-19 20:00-06:00",
        ] {
            #expect(output.contains(said), "\(said): \(output)")
        }
    }

    @Test func `conflicts and warnings say their times on the ledger's clock`() throws {
        let room = try room()
        try room.write(
            "contradicting.csv",
            """
            kind,document,line,sku,warehouse,quantity,occurred_at
            stock_received,GRN-9,1,MX-1,MTY1,4,2024-11-20T02:00:00Z

            """
        )
        try #require(try room.tarima("import", "contradicting.csv").status == 0)
        try room.write(
            "contradicting.csv",
            """
            kind,document,line,sku,warehouse,quantity,occurred_at
            stock_received,GRN-9,1,MX-1,MTY1,4,2024-11-20T03:00:00Z
            stock_received,GRN-10,1,MX-1,MTY1,4,2199-01-01T03:00:00Z

            """
        )
        let said = try room.tarima("import", "contradicting.csv").speech
        #expect(said.contains("the ledger has 2024-11-19 20:00-06:00 (batch"), "\(said)")
        #expect(said.contains("2198-12-31 21:00-06:00 is more than a day ahead"), "\(said)")
    }

    @Test func `an opening at another instant says when the stock was opened`() throws {
        let room = try room()
        try room.write("opening.csv", "sku,warehouse,quantity\nMX-1,GDL,5\n")
        try #require(try room.tarima("open", "opening.csv", "--at", "2024-09-01T18:00:00Z").status == 0)
        let said = try room.tarima("open", "opening.csv", "--at", "2024-09-02").speech
        #expect(said.contains("the stock of GDL was opened at 2024-09-01 12:00-06:00"), "\(said)")
    }
}
