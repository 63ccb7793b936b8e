import InventoryLedger
import Testing

@testable import WarehouseExports

/// Profiles as people write them, in YAML.
@Suite struct ProfileReaderTests {
    @Test func `a profile can have every key`() throws {
        let profile = try Profile.reading(
            """
            name: warehouse-moves
            source: wms
            tells: [inbound, adjustments]
            header: [Ref, Art, Menge]
            text: { delimiter: semicolon, quote: none, header_row: 3 }
            time_zone: America/Tijuana
            columns:
              document: Ref
              sku: [Art, Artikel]
              quantity: Menge
            constants: { warehouse: TIJ1 }
            values:
              stage: { gut: available, "*": damaged }
            dates: [dd.MM.yyyy, yyyyMMdd]
            numbers: { decimal: comma, grouping: point }
            identity: [Ref, Art]
            fill_down: { columns: [Ref], within: Art }
            ignore:
              - { when: { Art: "" }, because: no goods }
            events:
              - when: { Menge: "<0" }
                record: { kind: stock_removed, negate: quantity }
              - record:
                  - { kind: stock_received, columns: { note: Art } }
                  - { kind: stock_adjusted, skip_zero: true }
            """
        )
        #expect(profile.name == "warehouse-moves")
        #expect(profile.source == "wms")
        #expect(profile.facts == [.inbound, .adjustments])
        #expect(profile.header == [["Ref"], ["Art"], ["Menge"]])
        #expect(profile.format.delimiter == UInt8(ascii: ";"))
        #expect(profile.format.quote == nil)
        #expect(profile.format.headerRow == 3)
        #expect(profile.timeZone == "America/Tijuana")
        #expect(profile.columns == [.document: ["Ref"], .sku: ["Art", "Artikel"], .quantity: ["Menge"]])
        #expect(profile.constants == [.warehouse: "TIJ1"])
        #expect(profile.values == [.stage: ["gut": "available", "*": "damaged"]])
        #expect(profile.dates.map(\.text) == ["dd.MM.yyyy", "yyyyMMdd"])
        #expect(profile.numbers.decimal == ",")
        #expect(profile.numbers.grouping == ".")
        #expect(profile.identity == ["Ref", "Art"])
        #expect(profile.fillDown?.columns == ["Ref"])
        #expect(profile.fillDown?.within == "Art")
        #expect(profile.ignore.map(\.because) == ["no goods"])
        #expect(profile.cases.count == 2)
        #expect(profile.cases[0].events.map(\.negatesQuantity) == [true])
        #expect(profile.cases[1].events.map(\.skipsZero) == [false, true])
        #expect(profile.cases[1].events.map { $0.constants[.kind] } == ["stock_received", "stock_adjusted"])
        #expect(profile.cases[1].events[0].columns == [.note: ["Art"]])
    }

    @Test func `a profile needs only a name and a header`() throws {
        let profile = try Profile.reading("name: short\nheader: SKU\n")
        #expect(profile.header == [["SKU"]])
        #expect(profile.source == nil)
        #expect(profile.facts.isEmpty)
        #expect(profile.format == TextFormat())
        #expect(profile.allowsUnknownColumns)
    }

    @Test(
        arguments: [
            ("point", "."), ("space", " "), ("apostrophe", "'"), ("\".\"", "."), ("\" \"", " "),
            ("\"'\"", "'"),
        ] as [(String, Character)]
    )
    func `a separator is named or written`(written: String, character: Character) throws {
        let yaml = "name: n\nheader: [a]\nnumbers: { decimal: comma, grouping: \(written) }"
        #expect(try Profile.reading(yaml).numbers.grouping == character)
        #expect(try Profile.reading(yaml).numbers.decimal == ",")
    }

