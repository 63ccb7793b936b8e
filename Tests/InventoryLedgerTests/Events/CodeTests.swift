import Foundation
import InventoryLedger
import TestSupport
import Testing

/// Codes are text: trimmed, then compared byte for byte.
@Suite struct CodeTests {
    @Test(arguments: [
        "MX-1", " MX-1", "MX-1\t", "\u{A0}MX-1\u{A0}", "\u{3000}MX-1", "\u{FEFF}MX-1\u{FEFF}",
        " \t\u{A0}\u{3000}\u{FEFF}MX-1\u{FEFF}\u{3000}\u{A0}\t ",
    ])
    func `blanks around a code are not part of it`(text: String) throws {
        #expect(try SKU(text).text == "MX-1")
        #expect(try SKU(text) == "MX-1")
    }

    @Test(arguments: ["MX 1", "MX\u{A0}1", "\u{2003}MX-1", "MX-1\n", "\u{200B}MX-1", "\u{85}MX-1"])
    func `blanks within a code, and other invisible characters, are kept`(text: String) throws {
        #expect(Array(try SKU(text).text.utf8) == Array(text.utf8))
    }

    @Test func `a blank is trimmed even if it has an accent`() throws {
        // One visible character and two scalars: a space and a combining acute accent.
        let accented = " \u{301}X"
        #expect(accented.count == 2)
        #expect(Array(try SKU(accented).text.utf8) == Array("\u{301}X".utf8))
    }

    @Test(arguments: [
        ("MX-1", "mx-1"), ("caf\u{E9}", "cafe\u{301}"), ("MX-1", "ＭＸ-1"), ("0012", "12"),
        ("\u{212B}", "\u{C5}"),
        ("MX-1", "MX-1\u{200B}"), ("\u{1100}\u{1161}", "\u{AC00}"),
    ])
    func `codes that only look alike stay separate`(one: String, other: String) throws {
        let (one, other) = (try SKU(one), try SKU(other))
        #expect(one != other)
        #expect(Set([one, other]).count == 2)
        #expect((one < other) != (other < one))
        let book = try Book()
        try book.ledger.record(
            try [one, other].map { sku in
                var fields = try Event.stated("stock_received").fields
                fields.sku = sku
                return try Event(fields)
            }
        )
        #expect(try book.ledger.stock().rows.map(\.available) == [5, 5])
        #expect(try book.ledger.stock().lines(by: .sku).map(\.units.available) == [5, 5])
        #expect(try book.ledger.stock(sku: one).map(\.available) == [5])
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `warehouses that only look alike are summed separately`() throws {
        let book = try Book()
        for (document, warehouse) in [("D-1", "caf\u{E9}"), ("D-2", "cafe\u{301}")] {
            var fields = try Event.stated("stock_received").fields
            fields.document = try Document(document)
            fields.warehouse = try Warehouse(warehouse)
            try book.ledger.record([Event(fields)])
        }
        #expect(try book.ledger.stock().lines(by: .warehouse).map(\.units.available) == [5, 5])
    }

    @Test func `every other code is compared by its bytes too`() {
        func areApart<C: Code>(_ type: C.Type) -> Bool { "caf\u{E9}" as C != "cafe\u{301}" }
        #expect(areApart(Warehouse.self))
        #expect(areApart(Shipment.self))
        #expect(areApart(Document.self))
        #expect(areApart(Source.self))
        #expect(areApart(Line.self))
        #expect(areApart(Channel.self))
    }

    @Test func `lines that only look alike are two rows of a document`() throws {
        let book = try Book()
        for line in ["caf\u{E9}", "cafe\u{301}"] {
            var fields = try Event.stated("stock_received").fields
            fields.line = try Line(line)
            let result = try book.ledger.record([Event(fields)])
            #expect(result.counts.recorded == 1)
        }
        #expect(try book.stock() == "MX-1 MTY1 available 10")
    }

    @Test func `items that only look alike have their own names`() throws {
        let book = try Book()
        let codes = try ["caf\u{E9}", "cafe\u{301}"].map { try SKU($0) }
        try book.ledger.declare(items: [Item(sku: codes[0], name: "one"), Item(sku: codes[1], name: "other")])
        #expect(try codes.map { try book.ledger.items()[$0]?.name } == ["one", "other"])
    }

    @Test(arguments: ["caf\u{E9}", "cafe\u{301}", "\u{301}X", "A B"])
    func `a warehouse of any name can have sources`(name: String) throws {
        let book = try Book()
        let factSource = FactSource(warehouse: try Warehouse(name), fact: .orders, source: "shop")
        let others = ["caf\u{E8}", "\u{301}Y"].map {
            FactSource(warehouse: .init(trusted: $0), fact: .orders, source: "x")
        }
        try book.ledger.declare(factSources: [factSource] + others)
        #expect(try Set(book.ledger.factSources()) == Set([factSource] + others))
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `codes sort by their bytes`() throws {
        let codes = try ["b", "a", "B", "é", "Z", "ｚ", "10", "9"].map { try SKU($0) }
        #expect(codes.sorted().map(\.text) == ["10", "9", "B", "Z", "a", "b", "é", "ｚ"])
    }

    @Test(arguments: ["", " ", "\t\u{A0}\u{3000}\u{FEFF}"])
    func `an empty code is refused`(text: String) {
        let problem = #expect(throws: FieldProblem.self) { try Warehouse(text) }
        #expect(problem?.code == .missingValue)
        #expect(problem?.column == .warehouse)
    }

    @Test(arguments: ["MX\0-1", "\0", "MX-1\0"])
    func `a code with a NUL is refused`(text: String) {
        let problem = #expect(throws: FieldProblem.self) { try SKU(text) }
        #expect(problem?.code == .nulByte)
        #expect(problem?.column == .sku)
    }

    @Test func `a code in a program is checked when an event is created with it`() throws {
        var fields = try Event.stated("stock_received").fields
        fields.sku = ""
        #expect(throws: FieldProblem.self) { try Event(fields) }
        fields.sku = "A\0"
        #expect(throws: FieldProblem.self) { try Event(fields) }
        fields.sku = " A "
        #expect(try Event(fields).sku?.text == "A")
    }

    @Test func `a code is a plain text in JSON, and trimmed when read`() throws {
        let codes: [SKU] = ["MX-1", "=", "\""]
        let json = try JSONEncoder().encode(codes)
        #expect(String(decoding: json, as: UTF8.self) == #"["MX-1","=","\""]"#)
        #expect(try JSONDecoder().decode([SKU].self, from: json) == codes)
        #expect(try JSONDecoder().decode([SKU].self, from: Data(#"[" MX-1\t"]"#.utf8)) == ["MX-1"])
        #expect(throws: (any Error).self) { try JSONDecoder().decode([SKU].self, from: Data(#"[" "]"#.utf8)) }
    }

    @Test func `free text is trimmed like codes, and nil if nothing is left`() throws {
        var fields = try Event.stated("stock_adjusted").fields
        fields.detail.reason = "\u{A0}found again "
        fields.detail.note = " "
        let event = try Event(fields)
        #expect(event.detail.reason == "found again")
        #expect(event.detail.note == nil)
    }

    @Test func `the default source is manual`() throws {
        #expect(try Event.stated("stock_received").source == .manual)
        #expect(Source.manual.text == "manual")
    }
}
