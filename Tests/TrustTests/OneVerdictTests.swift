import Foundation
import TestSupport
import Testing

/// The tests give the same result each time: nothing in them depends on the clock, on the system's random numbers or
/// on the user's environment. This suite reads their sources.
@Suite struct OneVerdictTests {
    /// Words that tests must not use, the alternative, and the files that may use them, for a reason stated there.
    private static let banned: [(words: [String], instead: String, mayUse: Set<String>)] = [
        ([".shuffled()", ".randomElement()", "SystemRandomNumberGenerator"], "SeededDraws", []),
        (["Date()", "Date.now", "time(nil)", "gettimeofday"], "Book.now, or an instant written down", []),
        (["TimeZone.current", "Locale.current", "Calendar.current", "autoupdatingCurrent"], "a name", []),
        (
            ["NSTemporaryDirectory", "temporaryDirectory", "\"/tmp", "homeDirectory", "NSHomeDirectory"],
            "TemporaryFolder", ["TemporaryFolder", "CommandRunner"]
        ),
        (
            ["processInfo.environment", "getenv("], "PlainEnvironment",
            [
                "PlainEnvironment", "Seeds",
                // Options for long runs.
                "KeptLedgerTests", "BuiltInProfileTests", "LongLineTests", "TamperedValueTests",
                "TamperedTypeTests",
                "FlippedByteTests",
            ]
        ),
        (
            ["ContinuousClock", "SuspendingClock"], "waitUntil or processorTime",
            [
                "Patience", "RunningCommand",
                // Measurements that are repeated if a busy machine spoils them, or that decide nothing.
                "BusyLedgerTests", "ConcurrencyTests", "CrowdTests", "KillTests", "ProgressTests",
            ]
        ),
        (
            ["sleep("], "waitUntil",
            [
                "Patience", "RunningCommand", "Fifo",
                // Delays that change what is tried, but not what is expected.
                "ConcurrencyTests", "CrowdTests", "KillTests", "ProgressTests", "InterruptTests",
                "ChunkBoundaryTests",
            ]
        ),
        (["getuid(", "geteuid("], "OrdinaryUser", ["OrdinaryUser"]),
    ]

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The sources of the tests and their support.
    private static func sources() throws -> [(name: String, text: String)] {
        let folders = [
            "TestSupport", "InventoryLedgerTests", "WarehouseExportsTests", "CentralStoreTests",
            "TarimaCommandTests", "TrustTests",
        ]
        return try folders.flatMap { folder in
            let root = Self.folder.appendingPathComponent(folder)
            let files = try #require(FileManager.default.enumerator(atPath: root.path))
            return try files.compactMap { $0 as? String }.sorted().filter { $0.hasSuffix(".swift") }.map {
                let file = root.appendingPathComponent($0)
                return (
                    file.deletingPathExtension().lastPathComponent,
                    try String(contentsOf: file, encoding: .utf8)
                )
            }
        }
        .filter { $0.0 != "OneVerdictTests" }
    }

    /// The lines of a text with a word, with their numbers.
    private static func lines(of text: String, with word: String) -> [(number: Int, line: Substring)] {
        guard text.contains(word) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element.contains(word) }.map { ($0.offset + 1, $0.element) }
    }

    @Test func `no test draws from the clock, from the system or from its surroundings`() throws {
        for (name, text) in try Self.sources() {
            for (words, instead, mayUse) in Self.banned where !mayUse.contains(name) {
                for (number, line) in words.flatMap({ Self.lines(of: text, with: $0) }) {
                    Issue.record("\(name).swift:\(number): \(line); use \(instead)")
                }
            }
            for (number, line) in Self.lines(of: text, with: ".random(") where !line.contains("using:") {
                Issue.record("\(name).swift:\(number): \(line); use SeededDraws")
            }
        }
    }

    @Test func `every suite that draws has its seeds in the list`() throws {
        var found: Set<String> = []
        for (name, text) in try Self.sources() where name != "Seeds" {
            for (number, line) in Self.lines(of: text, with: "seeds(") {
                guard let count = line.firstMatch(of: /\bseeds\((\d+)\)/).flatMap({ UInt64($0.1) }) else {
                    continue
                }
                found.insert(name)
                let listed = Seeds.counts[name, default: 0]
                #expect(
                    count <= listed,
                    "\(name).swift:\(number) takes \(count) seeds, Tests/TestSupport/Seeds.swift lists \(listed)"
                )
            }
        }
        #expect(Set(Seeds.counts.keys).subtracting(found) == [], "these draw nothing")
        #expect(Set(Seeds.failedOnce.keys).subtracting(found) == [], "these draw nothing")
    }
}