    static let mistakes = [
        ("", "", "mapping that begins with name"),
        ("- a\n- b", "", "mapping that begins with name"),
        ("just text", "", "mapping that begins with name"),
        ("name: n\nheader: [a", "", "not YAML"),
        ("name: n\n\theader: [a]", "", "not YAML"),
        ("header: [a]", "1:1", "needs a name"),
        ("name: n", "1:1", "needs header"),
        ("name: n\nheader: []", "1:1", "needs header"),
        ("name: [n]\nheader: [a]", "1:7", "a single value"),
        ("name: n\nheader: { a: b }", "2:9", "a single value"),
        ("name: n\nheader: [a, []]", "2:13", "at least one name"),
        ("name: n\nheader: [a]\ncolums: { sku: a }", "3:1", "did you mean columns?"),
        ("name: n\nheader: [a]\nxyzzyx: 1", "3:1", "it has name, source"),
        ("name: n\nheader: [a]\ntells: [orders, sales]", "3:17", "tells must list some of orders, dispatch"),
        ("name: n\nheader: [a]\ntext: tab", "3:7", "text must be a mapping"),
        ("name: n\nheader: [a]\ntext: { delimiter: colon }", "3:20", "comma, semicolon, tab or pipe"),
        ("name: n\nheader: [a]\ntext: { delimeter: comma }", "3:9", "did you mean delimiter?"),
        ("name: n\nheader: [a]\ntext: { quote: double }", "3:16", "none"),
        ("name: n\nheader: [a]\ntext: { header_row: 0 }", "3:21", "from 1"),
        ("name: n\nheader: [a]\ntext: { header_row: six }", "3:21", "from 1"),
        ("name: n\nheader: [a]\ntime_zone: Mars/Phobos", "3:12", "is not a time zone"),
        ("name: n\nheader: [a]\ncolumns: { skuu: a }", "3:12", "did you mean sku?"),
        ("name: n\nheader: [a]\ncolumns: { sku: { a: b } }", "3:17", "a single value"),
        ("name: n\nheader: [a]\ncolumns: sku", "3:10", "mapping"),
        ("name: n\nheader: [a]\nconstants: { stage: [a] }", "3:21", "a single value"),
        ("name: n\nheader: [a]\nconstants: { warehose: a }", "3:14", "did you mean warehouse?"),
        ("name: n\nheader: [a]\nvalues: { stge: { a: b } }", "3:11", "did you mean stage?"),
        ("name: n\nheader: [a]\nvalues: { stage: a }", "3:18", "mapping"),
        ("name: n\nheader: [a]\nvalues: { stage: { a: [b] } }", "3:23", "a single value"),
        ("name: n\nheader: [a]\ndates: [dd/MM/yyyy, dd/mm/yyyy]", "3:21", "year, month and day"),
        ("name: n\nheader: [a]\nnumbers: { decimal: dot }", "3:21", "comma, point, space"),
        ("name: n\nheader: [a]\nnumbers: { decimal: comma, grouping: comma }", "3:10", "the same character"),
        ("name: n\nheader: [a]\nnumbers: { grouping: point }", "3:10", "the same character"),
        ("name: n\nheader: [a]\nnumbers: { decimals: comma }", "3:12", "did you mean decimal?"),
        ("name: n\nheader: [a]\nfill_down: { within: a }", "3:12", "needs columns"),
        ("name: n\nheader: [a]\nignore: [{ because: x }]", "3:10", "needs when"),
        ("name: n\nheader: [a]\nignore: [{ when: a }]", "3:18", "when must be a mapping"),
        ("name: n\nheader: [a]\nignore: [{ when: { a: { b: c } } }]", "3:23", "a single value"),
        ("name: n\nheader: [a]\nignore:\n  - when: { a: x }\n    why: x", "5:5", "did you mean when?"),
        ("name: n\nheader: [a]\nevents: [{ when: { a: x } }]", "3:10", "needs record"),
        ("name: n\nheader: [a]\nevents: [{ record: stock_received }]", "3:20", "record must be a mapping"),
        (
            "name: n\nheader: [a]\nevents: [{ record: { kind: stock_recieved } }]", "3:28",
            "did you mean stock_received?"
        ),
        ("name: n\nheader: [a]\nevents: [{ record: { kind: reversal } }]", "3:28", "cannot be imported"),
        ("name: n\nheader: [a]\nevents: [{ record: { negates: quantity } }]", "3:22", "did you mean negate?"),
        ("name: n\nheader: [a]\nevents: [{ record: { negate: amount } }]", "3:30", "only quantity"),
        ("name: n\nheader: [a]\nevents: [{ record: { skip_zero: maybe } }]", "3:33", "true or false"),
        ("name: n\nheader: [a]\nevents: [{ record: { stage: [x] } }]", "3:29", "a single value"),
        ("name: n\nheader: [a]\nname: m", "3:1", "\"name\" appears twice"),
        ("name: n\nheader: [a]\ncolumns: { sku: a, sku: b }", "3:20", "\"sku\" appears twice"),
    ]

    @Test(arguments: mistakes)
    func `an error is reported with its line and column`(yaml: String, place: String, message: String) throws
    {
        let failure = try #require(
            #expect(throws: ImportFailure.self) { try Profile.reading(yaml) }
        )
        #expect(failure.code == .badProfile)
        #expect(
            failure.message.hasPrefix(place.isEmpty ? "profile.yaml:" : "profile.yaml:\(place): "),
            "\(failure.message)"
        )
        #expect(failure.message.contains(message), "\(failure.message)")
    }

    @Test(arguments: [
        ("constants: { stage: availble }", "availble"), ("constants: { quantity: many }", "many"),
        ("constants: { occurred_at: soon }", "soon"), ("constants: { currency: pesos }", "pesos"),
        ("source: \"\"", "source"),
        ("events: [{ record: { kind: stock_received, stage: availble } }]", "availble"),
    ])
    func `a constant that no event could have is an error of the profile`(key: String, value: String) throws {
        let failure = try #require(
            #expect(throws: ImportFailure.self) {
                try recorded("a\nx\n", by: "name: n\nheader: [a]\ncolumns: { document: a }\n\(key)")
            }
        )
        #expect(failure.message.contains(value), "\(failure.message)")
    }
}
