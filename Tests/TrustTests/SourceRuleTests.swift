import Foundation
import Testing

/// Constructs that end the program on an unexpected value. CONTRIBUTING lists each with a safe alternative. A use
/// that cannot fail says why in a comment that begins with `proven:`, on its line or in the lines above it.
struct SourceRule: Sendable {
    let name: String
    /// The alternative.
    let instead: String
    let pattern: String

    static let all: [SourceRule] = [
        SourceRule(name: "try!", instead: "try, or a do with a catch", pattern: #"\btry!"#),
        SourceRule(name: "as!", instead: "as? with a guard", pattern: #"\bas!"#),
        SourceRule(
            name: "forced unwrapping",
            instead: "guard let, or ??",
            pattern: #"(?<!\btry)(?<!\bas)(?<=[\w)\]}>?])!(?!=)"#
        ),
        SourceRule(
            name: "a trap by name",
            instead: "throw LedgerError(.unexpected, ...)",
            pattern: #"\b(fatalError|preconditionFailure|precondition|assertionFailure|assert)\s*\("#
        ),
        SourceRule(
            name: "a typed value of a GRDB row",
            instead: "RowStatement, which reports a value of the wrong type as damage",
            pattern: #"\.fetch(One|All|Set|Cursor)\s*\(|\]\s+as\s+[A-Z]"#
        ),
        SourceRule(
            name: "unique keys taken for granted",
            instead: "Dictionary(_:uniquingKeysWith:)",
            pattern: #"\buniqueKeysWithValues\b"#
        ),
        SourceRule(
            name: "a C string that may be null",
            instead: "String(terminated:) or String(systemError:)",
            pattern: #"\bString\s*\(\s*(cString|validatingUTF8|validatingCString)\s*:"#
        ),
        SourceRule(
            name: "an absolute value or a negation that may not fit",
            instead: ".magnitude, or try x.negated()",
            pattern:
                #"(?<![\w.])abs\s*\(|(?<![\w.])0\s+-\s+(?=[a-z$])|(?<![\w)\] ])-\$?(\w+\.)*\w*[uU]nits\b|"#
                + #"(?<=[(,:?=] )-\$?(\w+\.)*\w*[uU]nits\b"#
        ),
        SourceRule(
            name: "an unchecked bit pattern or reference",
            instead: "a checked conversion",
            pattern: #"\b(unsafeBitCast|unsafeDowncast|unsafelyUnwrapped)\b|\bunowned\s*\("#
        ),
        SourceRule(
            name: "a conversion to fewer bits, or from a Double",
            instead: "exactly:, clamping: or truncatingIfNeeded:",
            pattern: #"\bU?Int(8|16|32)\s*\((?!\s*\w+\s*:)(?!.*\bradix:)(?!\s*\))(?!\s*-?[0-9])|"#
                + #"\bU?Int(64)?\s*\((?!\s*\w+\s*:)[^()]*(\([^()]*\))*[^()]*\.rounded\("#
        ),
        SourceRule(
            name: "the first or last of what may be empty",
            instead: "popLast(), popFirst() or dropFirst()",
            pattern: #"\.remove(First|Last)\s*\("#
        ),
        SourceRule(
            name: "a count that may be negative",
            instead: "max(0, ...)",
            pattern: #"\brepeating:[^,]*,\s*count:\s*(?!max\()[^,()]*\s-\s"#
        ),
        SourceRule(
            name: "a stride by what may be zero",
            instead: "a step that is a number, or a while loop",
            pattern: #"(?<![\w.])stride\s*\((?![^()]*\bby:\s*-?[1-9])"#
        ),
    ]

    /// The uses in a source without a proof, each with its line and the alternative.
    func findings(in code: SwiftCode) throws -> [(line: Int, text: String)] {
        let expression = try NSRegularExpression(pattern: pattern)
        let whole = NSRange(code.text.startIndex..., in: code.text)
        return expression.matches(in: code.text, range: whole).compactMap { match in
            guard let range = Range(match.range, in: code.text) else { return nil }
            let line = code.text[..<range.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
            return Self.isProven(code, line) ? nil : (line, "\(name); write \(instead)")
        }
    }

    /// Whether a comment on the line, or above its statement, gives a proof. A statement may have several lines.
    private static func isProven(_ code: SwiftCode, _ line: Int) -> Bool {
        var above = line
        while above > 0, line - above <= 8, !code.blanks.contains(above) {
            if code.proofs.contains(above) { return true }
            above -= 1
        }
        return false
    }
}

@Suite struct SourceRuleTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `no construct in the sources ends the program on an unexpected value`() throws {
        let sources = Self.folder.appendingPathComponent("Sources")
        let names = try #require(FileManager.default.enumerator(atPath: sources.path))
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
        #expect(names.count > 100)
        for name in names {
            let source = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            let code = SwiftCode(source)
            for rule in SourceRule.all {
                for (line, text) in try rule.findings(in: code) {
                    Issue.record("Sources/\(name):\(line): \(text)")
                }
            }
        }
    }

    @Test func `CONTRIBUTING lists every construct with the safe one beside it`() throws {
        let text = try String(
            contentsOf: Self.folder.appendingPathComponent("CONTRIBUTING.md"),
            encoding: .utf8
        )
        for rule in SourceRule.all {
            #expect(
                text.contains("| \(rule.name) | \(rule.instead) |"),
                "CONTRIBUTING.md lacks: \(rule.name)"
            )
        }
    }

    @Test(arguments: [
        "let a = try! read()", "let a = b as! Int", "let a = b!", "let a = b()!.count", "let a = b[0]!",
        "var a: Int!",
        "fatalError()", "precondition(a > 0)", "assert(a)", "let a = try Int.fetchOne(db, sql: b)",
        "rows.map { $0[0] as String }", "Dictionary(uniqueKeysWithValues: a)", "String(cString: a)", "abs(a)",
        "let a = 0 - b.units", "unsafeBitCast(-1, to: A.self)", "let a = Int32(b)", "let a = UInt8(b >> 3)",
        "let a = Int64(b.rounded())", "let a = -b.units", "f(c, -units)",
        "let a = Int((b * c).rounded(.down))", "a.removeLast()", "a.removeFirst(3)",
        "String(repeating: b, count: 4 - c.count)", "for a in stride(from: 0, to: b, by: c) {}",
        "let a = \"\\(b!)\"", "let a = \"\"\"\n    \\(try! b())\n    \"\"\"",
    ])
    func `a construct that traps is found`(source: String) throws {
        #expect(try SourceRule.all.contains { try !$0.findings(in: SwiftCode(source)).isEmpty })
    }

    @Test(arguments: [
        "let a = b != c", "if !a, !b.isEmpty {}", "// let a = b!", "/* try! a() /* b! */ c! */",
        "let a = \"b! try! c\"",
        "let a = #\"b! \"c!\" \\(d!)\"#", "let a = \"\"\"\n    b! \"c!\"\n    \"\"\"",
        "let a = Int32(truncatingIfNeeded: b)",
        "let a = UInt8(ascii: \"a\")", "let a = Int(b)", "let a = Int32(7)", "a.sqrt.abs()",
        "let a = [UInt8](b)",
        "for a in stride(from: b, to: c, by: 2) {}", "a.popLast()", "let a = UInt8(b, radix: 16)",
        "let a = c - units", "let a = -b",
        "let a = Int64(exactly: b.rounded())",
        "let a = Int32(\n    truncatingIfNeeded: b\n)", "String(repeating: \" \", count: max(0, b - c))",
        "let a = b as? Int", "let a = b as String?",
        "let a = b! // proven: b was looked at above", "// proven: b is a constant\nlet a =\n    b!",
        "let a = units - 0", "let a = \"\\(b)!\"", "let a: Int32 = 3",
    ])
    func `what cannot trap, or gives a proof, is not found`(source: String) throws {
        for rule in SourceRule.all {
            let found = try rule.findings(in: SwiftCode(source))
            #expect(found.isEmpty, "\(rule.name): \(found)")
        }
    }

    @Test func `a proof holds for its statement only`() throws {
        let source = "// proven: b is there\nlet a = b!\n\nlet c = d!"
        #expect(try SourceRule.all.flatMap { try $0.findings(in: SwiftCode(source)).map(\.line) } == [4])
    }
}
