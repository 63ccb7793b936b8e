import TestSupport
import Testing

@testable import WarehouseExports

/// The patterns of a profile's conditions.
@Suite struct ConditionTests {
    @Test(arguments: [
        ("Shipped", "Shipped", true), ("Shipped", "shipped", false), ("Shipped", "Shipped ", false),
        ("", "", true), ("", "x", false), ("*", "", true), ("*", "anything", true), ("?*", "", false),
        ("?*", "x", true), ("?", "x", true), ("?", "xy", false), ("?", "", false),
        ("C*", "Cancelled", true), ("C*", "C", true), ("C*", "cancelled", false),
        ("*led", "Cancelled", true), ("*ell*", "Cancelled", true), ("*xyz*", "Cancelled", false),
        ("C*l*d", "Cancelled", true), ("C*l*x", "Cancelled", false), ("a*a", "a", false),
        ("a**a", "aa", true),
        ("a*b*c", "a-b-b-c", true), ("退货*", "退货入库", true), ("??入库", "退货入库", true),
        ("Cancelada por *", "Cancelada por el comprador", true), ("?", "é", true), ("[ab]", "a", false),
        ("[ab]", "[ab]", true), ("a.c", "abc", false),
    ])
    func `a text matches with stars and question marks`(pattern: String, value: String, matches: Bool) {
        #expect(Condition.Pattern(pattern).matches(value) == matches)
        #expect(Condition.Pattern("!" + pattern).matches(value) == !matches)
    }

    @Test(arguments: [
        ("<0", "-1", true), ("<0", "0", false), ("<0", "", false), ("<0", "x", false), ("<=0", "0", true),
        ("<= 0", "0", true), (">0", "1", true), (">0", "0", false), (">=0", "0", true), (">=5", "4", false),
        ("=0", "0", true), ("=0", "00", true), ("=0", "+0", true), ("=0", "1", false), (">0", "1.5", false),
        ("<-5", "-6", true), (">9223372036854775806", "9223372036854775807", true),
    ])
    func `a number matches by its relation`(pattern: String, value: String, matches: Bool) {
        #expect(Condition.Pattern(pattern).matches(value) == matches)
    }

    @Test(arguments: [
        "=", "<", ">=", "<1.5", "<abc", "=>5", "<>0", "!>", "> x", "<99999999999999999999", " Shipped",
        "Shipped ", " ", "! ",
        "!*", "!**",
    ])
    func `a pattern that matches never or always is refused`(pattern: String) throws {
        #expect(Condition.Pattern.problem(in: pattern) != nil)
        let yaml = "name: p\nheader: [A]\nignore:\n  - { when: { A: [x, \"\(pattern)\"] }, because: b }\n"
        let failure = try #require(throws: ImportFailure.self) {
            try ProfileReader.read(yaml, file: "p.yaml")
        }
        #expect(failure.code == .badProfile && failure.message.hasPrefix("p.yaml:4:22: "))
    }

    @Test(arguments: ["x", "", "!", "!x", "<none>", "?*", "x*", "<0", ">= 5", "!<0", "!!", "=-3"])
    func `a useful pattern is accepted`(pattern: String) throws {
        #expect(Condition.Pattern.problem(in: pattern) == nil)
        let yaml = "name: p\nheader: [A]\nignore:\n  - { when: { A: \"\(pattern)\" }, because: b }\n"
        #expect(try ProfileReader.read(yaml, file: "p.yaml").ignore.count == 1)
    }

    @Test(arguments: [
        ("{ A: \"*\" }", "4:18"), ("{}", "4:13"), ("{ A: [] }", "4:18"), ("{ A: [x, \"**\"] }", "4:22"),
    ])
    func `a condition that every row meets, or none, is refused at its place`(when: String, place: String)
        throws
    {
        let yaml = "name: p\nheader: [A]\nignore:\n  - { when: \(when), because: b }\n"
        let failure = try #require(throws: ImportFailure.self) {
            try ProfileReader.read(yaml, file: "p.yaml")
        }
        #expect(
            failure.code == .badProfile && failure.message.hasPrefix("p.yaml:\(place): "),
            "\(failure.message)"
        )
    }

    @Test func `not not is yes, and a single mark matches any value that is not blank`() {
        #expect(Condition.Pattern("!!A").matches("A"))
        #expect(!Condition.Pattern("!!").matches("!"))
        #expect(Condition.Pattern("!").matches("!"))
        #expect(Condition.Pattern("!").matches("supplier"))
        #expect(!Condition.Pattern("!").matches(""))
        #expect(!Condition.Pattern(text: "!", anyCase: true).matches(""))
        #expect(Condition.Pattern("!<0").matches("0"))
        #expect(Condition.Pattern("!<0").matches("word"))
    }

    /// A pattern with many stars that never matches. A naive matcher would take longer than the age of the universe.
    @Test func `many stars cost no more than the lengths multiplied`() {
        let pattern = Condition.Pattern(String(repeating: "a*", count: 30) + "b")
        let time = processorTime {
            #expect(!pattern.matches(String(repeating: "a", count: 200)))
        }
        #expect(time < .seconds(5))
    }
}
