import TestSupport
import Testing

/// Codes and waiting rows on the command line.
@Suite struct CodesCommandTests {
    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write(
            "sales.csv",
            "kind,source,document,sku,warehouse,quantity,occurred_at\norder_placed,meli,O-1,2PACK,FULL,3,2024-11-14\n"
        )
        try #require(try room.tarima("import", "sales.csv").status == 0)
        return room
    }

    @Test func `missing codes are printed as the file to fill`() throws {
        let room = try room()
        let missing = try room.tarima("codes", "--missing")
        #expect(missing.output == "what,source,code,value,units\nsku,meli,2PACK,,\nwarehouse,meli,FULL,,\n")
        let filled = missing.output.replacing("2PACK,,", with: "2PACK,MX-1,2").replacing(
            "FULL,,",
            with: "FULL,MTY1,"
        )
        let recorded = try room.tarima("codes", "-", input: filled)
        #expect(
            recorded.status == 0 && recorded.speech.contains("recorded 2 codes as batch 3"),
            "\(recorded)"
        )
        let stock = try PrintedReport(room.tarima("stock", "MX-1", "--format", "json"))
        #expect(stock.number(0, "allocated") == 8)
        #expect(try room.tarima("codes", "--missing").output == "what,source,code,value,units\n")
        #expect(try room.tarima("codes", "--format", "csv").output.contains("sku,meli,2PACK,MX-1,2\n"))
        try room.expectSound()
    }

    @Test func `a bad row of the map is reported with its place, and nothing is recorded`() throws {
        let room = try room()
        try room.write("codes.csv", "what,source,code,value,units\nsku,meli,2PACK,MX-1,two\nshop,meli,F,G,\n")
        let refused = try room.expectUnchanged { try room.tarima("codes", "codes.csv") }
        #expect(refused.status == 65)
        #expect(refused.speech.contains("codes.csv:2:units: "))
        #expect(refused.speech.contains("codes.csv:3:what: "))
    }

    @Test func `a code file is distinguished from a missing file and a folder`() throws {
        let room = try room()
        #expect(try room.tarima("codes", "nowhere.csv").status == 66)
        #expect(try room.tarima("codes", ".").status == 66)
        #expect(try room.tarima("codes", "x.csv", "--missing").status == 64)
        try room.write("items.csv", "sku,name\nMX-1,Lamp\n")
        let other = try room.tarima("codes", "items.csv")
        let says = "items.csv:1: the columns what, source, code, value are missing"
        #expect(other.status == 65 && other.speech.contains(says), "\(other)")
    }

    @Test func `a waiting row is listed until its order is imported`() throws {
        let room = try room()
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"
        try room.write("cancelled.csv", header + "order_cancelled,meli,O-2,2PACK,FULL,,2024-11-15\n")
        try room.write("order.csv", header + "order_placed,meli,O-2,2PACK,FULL,1,2024-11-14\n")
        let waiting = try PrintedReport(room.tarima("import", "cancelled.csv", "--format", "json"))
        #expect(waiting.number(0, "waiting") == 1 && waiting.number(0, "batch") == 3)
        let listed = try PrintedReport(room.tarima("exceptions", "--code", "waiting_row", "--format", "json"))
        #expect(listed.text(0, "code") == "waiting_row" && listed.text(0, "document") == "O-2")
        #expect(listed.text(0, "message")?.contains("cancelled.csv:2 waits for order O-2") == true)
        try #require(try room.tarima("import", "order.csv").status == 0)
        #expect(
            try PrintedReport(room.tarima("exceptions", "--code", "waiting_row", "--format", "json")).rows
                .isEmpty
        )
        try room.expectSound()
    }
}
