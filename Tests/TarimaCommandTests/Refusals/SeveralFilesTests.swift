import TestSupport
import Testing

/// Several files in one command: all are tried, each has its row, and the first failure gives the exit status.
@Suite struct SeveralFilesTests {
    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("good.csv", Stockroom.header + "stock_received,G-1,MX-7,MTY1,1,2024-10-25\n")
        try room.write("better.csv", Stockroom.header + "stock_received,G-2,MX-7,MTY1,1,2024-10-25\n")
        try room.write("bad.csv", Stockroom.header + "stock_received,G-3,MX-7,MTY1,many,2024-10-25\n")
        return room
    }

    @Test(
        arguments: [
            (["nothing.csv", "good.csv", "bad.csv", "better.csv"], 66),
            (["good.csv", "bad.csv", "nothing.csv", "better.csv"], 65),
            (["good.csv", "better.csv"], 0),
        ] as [([String], Int32)]
    )
    func `all files are tried and the first failure gives the status`(_ files: [String], _ status: Int32)
        throws
    {
        let room = try room()
        let outcome = try room.runner.run(BuiltCommand.path(), ["import", "--format", "json"] + files)
        #expect(outcome.status == status)
        let report = try PrintedReport(outcome)
        #expect(report.rows.indices.map { report.text($0, "file") } == files)
        for row in report.rows.indices {
            let isGood = files[row] == "good.csv" || files[row] == "better.csv"
            #expect(report.isNull(row, "batch") == !isGood)
            #expect(report.number(row, "events") == (isGood ? 1 : 0))
        }
        #expect(
            try PrintedReport(room.tarima("stock", "MX-7", "--format", "json")).number(0, "available") == 2
        )
    }

    @Test func `a file named twice is recorded once`() throws {
        let room = try room()
        let report = try PrintedReport(room.tarima("import", "good.csv", "good.csv", "--format", "json"))
        #expect(report.number(0, "recorded") == 1)
        #expect(report.number(1, "duplicates") == 1)
    }

    @Test func `every file is its own batch, so that one can be taken back`() throws {
        let room = try room()
        try room.tarima("import", "good.csv", "better.csv")
        try room.tarima("undo", "2")
        let live = try PrintedReport(room.tarima("events", "--sku", "MX-7", "--live", "--format", "json"))
        #expect(live.rows.count == 1)
        #expect(live.text(0, "document") == "G-2")
    }
}
