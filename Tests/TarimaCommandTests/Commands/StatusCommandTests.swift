import TestSupport
import Testing

/// The screen of every morning, and exceptions on a terminal.
@Suite struct StatusCommandTests {
    private func room() throws -> Stockroom {
        var room = try Stockroom()
        room.runner.environment["NO_COLOR"] = "1"
        room.runner.environment["TERM"] = "xterm"
        return room
    }

    @Test func `status is one screen that names a command for each topic`() throws {
        let status = try room().tarima("status", "--as-of", "2024-11-20")
        #expect(status.status == 0, "\(status)")
        let lines = status.output.split(separator: "\n").map(String.init)
        #expect(lines.count <= 40)
        for heading in [
            "Data through, see: tarima batches --coverage", "Arrived in the last 7 days: nothing",
            "Stuck for longer than nine of ten", "Runs out within 30 days",
            "Orders that wait for more than 48 hours, see: tarima exceptions --code order_waiting",
            "Needs a decision: nothing",
        ] { #expect(lines.contains { $0.hasPrefix(heading) }, "\(heading)\n\(status.output)") }
        #expect(lines.contains("2000004711  MX-1  MTY1              2  2024-11-13"), "\(status.output)")
    }

    @Test func `programs get every line of the status`() throws {
        let report = try PrintedReport(room().tarima("status", "--as-of", "2024-11-20", "--format", "json"))
        #expect(report.rows.indices.map { report.text($0, "topic") } == ["data_through", "stuck", "waiting"])
        let csv = try room().tarima("status", "--as-of", "2024-11-20", "--format", "csv")
        #expect(csv.output.hasPrefix("topic,code,source,document,sku,warehouse,quantity,on,command\n"))
        #expect(try room().tarima("status", "--arrived-days", "-1").status == 64)
    }

    @Test func `on a terminal, exceptions come by kind with what to do next`() throws {
        let room = try room()
        let rows = (1...12).map { "order_placed,A-\($0),MX-1,MTY1,1,2024-11-14\n" }.joined()
        try room.write("orders.csv", Stockroom.header + rows)
        #expect(try room.tarima("import", "orders.csv").status == 0)
        let terminal = try PseudoTerminal(columns: 80)
        let outcome = try room.shell("\"$@\" > \(terminal.path)", words: ["exceptions"])
        #expect(outcome.status == 0, "\(outcome)")
        let lines = terminal.text().replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.first == "order_waiting, 13: orders that have not left in time")
        #expect(lines.filter { $0.hasPrefix("MX-1  MTY1") }.count == 11)
        #expect(lines.contains("and 3 more; see: tarima exceptions --code order_waiting"))
        #expect(lines.contains { $0.hasPrefix("dispatched_not_arrived, 1: goods that are overdue") })
        // In a pipe, every one has its row.
        let piped = try room.tarima("exceptions")
        #expect(piped.output.split(separator: "\n").count == 15)
        #expect(
            try room.tarima("exceptions", "--as-of", "2024-11-10").output.contains("order_waiting") == false
        )
    }
}
