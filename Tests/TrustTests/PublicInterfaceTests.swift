import Foundation
import Testing

/// Every public declaration of the libraries has a comment.
@Suite struct PublicInterfaceTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources")

    @Test(arguments: ["InventoryLedger", "WarehouseExports", "CentralStore"])
    func `every public declaration has a comment`(library: String) throws {
        let sources = Self.folder.appendingPathComponent(library)
        let names = try #require(FileManager.default.enumerator(atPath: sources.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
        var count = 0
        for name in names {
            let source = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            let interface = PublicInterface(source)
            count += interface.declarations.count
            for (line, text) in interface.declarations where !interface.isDocumented(line) {
                Issue.record("Sources/\(library)/\(name):\(line): say what this is: \(text)")
            }
        }
        #expect(count > 20)
    }

    @Test(arguments: [
        "public struct A {}", "/// A.\npublic struct A {\n    public let b: Int\n}",
        "// A.\n@discardableResult\npublic func a() {}", "/// A.\npublic enum A {\n    case b\n}",
        "/// A.\npublic protocol A {\n    var b: Int { get }\n}",
    ])
    func `a declaration without a comment is found`(source: String) {
        let interface = PublicInterface(source)
        #expect(interface.declarations.filter { !interface.isDocumented($0.line) }.count == 1)
    }

    @Test(arguments: [
        "struct A { let b: Int }", "package enum A {\n    case b\n}", "// public struct A {}",
        "/// A.\n@MainActor\npublic func a() {\n    switch b {\n    case c: d()\n    }\n}",
        "/// A.\npublic enum A {\n    /// B.\n    case b\n    var c: Int { switch self { case b: 1 } }\n}",
        "extension A {\n    public static func == (lhs: A, rhs: A) -> Bool { true }\n}",
    ])
    func `what is not public, or says what it is, is not found`(source: String) {
        let interface = PublicInterface(source)
        #expect(interface.declarations.filter { !interface.isDocumented($0.line) }.isEmpty)
    }
}

/// The public declarations of a file: explicit ones, the cases of public enums, and the requirements of public
/// protocols.
private struct PublicInterface {
    /// Each with its line, from 1.
    private(set) var declarations: [(line: Int, text: String)] = []
    private let lines: [Substring]

    /// Requirements of the standard library's protocols, which are documented there.
    private static let required = [
        "func ==", "func <", "func hash(into", "func encode(to", "init(from ", "init(integerLiteral",
        "var description:",
    ]

    init(_ source: String) {
        lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let code = SwiftCode(source).text.split(separator: "\n", omittingEmptySubsequences: false)
        /// For each open brace, whether its declarations are public.
        var scopes: [Scope] = []
        for (index, line) in code.enumerated() {
            let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
            let text = words.joined(separator: " ")
            let isOpen = scopes.last.map { $0.isMember(text) } ?? false
            if words.first == "public" || words.first?.hasPrefix("public(") == true || isOpen,
                !Self.required.contains(where: { text.contains($0) })
            {
                declarations.append((index + 1, text))
            }
            var scope = Scope(text)
            for character in line.utf8 {
                if character == UInt8(ascii: "{") {
                    scopes.append(scope)
                    scope = .other
                } else if character == UInt8(ascii: "}") {
                    _ = scopes.popLast()
                }
            }
        }
    }

    private enum Scope {
        case publicEnum, publicProtocol, other

        init(_ text: String) {
            self =
                text.hasPrefix("public enum") || text.hasPrefix("public indirect enum")
                ? .publicEnum : text.hasPrefix("public protocol") ? .publicProtocol : .other
        }

        func isMember(_ text: String) -> Bool {
            switch self {
            case .publicEnum: text.hasPrefix("case ") || text.hasPrefix("indirect case ")
            case .publicProtocol:
                ["var ", "func ", "init", "static ", "associatedtype "].contains { text.hasPrefix($0) }
            case .other: false
            }
        }
    }

    /// Whether there is a comment above a line, or above its attributes.
    func isDocumented(_ line: Int) -> Bool {
        var above = line - 2
        while above >= 0, Self.text(lines[above]).hasPrefix("@") { above -= 1 }
        return above >= 0 && Self.text(lines[above]).hasPrefix("///")
    }

    private static func text(_ line: Substring) -> Substring { line.drop { $0 == " " } }
}
