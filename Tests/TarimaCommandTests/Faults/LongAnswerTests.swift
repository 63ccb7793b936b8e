import TestSupport
import Testing

/// Answers with as many rows as there are events, which must not be held in memory.
@Suite struct LongAnswerTests {
    private static let rows = 4000
    /// Per row, so that holding all rows would far exceed what any answer needs.
    private static let noteBytes = 8000
    private static let allowance = 20 * 1024

    private static let room = Result {
        let room = try Stockroom()
        let note = String(repeating: "n", count: noteBytes)
        try room.write(
            "events.csv",
            "kind,document,sku,warehouse,quantity,occurred_at,note\n"
                + (0..<rows).map { "stock_received,R-\($0),ONE,MTY1,1,2024-11-\(10 + $0 % 20),\(note)\n" }
                .joined()
        )
        try room.write(
            "rejected.csv",
            "kind,document,sku,warehouse,quantity,occurred_at,note\n"
                + (0..<rows).map { "stock_received,B-\($0),ONE,MTY1,many,2024-11-10,\(note)\n" }.joined()
        )
        try room.write("items.csv", "sku,name\n" + (0..<rows).map { "I-\($0),\(note)\n" }.joined())
        for arguments in [
            ["import", "events.csv"], ["import", "rejected.csv", "--skip-rejected"], ["items", "items.csv"],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            try #require(outcome.status == 0, "\(outcome)")
        }
        return room
    }

    private static let reports = [["events"], ["rejected"], ["card", "ONE"], ["items"]]

    /// Each report in two formats, and so each format of at least two reports.
    private static let answers = reports.enumerated().flatMap { number, report in
        ["table", "csv", "json", "table"][number % 3...number % 3 + 1].map { report + ["--format", $0] }
    }

    @Test(arguments: answers)
    func `a long answer takes as much memory as a short one`(_ answer: [String]) throws {
        let room = try Self.room.get()
        let long = try room.runner.run(BuiltCommand.path(), answer)
        #expect(long.status == 0)
        // Afterwards, because the system counts the peak of this growing process as that of the program it starts.
        let short = try room.runner.run(BuiltCommand.path(), ["stock"])
        try #require(short.status == 0, "\(short)")
        #expect(long.lines.count > Self.rows)
        #expect(
            long.peakMemory < short.peakMemory + Self.allowance,
            "\(answer): \(long.peakMemory) KiB, stock: \(short.peakMemory) KiB"
        )
    }

    @Test(arguments: zip(reports, ["table", "csv", "json", "table"]))
    func `a reader that stops reading a long answer is a quiet end`(_ report: [String], format: String)
        throws
    {
        let room = try Self.room.get()
        let outcome = try room.shell(
            "{ \"$@\"; echo \"status $?\" >&2; } | head -c 10",
            report + ["--format", format]
        )
        #expect(outcome.said == ["status 0"])
    }

    @Test(arguments: ["table", "csv", "json"])
    func `a long answer to a full device is an error`(format: String) throws {
        let room = try Self.room.get()
        let outcome = try room.runner.run(
            BuiltCommand.path(),
            ["events", "--format", format],
            output: .file("/dev/full")
        )
        #expect(outcome.status == 74, "\(outcome)")
        #expect(outcome.said.count == 1 && outcome.speech.contains("disk is full"), "\(outcome)")
    }
}
