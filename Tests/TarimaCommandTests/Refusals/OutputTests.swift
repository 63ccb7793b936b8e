import Foundation
import TestSupport
import Testing

/// Readers of the output that go away, and outputs that accept nothing.
@Suite struct OutputTests {
    static let reports = [
        ["export"], ["stock"], ["stock", "--format", "json"], ["card", "MX-1", "--format", "csv"], ["events"],
        ["events", "--format", "csv"], ["batches"], ["rejected"], ["verify"], ["profiles"],
        ["profiles", "show", "tarima"],
        ["template", "stock_received"], ["import", "receipts.csv"], ["help"], ["--version"],
    ]

    @Test(arguments: reports)
    func `a reader that has gone away is a quiet end`(_ arguments: [String]) throws {
        let room = try Stockroom()
        try room.write("receipts.csv", Stockroom.receipts)
        let outcome = try room.runner.run(BuiltCommand.path(), arguments, output: .closedPipe)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.speech.isEmpty)
    }

    @Test func `a reader that takes one line of many is a quiet end`() throws {
        let room = try Stockroom()
        let rows = (0..<5000).map { "stock_received,G-\($0),MX-2,MTY1,1,2024-10-25\n" }.joined()
        try room.write("many.csv", Stockroom.header + rows)
        try room.tarima("import", "many.csv")
        for report in ["export", "events"] {
            let outcome = try room.shell("{ \"$@\"; echo \"status $?\" >&2; } | head -n 1", report)
            #expect(outcome.lines.count == 1)
            #expect(outcome.said == ["status 0"])
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: "/dev/full"),
            "this system has no device that is always full"
        ),
        arguments: [["export"], ["stock", "--format", "csv"], ["help"]]
    )
    func `an output that accepts nothing is an error in one line`(_ arguments: [String]) throws {
        let room = try Stockroom()
        let outcome = try room.runner.run(BuiltCommand.path(), arguments, output: .file("/dev/full"))
        #expect(outcome.status == 74)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.hasPrefix("tarima: cannot write the output: "))
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func `a standard stream that is closed does no harm to the ledger`(_ closed: String) throws {
        let room = try Stockroom()
        try room.write(
            "more.csv",
            Stockroom.header + "stock_received,GRN-2,MX-1,MTY1,5,2024-10-25\nbad row\n"
        )
        _ = try room.shell("exec \"$@\" \(closed)", "import", "more.csv", "--skip-rejected")
        _ = try room.shell("exec \"$@\" \(closed)", "stock")
        #expect(try PrintedReport(room.tarima("stock", "--format", "json")).number(0, "available") == 100)
        try room.expectSound()
    }
}
