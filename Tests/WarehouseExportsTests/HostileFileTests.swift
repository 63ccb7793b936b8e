import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Hostile files: each ends in a clear error, quickly and in little memory.
@Suite struct HostileFileTests {
    private static let receipts = """
        name: receipts
        header: [Ref, Art]
        columns: { document: Ref, sku: Art }
        constants: { kind: stock_received, warehouse: W, quantity: 1, occurred_at: 2026-11-13 }
        """
    private static let header = sheetRow(1, "Ref", "Art")

    private func failure(_ read: () throws -> Void) throws -> ImportFailure {
        var failure: ImportFailure?
        let time = processorTime {
            failure = #expect(throws: ImportFailure.self) { try read() }
        }
        #expect(time < .seconds(60))
        return try #require(failure)
    }

    private func failure(_ book: WorkbookFixture) throws -> ImportFailure {
        try failure { _ = try book.recorded(by: Self.receipts) }
    }

    @Test func `a sheet that unpacks to far more than it is packed in`() throws {
        let blank = String(repeating: " ", count: 72 << 20)
        let found = try failure(WorkbookFixture([("S", Self.header + blank)]))
        #expect(found.code == .badWorkbook)
        #expect(found.message.contains("unpacks to far more than a sheet of goods has"))
    }

    @Test(arguments: [
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><sst><si><t>&b;</t></si></sst>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><sst/>", "<sst><si><t>&b;</t></si></sst>",
    ])
    func `entities are neither expanded nor loaded`(strings: String) throws {
        var book = WorkbookFixture([("S", Self.header)], strings: "<si/>")
        let index = try #require(book.parts.firstIndex { $0.name == "xl/sharedStrings.xml" })
        book.parts[index].text = strings
        let message = try failure(book).message
        #expect(message.contains("declares a document type") || message.contains("entity, &b;"))
    }

    @Test(arguments: [
        ("<row r=\"1048577\"><c r=\"A1\"><v>1</v></c></row>", "row 1048577"),
        ("<row r=\"99999999999999999999\"/>", "row 99999999999999999999"), ("<row r=\"-1\"/>", "row -1"),
        ("<row r=\"1\"/>", "row 1 after row 1"), ("<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>", "XFE2"),
        ("<row r=\"2\"><c r=\"ZZZZZZ2\"><v>1</v></c></row>", "ZZZZZZ2"),
        ("<row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row>", "A2"),
        ("<row r=\"2\"><c r=\"A2\"/><c r=\"A2\"/></row>", "A2"),
        ("<row r=\"2\"><c r=\"2\"/></row>", "a cell 2"),
        ("<row r=\"2\"><c t=\"s\"><v>9</v></c></row>", "refers to a text"),
        ("<row r=\"2\"><c", "not XML"), ("<row r=\"2\">", "not XML"), ("<row r=2/>", "not XML"),
        ("<row r=\"2\"><c a b/></row>", "not XML"),
        ("<row r=\"2\"><c><v>&#0;</v></c></row>", "entity"),
        ("<row r=\"2\"><c><v>a & b</v></c></row>", "entity"),
        (String(repeating: "<row>", count: 300), "nested too deeply"),
        ("<row \(String(repeating: "a", count: 200_000))/>", "a tag that never ends"),
    ])
    func `a sheet that no program writes is refused with its part`(rows: String, says: String) throws {
        let found = try failure(WorkbookFixture([("S", Self.header + rows)]))
        #expect(found.code == .badWorkbook)
        #expect(found.message.contains("sheet0.xml") && (found.message.contains(says) || says == "not XML"))
    }

