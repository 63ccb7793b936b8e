import Foundation
import Testing

/// Compares the document on the architecture with the sources.
@Suite struct ArchitectureTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The words in backquotes, outside of code blocks. In a table cell, a name after a folder is a neighbour of that
    /// folder: `Sources/WarehouseExports/Text`, `Rows`.
    private static func names() throws -> [String] {
        var names: [String] = []
        var isInBlock = false
        for line in try text("Documentation/Architecture.md").split(separator: "\n") {
            if line.hasPrefix("```") { isInBlock.toggle() }
            if isInBlock { continue }
            for cell in line.split(separator: "|") {
                var parent: Substring?
                for name in cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                    .filter({ $0.offset % 2 == 1 }).map(\.element)
                {
                    if let parent, !name.contains("/") {
                        names.append("\(parent)/\(name)")
                    } else {
                        names.append(String(name))
                    }
                    if line.hasPrefix("|"), name.hasPrefix("Sources/"), !name.contains("."),
                        let slash = name.lastIndex(of: "/")
                    {
                        parent = name[..<slash]
                    }
                }
            }
        }
        return names
    }

    @Test func `every file and folder that the document names exists`() throws {
        let paths = try Self.names().filter { $0.contains("/") }
        #expect(paths.count > 30)
        for path in paths {
            let place = Self.root.appendingPathComponent(path).path
            #expect(FileManager.default.fileExists(atPath: place), "\(path)")
        }
    }

    @Test func `every type that the document names is declared`() throws {
        let types = try Set(Self.names().filter { $0.wholeMatch(of: #/[A-Z][a-z]+[A-Za-z]*/#) != nil })
            .subtracting(["Migrations", "Tests", "Benchmarks"])
        #expect(types.count > 15)
        let sources = Self.root.appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(atPath: sources.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
        var declared: Set<String> = []
        for file in files {
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            for match in text.matches(of: #/\b(?:struct|class|enum|protocol|actor) ([A-Z]\w*)/#) {
                declared.insert(String(match.1))
            }
        }
        #expect(types.subtracting(declared).sorted() == [])
    }
}
