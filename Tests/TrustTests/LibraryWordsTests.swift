import Foundation
import Testing

/// The libraries name what is wrong; only the command names commands and options.
@Suite struct LibraryWordsTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Whether a text names an option or a command line of `tarima`. `--reference` is an option of chmod.
    private static func words(of line: Substring) throws -> Bool {
        // The first line of a seal's bytes.
        if line.contains(#""tarima seal 1\n""#) { return false }
        return try Regex(#""[^"]*(\btarima [a-z]|--(?!reference)[a-z])"#).firstMatch(in: line) != nil
    }

    @Test(arguments: ["InventoryLedger", "WarehouseExports", "CentralStore"])
    func `no text of a library names a command or an option`(library: String) throws {
        let folder = Self.root.appendingPathComponent("Sources/\(library)")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
        #expect(files.count > 10)
        for file in files {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where try Self.words(of: line) {
                Issue.record("\(library)/\(file):\(index + 1):\(line)")
            }
        }
    }

    @Test func `a command line or an option in a text is found`() throws {
        #expect(try Self.words(of: #"    "no row waits; see: tarima waiting""#))
        #expect(try Self.words(of: #"    + "or give --at""#))
        #expect(try !Self.words(of: #"    let line = "an option -- or two""#))
        #expect(try !Self.words(of: "    // see: tarima waiting --at"))
    }
}
