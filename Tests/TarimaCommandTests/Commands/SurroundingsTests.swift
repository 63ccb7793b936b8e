import Foundation
import TestSupport
import Testing

/// The environment of the command does not matter: neither time zone nor language, nor a missing or read-only home,
/// nor the folder of temporary files.
@Suite struct SurroundingsTests {
    private static let surroundings: [[String: String?]] = [
        ["TZ": "Asia/Kolkata", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"],
        ["TZ": "America/Tijuana", "LC_ALL": "POSIX"],
        ["HOME": nil], ["HOME": "/nowhere"], ["HOME": ""], ["TMPDIR": "/nowhere"], ["NO_COLOR": "1"],
        ["TERM": "xterm-256color"], ["PATH": ""],
    ]

    /// The final content of a ledger after a few commands.
    private func life(in surroundings: [String: String?]) throws -> [String] {
        var room = try Stockroom.empty()
        for (name, value) in surroundings { room.runner.environment[name] = value }
        try room.write("season.csv", FaultScenario.file)
        // Dates without a time or a zone, and letters whose case depends on the language.
        try room.write(
            "more.csv",
            Stockroom.header.replacing("kind", with: "KIND")
                + "stock_received,GRN-İ,mini-ışık,MTY1,1250,2026-03-08\n"
                + "stock_received,GRN-I,MINI-I,MTY1,12,2026-11-01T01:30\n"
        )
        var said: [String] = []
        for arguments in [
            ["init", "--time-zone", "America/Mexico_City", "--currency", "MXN"],
            ["import", "season.csv", "more.csv", "--skip-rejected"],
            ["stock", "--all"], ["card", "MX-1"], ["events"], ["export"], ["rejected"],
            ["sell-through", "--from", "2024-11-13", "--to", "2024-11-17"], ["undo", "1"],
            ["export"], ["nonsense"],
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            said.append("\(arguments): \(outcome)")
        }
        return said
    }

    @Test func `the command prints the same wherever it runs`() throws {
        let plain = try life(in: [:])
        for surroundings in Self.surroundings {
            for (here, there) in zip(try life(in: surroundings), plain) {
                #expect(here == there, "\(surroundings)")
            }
        }
    }
}
