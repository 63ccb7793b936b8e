import TestSupport
import Testing

/// Endless input without the end of a row: refused by every command that reads files.
@Suite struct EndlessInputTests {
    struct Reader: CustomTestStringConvertible, Sendable {
        /// With FILE for the file name.
        let command: String
        let header: String
        var testDescription: String { command }
    }

    static let readers = [
        Reader(command: "import FILE", header: Stockroom.header),
        Reader(command: "open FILE --at 2024-10-01", header: "sku,warehouse,quantity\n"),
        Reader(command: "items FILE", header: "sku,name\n"),
        Reader(command: "codes FILE", header: "what,source,code,value\n"),
        Reader(command: "reconcile FILE --at 2024-10-25", header: "sku,warehouse,quantity\n"),
        Reader(command: "promo plan fin FILE", header: "sku,forecast\n"),
        Reader(command: "profiles check FILE", header: Stockroom.header),
    ]

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try #require(
            room.tarima("promo", "add", "fin", "--from", "2024-11-15", "--to", "2024-11-18").status == 0
        )
        return room
    }

    private func expectRefused(_ outcome: CommandOutcome) {
        #expect(outcome.status == 65, "\(outcome)")
        #expect(outcome.said.count == 1, "\(outcome.speech)")
    }

    @Test(arguments: readers)
    func `a row after the header that never ends`(_ reader: Reader) throws {
        let room = try room()
        let command = reader.command.replacing("FILE", with: "-")
        // Finite, so that the test ends in any case.
        let script =
            "(printf '\(reader.header)'; head -c 20000000 /dev/zero | tr '\\0' x) | \"$@\" \(command)"
        let outcome = try room.expectUnchanged { try room.shell(script) }
        expectRefused(outcome)
        #expect(outcome.speech.contains("no row ends within 16 MiB"), "\(outcome.speech)")
    }

    @Test(arguments: readers)
    func `a device that never ends`(_ reader: Reader) throws {
        let room = try room()
        let command = reader.command.replacing("FILE", with: "/dev/zero")
        expectRefused(try room.expectUnchanged { try room.shell("exec \"$@\" \(command)") })
    }

    @Test func `JSON that never ends`() throws {
        let room = try room()
        for start in [#"[{"kind": ""#, "[ ", #"{"results": [{"kind": ""#] {
            let script =
                "(printf '%s' '\(start)'; head -c 20000000 /dev/zero | tr '\\0' ' ') | \"$@\" import -"
            expectRefused(try room.expectUnchanged { try room.shell(script) })
        }
    }

    @Test(arguments: ["/dev/zero", "."])
    func `a profile, a key and a seal are small`(file: String) throws {
        let room = try room()
        try room.write("a.csv", Stockroom.header)
        let status: Int32 = file == "." ? 66 : 65
        for command in [
            "import a.csv --profile ./\(file == "." ? "" : "../../../../../../..")\(file)",
            "seal --key \(file)",
            "verify --seal \(file) --public-key \(file)",
        ] {
            let outcome = try room.shell("exec \"$@\" \(command)")
            #expect(outcome.status == status, "\(command): \(outcome)")
            #expect(outcome.said.count == 1)
        }
    }

    @Test func `a table held in memory has a limited length`() throws {
        let room = try room()
        let script = "(echo sku; yes MX-1 | head -n 250002) | \"$@\" items -"
        let outcome = try room.expectUnchanged { try room.shell(script) }
        expectRefused(outcome)
        #expect(
            outcome.speech.contains(": the table is longer than 250000 rows"),
            "\(outcome.speech)"
        )
    }

    @Test func `a second column of one name is refused`() throws {
        let room = try room()
        try room.write("items.csv", "sku,name,Name\nMX-1,A,B\n")
        let outcome = try room.expectUnchanged { try room.tarima("items", "items.csv") }
        #expect(outcome.status == 65)
        let says = "items.csv:1:3: the column \"Name\" repeats column 2, \"name\"; remove one of them"
        #expect(outcome.said == ["tarima: \(says)"])
    }

    @Test(arguments: [
        ("PK\u{3}\u{4}", "workbook"), ("[{\"name\": 1}]", "the column sku is missing"),
        ("%PDF-1.4", "is a PDF"),
    ])
    func `a file that is not a table is named`(start: String, says: String) throws {
        let room = try room()
        try room.write("items.csv", start + String(repeating: " ", count: 100))
        let outcome = try room.expectUnchanged { try room.tarima("items", "items.csv") }
        #expect(outcome.status == 65)
        #expect(outcome.speech.contains(says), "\(outcome.speech)")
    }
}
