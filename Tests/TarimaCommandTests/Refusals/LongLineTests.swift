import Foundation
import TestSupport
import Testing

/// Lines far longer than any row: memory must not grow with them.
@Suite struct LongLineTests {
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["TARIMA_LONG_LINES"] != nil,
            "reads a line of 1 GiB; set TARIMA_LONG_LINES to run it"
        )
    )
    func `a line of a gigabyte is refused without holding it in memory`() throws {
        let room = try Stockroom()
        let path = try room.write(
            "long.csv",
            Stockroom.header + "stock_received,G-1,MX-1,MTY1,1,2024-10-25\n"
        )
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        // A sparse file: it reads as a gigabyte of NUL characters and takes no space.
        try file.seekToEnd()
        try file.truncate(atOffset: 1 << 30)
        try file.seekToEnd()
        try file.write(contentsOf: Data("\nstock_received,G-2,MX-1,MTY1,1,2024-10-25\n".utf8))
        try file.close()
        let outcome = try room.expectUnchanged {
            try room.tarima("import", "long.csv", "--format", "json")
        }
        #expect(outcome.status == 65)
        #expect(outcome.said.first?.hasPrefix("long.csv:3: ") == true)
        let report = try PrintedReport(outcome)
        #expect(report.number(0, "rows") == 3)
        #expect(report.number(0, "rejected") == 1)
        #expect(outcome.peakMemory < 200 * 1024)
    }
}
