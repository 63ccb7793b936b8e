import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// JSON records into events. The orders and operations are made up in the documented form of Mercado Libre.
@Suite struct JSONReaderTests {
    private static let orders = """
        name: orders
        source: mercadolibre
        header: [id, order_items.item.seller_sku]
        rows: order_items
        columns:
          document: id
          sku: [order_items.item.seller_sku, order_items.item.seller_custom_field]
          quantity: order_items.quantity
          occurred_at: date_closed
          channel: channel
          line: payments#1.id
          note: shipping.id
        constants: { kind: order_placed, warehouse: W }
        """
    private static let columns: [Column] = [.document, .sku, .quantity, .line, .note]

    private static let order = """
        {"id": 2000013900105482, "pack_id": null, "tags": ["paid", "not_delivered"], "channel": {"none": []},
         "date_closed": "2026-11-13T09:12:00.000-04:00", "payments": [{"id": 90071992547409931}, {"id": 2}],
         "order_items": [
            {"item": {"seller_sku": "MX-1"}, "quantity": 2},
            {"item": {"seller_sku": null, "seller_custom_field": "L\\u00c1MPARA \\"N\\""}, "quantity": 1}],
         "shipping": {"id": 43}}
        """
    private static let recorded = [
        "2000013900105482 MX-1 2 90071992547409931 43",
        "2000013900105482 LÁMPARA \"N\" 1 90071992547409931 43",
    ]

    private func recorded(_ json: String, _ yaml: String = orders, _ columns: [Column] = columns) throws
        -> [String]
    {
        let profile = yaml.replacing("\n  channel: channel", with: "")
        return try WarehouseExportsTests.recorded(json, by: profile, columns)
    }

    private func failure(_ json: String, _ yaml: String = orders) throws -> ImportFailure {
        try #require(#expect(throws: ImportFailure.self) { try recorded(json, yaml) })
    }

    @Test(arguments: [
        "[\(order)]", "\u{FEFF} [\n\(order)\n]\n", order, order.replacing("\n", with: " ") + "\n",
        #"{"query": "x", "results": [\#(order)], "paging": {"total": 1}, "available": [{"id": 1}]}"#,
        #"{"available": [{"id": 1}], "results": [\#(order)]}"#, #"{"code": 0, "data": [\#(order)]}"#,
    ])
    func `an array, the results of a search, or an object by itself`(json: String) throws {
        #expect(try recorded(json) == Self.recorded)
    }