    @Test func `a cell longer than any row is one bad row`() throws {
        let long = String(repeating: "x", count: 3 << 20)
        let rows = Self.header + sheetRow(2, "1", long) + sheetRow(3, "2", "B")
        #expect(
            try WorkbookFixture([("S", rows)]).recorded(by: Self.receipts, [.sku]) == [
                "3: B", "2!  row_too_long",
            ]
        )
    }

    @Test(arguments: seeds(1))
    func `a workbook that was cut off or damaged anywhere is refused, never misread`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let rows = Self.header + (2...400).map { sheetRow($0, "\($0)", "SKU-\($0 * 7919 % 1000)") }.joined()
        let path = try WorkbookFixture([("S", rows)]).write(in: folder)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.receipts)
        func read(_ bytes: [UInt8]) throws -> [String] {
            let path = try folder.write("damaged.xlsx", bytes: bytes)
            let preview = try ImportPreview.read(path, options: options, eventsMax: 1000, now: Book.now)
            return preview.events.map { "\($0.row) \($0.event.sku?.text ?? "")" }
        }
        let whole = try read(bytes)
        #expect(whole.count == 399)
        for count in stride(from: 5, to: bytes.count, by: 89) {
            #expect(throws: ImportFailure.self) { try read(Array(bytes[..<count])) }
        }
        var draws = SeededDraws(seed: seed)
        for _ in 0..<90 {
            var damaged = bytes
            let place = Int.random(in: 4..<bytes.count, using: &draws)
            damaged[place] ^= UInt8.random(in: 1...255, using: &draws)
            do {
                let read = try read(damaged)
                #expect(read == whole, "byte \(place) differs; seed \(draws.seed)")
            } catch is ImportFailure {}
        }
    }

    @Test func `a directory with too many parts is not even read`() throws {
        let folder = try TemporaryFolder()
        // The end of a directory that claims 20,000 parts, after the first bytes of an archive.
        let end: [UInt8] = [
            0x50, 0x4B, 5, 6, 0, 0, 0, 0, 0x20, 0x4E, 0x20, 0x4E, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]
        let path = try folder.write(
            "many.xlsx",
            bytes: [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 100) + end
        )
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.receipts)
        let found = try failure {
            _ = try ImportPreview.read(path, options: options, eventsMax: 1, now: Book.now)
        }
        #expect(found.message.contains("more than 10000 parts"))
    }

    @Test(
        arguments: [
            ([0xD0, 0xCF, 0x11, 0xE0], "save it as .xlsx"), ([0x1F, 0x8B, 8], "gunzip"),
            ([0x50, 0x4B, 3, 4], "not a workbook"),
            (Array("%PDF-1.7".utf8), "PDF"),
        ] as [([UInt8], String)]
    )
    func `what people mistake for a table is named`(start: [UInt8], says: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("f.xlsx", bytes: start + Array(repeating: 7, count: 600))
        let found = try failure {
            _ = try ImportPreview.read(path, options: ImportOptions(), eventsMax: 1, now: Book.now)
        }
        #expect(found.message.contains(says))
    }

    @Test func `a header of a million columns, and rows of a million fields, are reported`() throws {
        let wide = String(repeating: ",", count: 1_000_000)
        let recorded = try recorded("Ref,Art\n1,A\n2,B\(wide)\n3\(wide)x\n", by: Self.receipts, [.sku])
        #expect(recorded == ["A", "B", "4!  too_many_fields"])
        let header = try failure { _ = try WarehouseExportsTests.recorded("a\(wide)\n", by: Self.receipts) }
        #expect(header.message.contains("1000001 fields, too many for a table"))
    }

    /// A name may begin after each of these characters; the last three are line ends in YAML.
    @Test(arguments: [" ", "\n  ", "\r\n  ", "\t", "\u{85}  ", "\u{2028}  ", "\u{2029}  "])
    func `a profile whose aliases stand for more than a machine holds`(blank: String) throws {
        var yaml = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip("bcdefghi", "abcdefgh") {
            let list = Array(repeating: blank + "*\(last)", count: 10).joined(separator: ",")
            yaml += "\(name): &\(name) [\(list)]\n"
        }
        for text in [yaml, yaml + "? [\(blank)*i]\n: 1\n", yaml + "? *i\n: 1\n? *i\n: 2\n"] {
            #expect(
                try failure { _ = try Profile.reading(text) }.message.contains("must not use YAML aliases")
            )
        }
    }

    @Test func `an alias is refused at its place, and a star in a text is not an alias`() throws {
        let alias = try failure { _ = try Profile.reading("name: n\nheader: &h [Ref]\nidentity: *h\n") }
        #expect(alias.message.hasPrefix("profile.yaml:3:11: a profile must not"))
        let text = "name: &n n\nheader: [Ref, '*h', a *h]\ncolumns: { sku: \"*h\" } # *h\n"
        #expect(try Profile.reading(text).header == [["Ref"], ["*h"], ["a *h"]])
    }

    /// Each level would compare everything in its names.
    @Test func `a profile whose names are nested lists is refused at the first`() throws {
        let yaml =
            "name: n\n? " + String(repeating: "{ ? ", count: 20) + "[x, x]"
            + String(repeating: "}", count: 20)
        #expect(
            try failure { _ = try Profile.reading(yaml) }.message.hasPrefix(
                "profile.yaml:2:3: expected a name"
            )
        )
        let deep = "name: n\nheader: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(
            try failure { _ = try Profile.reading(deep) }.message.contains("nested deeper than 32 levels")
        )
    }

    @Test func `a pattern that is too long is refused at its place`() throws {
        let long = String(repeating: "*a", count: 300)
        for rule in [
            "ignore: [{ when: { Ref: \"\(long)\" } }]",
            "events: [{ when: { Ref: [x, \"\(long)\"] }, record: { kind: stock_received } }]",
        ] {
            let found = try failure { _ = try Profile.reading("name: n\nheader: [Ref]\n\(rule)\n") }
            #expect(found.message.hasPrefix("profile.yaml:3:") && found.message.contains("at most 500"))
        }
        let found = try failure {
            _ = try Profile.reading(
                "name: n\nheader: [Ref]\nstatus: Ref\nstatuses: { \"\(long)\": [order_placed] }\n"
            )
        }
        #expect(found.message.contains("at most 500 characters, and this one has 600"))
    }

    @Test func `a profile with too many rules is refused`() throws {
        let list = "name: n\nheader: [\(Array(repeating: "Ref", count: 1001).joined(separator: ", "))]\n"
        #expect(try failure { _ = try Profile.reading(list) }.message.contains("more than 1000 entries"))
        let nested = "name: n\nheader: [\(Array(repeating: "[Ref]", count: 1001).joined(separator: ", "))]\n"
        #expect(try failure { _ = try Profile.reading(nested) }.message.contains("more than 1000 entries"))
        let patterns = Array(repeating: "x", count: 900).joined(separator: ", ")
        let rules = Array(repeating: "{ when: { Ref: [\(patterns)] } }", count: 6).joined(separator: ", ")
        let found = try failure { _ = try Profile.reading("name: n\nheader: [Ref]\nignore: [\(rules)]\n") }
        #expect(found.message.contains("at most 5000 patterns and statuses, and this one has 5400"))
        // A large map of codes is a single look-up.
        let codes = (0..<5000).map { "C\($0): X\($0)" }.joined(separator: ", ")
        #expect(
            try Profile.reading("name: n\nheader: [Ref]\nvalues: { sku: { \(codes) } }\n").values[.sku]?.count
                == 5000
        )
    }

    private func reader(_ book: WorkbookFixture, _ folder: TemporaryFolder) throws -> Workbook {
        try Workbook(ByteSource(path: book.write(in: folder)))
    }

    @Test func `the first rows of all sheets together are limited`() throws {
        let folder = try TemporaryFolder()
        let wide = "<row>" + String(repeating: "<c><v>1</v></c>", count: 40) + "</row>"
        let book = WorkbookFixture([("A", wide), ("B", wide), ("C", Self.header)])
        let search = WorkbookSearch(
            workbook: try reader(book, folder),
            profiles: [try Profile.reading(Self.receipts)],
            cellsMax: 79
        )
        #expect(try failure { _ = try search.choose(supplied: []) }.message.contains("too many wide sheets"))
        #expect(try book.recorded(by: Self.receipts) == [])
    }

    @Test func `two sheets in one part are not a workbook`() throws {
        var book = WorkbookFixture([("A", Self.header), ("B", Self.header)])
        let index = try #require(book.parts.firstIndex { $0.name == "xl/_rels/workbook.xml.rels" })
        book.parts[index].text = book.parts[index].text.replacing("sheet1.xml", with: "sheet0.xml")
        #expect(try failure(book).message.contains("the sheets A and B share one part"))
    }

    @Test func `a shared text in many cells makes rows no longer than allowed`()
        throws
    {
        let text = String(repeating: "x", count: 600_000)
        let twice = "<c t=\"s\"><v>0</v></c>"
        let rows = Self.header + sheetRow(2, twice, twice) + sheetRow(3, "3", twice)
        let recorded = try WorkbookFixture([("S", rows)], strings: "<si><t>\(text)</t></si>").recorded(
            by: Self.receipts,
            [.document]
        )
        #expect(recorded == ["2!  row_too_long", "3! Art too_long"])
    }

    @Test func `the content of a sheet is limited, however small its file is`() throws {
        let folder = try TemporaryFolder()
        let rows = (1...20).map { sheetRow($0, "<c t=\"s\"><v>0</v></c>") }.joined()
        let book = WorkbookFixture(
            [("S", rows)],
            strings: "<si><t>\(String(repeating: "x", count: 100))</t></si>"
        )
        let workbook = try reader(book, folder)
        let found = try failure {
            var reader = try SheetReader(
                workbook,
                sheet: workbook.sheets[0],
                columnCount: nil,
                decimal: ".",
                digest: [],
                bytesMax: 1000
            )
            try reader.skip(through: 10)
            #expect(reader.line == 10)
            try reader.skip(through: 11)
        }
        #expect(found.message.contains("[S]:11: ") && found.message.contains("far too much text"))
    }

    @Test func `many texts in one cell are limited like one`() throws {
        let text = "<is><t>\(String(repeating: "x", count: 600_000))</t></is>"
        let rows =
            Self.header + sheetRow(2, "1", "<c t=\"inlineStr\">\(text)\(text)\(text)</c>")
            + sheetRow(3, "2", "B")
        #expect(
            try WorkbookFixture([("S", rows)]).recorded(by: Self.receipts, [.sku]) == [
                "3: B", "2!  row_too_long",
            ]
        )
    }

    @Test func `a record whose rows repeat shared values is limited`() throws {
        let yaml = Self.receipts.replacing("sku: Art", with: "sku: items.a, note: Note") + "\nrows: items"
        func recorded(note: Int, rows: Int) throws -> [String] {
            let items = Array(repeating: "{\"a\": \"A\"}", count: rows).joined(separator: ",")
            let record =
                "{\"Ref\": 1, \"Art\": 1, \"Note\": \"\(String(repeating: "x", count: note))\", \"items\": [\(items)]}"
            return try WarehouseExportsTests.recorded("[\(record)]", by: yaml)
        }
        #expect(try recorded(note: 500_000, rows: 900) == ["1!  row_too_long"])
        #expect(try recorded(note: 10, rows: 2).count == 2)
        #expect(try recorded(note: 10, rows: 1001) == ["1!  row_too_long"])
    }

    @Test func `of very many arrays and very long names in JSON only some are checked`() throws {
        let arrays = (0..<2000).map { "\"k\($0)\": [{\"x\": 1}]" }.joined(separator: ",")
        #expect(try failure { _ = try recorded("{\(arrays)}", by: Self.receipts) }.code == .unknownHeader)
        let leaves = (0..<3000).map { "\"l\($0)\": 1" }.joined(separator: ",")
        let long = "[{\"\(String(repeating: "n", count: 100_000))\": {\(leaves)}}]"
        #expect(try failure { _ = try recorded(long, by: Self.receipts) }.code == .unknownHeader)
    }

    @Test(arguments: ["[", "{ a: ", "- ", "? ", "&a ", "!a ", "'", "|", "\"\\x"])
    func `a profile with too many levels or no end`(piece: String) throws {
        #expect(throws: ImportFailure.self) { try Profile.reading(String(repeating: piece, count: 100_000)) }
    }
}
