import Foundation
import Testing

/// Each folder uses only itself and the folders before it. CONTRIBUTING has the order.
@Suite struct LayerTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let targets = ["InventoryLedger", "WarehouseExports", "CentralStore", "TarimaCommand"]

    /// Files of one folder that may use each other: one idea in two files.
    private static func isOneIdea(_ arrow: SourceGraph.Arrow) -> Bool {
        // The parser requires commands to name their parent, which lists them.
        arrow.to == "Commands/Tarima.swift" && arrow.from.hasPrefix("Commands/")
            && arrow.from.hasSuffix("Command.swift")
    }

    private static func graph(_ target: String) throws -> SourceGraph {
        let sources = folder.appendingPathComponent("Sources").appendingPathComponent(target)
        let names = try #require(FileManager.default.enumerator(atPath: sources.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
        var texts: [String: String] = [:]
        for name in names {
            texts[name] = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
        }
        return try SourceGraph(texts)
    }

    /// The folders of a target in the order of CONTRIBUTING; files without a folder come last.
    private static func order(_ target: String) throws -> [String] {
        let text = try String(contentsOf: folder.appendingPathComponent("CONTRIBUTING.md"), encoding: .utf8)
        let start = try #require(
            text.range(of: "\n- `Sources/\(target)`:"),
            "CONTRIBUTING.md has no order of \(target)"
        )
        let item = text[start.upperBound...].components(separatedBy: "\n- ")[0].components(
            separatedBy: "\n\n"
        )[0]
        return item.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element) + [
            ""
        ]
    }

    @Test(arguments: targets)
    func `no file uses a type of a folder behind its own`(target: String) throws {
        let order = try Self.order(target)
        for arrow in try Self.graph(target).arrowsUp(order: order) {
            let to = SourceGraph.folder(of: arrow.to)
            Issue.record(
                """
                Sources/\(target)/\(arrow.from) uses \(arrow.names.joined(separator: ", ")) of \(arrow.to), and \
                \(to.isEmpty ? "files in no folder" : to) may not be used by \(SourceGraph.folder(of: arrow.from))
                """
            )
        }
    }

    @Test(arguments: targets)
    func `CONTRIBUTING has every folder of a target once, and no other`(target: String) throws {
        let folders = Set(try Self.graph(target).files.map(SourceGraph.folder))
        let order = try Self.order(target).filter { !$0.isEmpty }
        #expect(folders.subtracting([""]).sorted() == order.sorted())
    }

    @Test(arguments: targets)
    func `no files use each other in a circle, except two that are one idea`(target: String) throws {
        for cycle in try Self.graph(target).cycles(without: Self.isOneIdea) {
            Issue.record("these files of Sources/\(target) use each other: \(cycle.joined(separator: ", "))")
        }
    }

    @Test func `an arrow up is found with its file and type`() throws {
        let graph = try SourceGraph([
            "Low/A.swift": "struct A { let b: B.Inner }\n// uses C\nlet text = \"C\"",
            "High/B.swift": "extension B { enum Inner {} }\nstruct B { let a: A }",
            "High/C.swift": "private struct A {}\nstruct C { let a: A }",
        ])
        let up = graph.arrowsUp(order: ["Low", "High"])
        #expect(up == [SourceGraph.Arrow(from: "Low/A.swift", to: "High/B.swift", names: ["B", "B.Inner"])])
        #expect(graph.arrowsUp(order: ["Low"]).count == 2)
    }

    @Test func `files that use each other are found, also through a third`() throws {
        let sources = [
            "A.swift": "struct A { func b() -> B }", "B.swift": "enum B { case c(C) }",
            "C.swift": "final class C { let a = \"\\(A())\" }", "D.swift": "struct D { let a: A, b: B }",
        ]
        let graph = try SourceGraph(sources)
        #expect(graph.cycles(without: { _ in false }) == [["A.swift", "B.swift", "C.swift"]])
        #expect(graph.cycles(without: { $0.from == "C.swift" }).isEmpty)
    }
}