    @Test func `an object per line, with the record's index as the row`() throws {
        let bad = Self.order.replacing("\"quantity\": 2", with: "\"quantity\": 2.5")
        let lines = [Self.order, bad, Self.order].map { $0.replacing("\n", with: " ") }.joined(
            separator: "\n"
        )
        let rows = try recorded(lines)
        #expect(
            rows == Self.recorded + [Self.recorded[1]] + Self.recorded + [
                "2! order_items.quantity not_a_number"
            ]
        )
        let book = try Book()
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.orders.replacing("\n  channel: channel", with: ""))
        options.append.skipsRejected = true
        _ = try Importer(book.ledger, options: options).importFile(book.folder.write("o.json", lines))
        let kept = try book.ledger.rejectedRows()
        #expect(kept.map(\.row) == [2])
        #expect(kept.map(\.raw) == [Array(bad.replacing("\n", with: " ").utf8)])
    }

    @Test func `records are where the profile says`() throws {
        let json =
            #"{"code": 0, "list": [{"id": 1}], "data": {"total": 1, "list": [\#(Self.order)], "z": {}}, "x": []}"#
        #expect(try recorded(json, Self.orders + "\nrecords: data.list") == Self.recorded)
        #expect(try failure(#"{"a": [{"id": 1}], "b": [{"id": 1}]}"#).code == .unknownHeader)
        let two = try failure(#"{"a": [\#(Self.order)], "b": [{"id": 1}]}"#)
        #expect(two.code == .badJSON)
        #expect(two.message.contains("records: a"))
    }

    @Test(arguments: [
        #"{"order": \#(order)}"#, #"{"code": 0, "data": {"total": 1, "list": [\#(order)]}}"#,
        #"{"2000013900105482": \#(order)}"#,
    ])
    func `a single record under a key, and records one object deeper, are found by their names`(json: String)
        throws
    {
        #expect(try recorded(json) == Self.recorded)
    }

    @Test func `records in an array of pages are read page by page`() throws {
        let page = #"{"paging": {"total": 3}, "results": [\#(Self.order)], "seller": {"id": 1}}"#
        #expect(
            try recorded(#"[\#(page), {"results": []}, \#(page)]"#, Self.orders + "\nrecords: results")
                == Self.recorded + Self.recorded
        )
        #expect(
            try recorded(
                #"{"pages": [\#(page), \#(page)], "n": 2}"#,
                Self.orders + "\nrecords: pages.results"
            )
                == Self.recorded + Self.recorded
        )
    }

    private static let shelf = """
        name: shelf
        header: ["*", units]
        columns: { document: "*", sku: "*", quantity: units }
        constants: { kind: stock_received, warehouse: W, occurred_at: 2026-11-13 }

        """

    @Test func `the members of an object may be the records, and their keys a column`() throws {
        let json = #"{"total": 2, "MX-1": {"units": 3}, "MX-\u0032": {"units": 4}}"#
        #expect(try recorded(json, Self.shelf + "records: '*'", [.sku, .quantity]) == ["MX-1 3", "MX-2 4"])
        #expect(try recorded(#"{"MX-1": {"units": 3}}"#, Self.shelf, [.sku, .quantity]) == ["MX-1 3"])
        let nested =
            #"{"stock": {"MX-1": {"units": 3}, "MX-2": [{"units": 4}, {"units": 5}], "n": 1}, "x": [{"a": 1}]}"#
        #expect(
            try recorded(nested, Self.shelf + "records: stock.*", [.sku, .quantity]) == [
                "MX-1 3", "MX-2 4", "MX-2 5",
            ]
        )
    }

    @Test(arguments: [
        (#"{"stock": 7}"#, "stock is not an array of records"),
        (#"{"stock": {"units": 1}, "stock": {"units": 2}}"#, "appears twice"),
        (#"{"stock": {"units": 1}"#, "cut off"), (#"{"stock": {"units": 1}} x"#, "text after the records"),
    ])
    func `a place without records is an error`(json: String, says: String) throws {
        let yaml = "name: n\nheader: [units]\ncolumns: { quantity: units }\nrecords: stock"
        #expect(try failure(json, yaml).message.contains(says))
    }

    @Test func `an order without items is a row`() throws {
        let order = #"{"id": 1, "date_closed": "2026-11-13", "order_items": []}"#
        #expect(
            try recorded("[\(Self.order), \(order)]").dropFirst(2) == [
                "2! order_items.item.seller_sku missing_value"
            ]
        )
    }

    @Test func `an element of an array is chosen by its member`() throws {
        let yaml = """
            name: operations
            header: [id, external_references.type]
            columns:
              document: id
              shipment: "external_references[type=inbound_id].value"
              quantity: detail.available_quantity
              sku: inventory_id
            constants: { kind: stock_received, warehouse: W, occurred_at: 2026-11-13 }
            """
        let json = """
            [{"id": 9007199254740993, "inventory_id": "X1", "detail": {"available_quantity": 3},
              "external_references": [{"type": "shipment_id", "value": "4"}, {"type": "inbound_id", "value": "I-5"}]}]
            """
        #expect(
            try recorded(json, yaml, [.document, .shipment, .sku, .quantity]) == ["9007199254740993 I-5 X1 3"]
        )
        let several = yaml.replacing("[type=inbound_id]", with: "")
        #expect(
            try recorded(json, several) == ["1! external_references.value not_allowed"]
        )
    }

    @Test func `an object or several values are not a value, but a condition may test them`() throws {
        let order = Self.order.replacing("\"none\": []", with: "\"name\": \"ml\"")
        #expect(
            try WarehouseExportsTests.recorded("[\(order)]", by: Self.orders, Self.columns)
                == ["1! channel not_allowed", "1! channel not_allowed"]
        )
        let ignoring = Self.orders + "\nignore: [{ when: { tags: '*\"not_delivered\"*' } }]"
        #expect(try recorded("[\(Self.order)]", ignoring) == ["ignored 2"])
    }

    @Test func `a name that no record has is reported`() throws {
        let book = try Book()
        var options = ImportOptions()
        options.profile = try Profile.reading(
            Self.orders.replacing("\n  channel: channel", with: "\n  tracking: shipping.trackin")
        )
        let path = try book.folder.write("o.json", "[\(Self.order)]")
        let result = try Importer(book.ledger, options: options).importFile(path)
        #expect(result.append.warnings.map(\.column) == ["shipping.trackin"])
    }

    @Test func `the canonical format works as JSON too`() throws {
        let row = #"{"kind": "sale_shipped", "document": "1", "sku": "A", "warehouse": "W", "quantity": 1, "#
        let rows = [
            #"{"tipo": "stock_received", "documento": "G", "sku": "A", "almacén": "W", "cantidad": 5, "fecha": "2026-11-13"}"#,
            row + #""occurred_at": "2026-11-14"}"#, row + #""occured_at": "2026-11-14"}"#,
        ]
        let recorded = ["stock_received G A 5", "sale_shipped 1 A 1"]
        #expect(
            try WarehouseExportsTests.recorded(rows.prefix(2).joined(separator: "\n"), by: Profile?.none)
                == recorded
        )
        // Among the first records a misspelt name refuses the file; later, only its own record.
        let misspelt = #expect(throws: ImportFailure.self) {
            try WarehouseExportsTests.recorded("[\(rows.joined(separator: ","))]", by: Profile?.none)
        }
        #expect(
            misspelt?.message.contains("unknown column \"occured_at\"; did you mean occurred_at?") == true
        )
        let many = Array(repeating: rows[0], count: 20) + rows
        #expect(
            try WarehouseExportsTests.recorded("[\(many.joined(separator: ","))]", by: Profile?.none).suffix(
                3
            )
                == recorded + ["23! occured_at unknown_column"]
        )
    }

    @Test(arguments: [
        (#"{"id": 1, "id": 2}"#, "appears twice", 11), (#"{"id": 01}"#, "number", 8),
        (#"{"id": 1.}"#, "number", 8),
        (#"{"id": 1e}"#, "number", 8), (#"{"id": .5}"#, "expected a JSON value", 8),
        (#"{"id": nul}"#, "expected a JSON value", 8),
        (#"{"id": "\x"}"#, "escape", 9), (#"{"id": "\ud800"}"#, "half of a pair", 9),
        (#"{"id": "\u00"}"#, "\\u", 9),
        (#"{"id": "\u0000"}"#, "NUL", 9), (#"{"id" 1}"#, "colon", 7), (#"{id: 1}"#, "key in quotes", 2),
        (#"{"id": 1 "b": 2}"#, "comma", 10), (#"{"id": [1 2]}"#, "comma", 11),
        (#"{"id": 1,}"#, "key in quotes", 10),
        ("{\"id\": \"a\tb\"}", "control character", 10), ("{\"id\": [,]}", "expected a JSON value", 9),
    ])
    func `an invalid JSON record is reported with its place, and reading continues`(
        record: String,
        says: String,
        character: Int
    ) throws {
        let folder = try TemporaryFolder()
        var options = ImportOptions()
        options.profile = try Profile.reading(
            "name: n\nheader: [id]\ncolumns: { document: id }\nconstants: { kind: order_placed, sku: A, warehouse: W, quantity: 1, occurred_at: 2026-11-13 }"
        )
        let path = try folder.write("f.json", "[{\"id\": 7},\n\(record),\n{\"id\": 8}]")
        let preview = try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now)
        #expect(preview.events.map { $0.event.document.text } == ["7", "8"])
        let problem = try #require(preview.problems.first)
        #expect(problem.code == "bad_json")
        #expect(problem.row == 2)
        #expect(problem.message.contains(says))
        #expect(problem.message.contains("at line 2, character \(character):"))
    }

    @Test func `invalid UTF-8 is reported with its place`() throws {
        let folder = try TemporaryFolder()
        var options = ImportOptions()
        options.profile = try Profile.reading("name: n\nheader: [id]\ncolumns: { document: id }")
        let path = try folder.write(
            "f.json",
            bytes: Array("[{\"id\": 1}, {\"id\": \"".utf8) + [0xE9] + Array("\"}]".utf8)
        )
        let preview = try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now)
        #expect(preview.problems.last?.message.contains("the bytes E9 22 7D are not UTF-8") == true)
    }

    @Test(arguments: [
        (#"[{"id": 1}"#, "cut off"), (#"[{"id": 1}, {"id"#, "cut off"), (#"[{"id": 1},"#, "cut off"),
        (#"{"results": [{"id": 1}]"#, "cut off"), (#"[{"id": 1}] x"#, "text after the records"),
        (#"[{"id": 1} {"id": 2}]"#, "a comma or ']'"), (#"[{"id": 1},]"#, "expected a value"),
        (#"{"results": [{"id": 1}], "results": [{"id": 2}]}"#, "appears twice"),
    ])
    func `a file that is not JSON outside of its records is refused as a whole`(json: String, says: String)
        throws
    {
        let profile = "name: n\nheader: [id]\ncolumns: { document: id }"
        #expect(try failure(json, profile).message.contains(says))
    }

    @Test(arguments: ["7", "null", "true", "-1.5e3", "x"])
    func `a value cut off at the end of the file is a record that is not an object`(value: String) throws {
        let recorded = try recorded(
            "{\"id\": 1}\n\(value)",
            "name: n\nheader: [id]\ncolumns: { document: id }"
        )
        #expect(recorded.last == (value == "x" ? "2!  bad_json" : "2!  not_an_object"))
    }

    /// An error in the first record is treated like one in a later record.
    @Test(arguments: [
        (#"[{"id": 01}]"#, "1:9", "not a JSON number"),
        (#"[{"id": 1, "id": 2}]"#, "1:12", "the key \"id\" appears twice"),
        ("[\n {\"id\": \"\\ud800\"}]", "2:10", "half of a pair"),
        ("[{\"id\": \"a\nb\"}]", "1:11", "a control character"),
        (#"{"id": nul}"#, "1:8", "expected a JSON value"),
        (#"[{"id": tru}]"#, "1:9", "expected a JSON value"),
        (#"[{"id": 1"#, "1:2", "cut off"), (#"[{"id"#, "1:2", "cut off"), ("[\n{", "2:1", "cut off"),
        (#"[1, 2]"#, "1:2", "not an object"), (#"["id"]"#, "1:2", "not an object"),
        (#"[[1]]"#, "1:2", "not an object"), (#"[{"id" 1}]"#, "1:8", "expected a colon"),
        (#"{'id': 1}"#, "1:2", "a key in quotes"), (#"[{'id': 1}]"#, "1:3", "a key in quotes"),
        (#"{"results": [{"id": 01}]}"#, "1:21", "not a JSON number"),
        (#"{"results": [{"id": 1"#, "1:14", "cut off"),
    ])
    func `an error in the first record is reported with its place`(json: String, place: String, says: String)
        throws
    {
        let found = try failure(json, "name: n\nheader: [id]\ncolumns: { document: id }")
        #expect(found.code == .badJSON)
        #expect(found.message.contains("file.csv:\(place): "), "\(found.message)")
        #expect(found.message.contains(says), "\(found.message)")
    }

    @Test func `a first record in another encoding is reported with its place`() throws {
        let folder = try TemporaryFolder()
        let bytes = Array("[{\"id\": \"".utf8) + [0xF1] + Array("\"}]".utf8)
        let path = try folder.write("f.json", bytes: bytes)
        let found = #expect(throws: ImportFailure.self) {
            try ImportPreview.read(path, options: ImportOptions(), eventsMax: 1, now: Book.now)
        }
        #expect(found?.message.contains("f.json:1:10: the bytes F1 22 7D") == true)
    }

    @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian], [true, false])
    func `UTF-16 is read, with and without its mark`(encoding: String.Encoding, isMarked: Bool) throws {
        let text = (isMarked ? "\u{FEFF}" : "") + "[\n\(Self.order)\n]"
        let folder = try TemporaryFolder()
        let path = try folder.write("f.json", bytes: Array(try #require(text.data(using: encoding))))
        var options = ImportOptions()
        options.profile = try Profile.reading(Self.orders.replacing("\n  channel: channel", with: ""))
        let preview = try ImportPreview.read(path, options: options, eventsMax: 9, now: Book.now)
        #expect(preview.problems == [])
        #expect(preview.events.map { $0.event.sku?.text } == ["MX-1", "LÁMPARA \"N\""])
    }

    @Test func `a key in other letters is the same key if every key has a meaning`() throws {
        let record =
            #""kind": "stock_received", "document": "G", "sku": "A", "warehouse": "W", "occurred_at": "2026-11-13""#
        let json = "[{\(record), \"quantity\": 1}, {\(record), \"quantity\": 1, \"Quantity\": 2}]"
        let recorded = try WarehouseExportsTests.recorded(json, by: nil, [.quantity])
        #expect(recorded == ["1", "2! Quantity repeated_column"])
    }

    @Test func `a file without records is empty`() throws {
        for json in ["[]", "{}", #"{"results": []}"#] { #expect(try failure(json).code != .badJSON) }
    }

    @Test func `deep, long and many values are reported in bounded memory`() throws {
        let yaml =
            "name: n\nheader: [id]\ncolumns: { document: id }\nconstants: { kind: order_placed, sku: A, warehouse: W, quantity: 1, occurred_at: 2026-11-13 }"
        let deep = String(repeating: "[", count: 100_000)
        let closed = deep + String(repeating: "]", count: 100_000)
        #expect(
            try recorded("[{\"id\": 1}, {\"id\": \(closed)}, {\"id\": 2}]", yaml, [.document]) == [
                "1", "2", "2!  bad_json",
            ]
        )
        #expect(try failure("[{\"id\": 1}, {\"id\": \(deep)", yaml).message.contains("cut off"))
        let long = String(repeating: "x", count: 3_000_000)
        #expect(
            try recorded("[{\"id\": 1}, {\"id\": \"\(long)\"}, {\"id\": 2}]", yaml, [.document])
                == ["1", "2", "2!  row_too_long"]
        )
        let many = Array(repeating: "{\"a\": 1}", count: 1001).joined(separator: ",")
        #expect(
            try recorded("[{\"id\": 1, \"list\": [\(many)]}]", yaml + "\nrows: list", [.document]) == [
                "1!  row_too_long"
            ]
        )
    }

    @Test func `records are the same wherever a chunk ends`() throws {
        let yaml =
            "name: n\nheader: [id]\ncolumns: { document: id, sku: s }\nconstants: { kind: order_placed, warehouse: W, quantity: 1, occurred_at: 2026-11-13 }"
        var json = "["
        for id in 1...20_000 { json += "\(id == 1 ? "" : ", ")\n{\"id\": \(id), \"s\": \"ñ\\\"\\\\{[\"}" }
        json += "]"
        let folder = try TemporaryFolder()
        var options = ImportOptions()
        options.profile = try Profile.reading(yaml)
        let preview = try ImportPreview.read(
            folder.write("f", json),
            options: options,
            eventsMax: 20_000,
            now: Book.now
        )
        #expect(preview.events.map(\.row) == Array(1...20_000))
        #expect(
            preview.events.allSatisfy {
                $0.event.document.text == "\($0.row)" && $0.event.sku?.text == "ñ\"\\{["
            }
        )
    }
}
