import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The canonical format: its headers in three languages, and reading back what it writes.
@Suite struct CanonicalFormatTests {
    private static let stated: [EventKind: String] = [
        .stockOpened: "stock_opened, stage damaged",
        .shipmentDispatched: "shipment_dispatched, mode sea, forwarder COSCO, eta 2026-12-01, note ok",
        .customsReleased:
            "customs_released, document 265137466000123, shipment S-1, importer_rfc EKU9003173C9",
        .stockReceived: "stock_received, shipment S-1, line 7, source wms",
        .shipmentShort: "shipment_short, from_stage in_transit, reason lost",
        .transferDispatched: "transfer_dispatched, to_warehouse CDMX1, eta 2026-12-01",
        .orderPlaced: "order_placed, channel meli, amount 199.00, currency MXN, memo true",
        .orderShipped: "order_shipped, tracking MX0001",
        .orderCancelled: "order_cancelled, reason buyer",
        .saleShipped: "sale_shipped, channel shop, amount 5, currency USD",
        .saleVoided: "sale_voided, reason undelivered",
        .returnReceived:
            "return_received, order 2000004711, order_source meli, tracking MX2, reason DEFECTIVE",
        .returnInspected: "return_inspected, stage available, order 2000004711",
        .stockAdjusted: "stock_adjusted, quantity -2, reason merma",
        .stageChanged: "stage_changed, from_stage available, stage quarantine",
        .stockRemoved: "stock_removed, shipment S-1, from_stage released, reason seized",
        .stockCounted: "stock_counted, quantity 0, stage on_hand",
        .portArrived: "port_arrived, eta 2026-12-01",
        .customsInspected: "customs_inspected",
        .warehouseArrived: "warehouse_arrived",
        .etaChanged: "eta_changed, eta 2026-12-05",
    ]

    @Test(arguments: Language.allCases)
    func `a filled template gives its event, in every language`(language: Language) throws {
        for kind in EventKind.allCases {
            let event = try Event.stated(try #require(Self.stated[kind]))
            let header = kind.columns.map { $0.name(in: language) }.joined(separator: ",")
            let row = kind.columns.map { event.text(of: $0) ?? "" }.joined(separator: ",")
            let book = try Book()
            let result = try book.importFile(header + "\n" + row + "\n")
            #expect(result.append.problems.isEmpty, "\(kind): \(result.append.problems)")
            #expect(try book.liveEvents() == event.canonicalRow(), "\(kind) in \(language)")
        }
    }

    @Test func `every column has one unique name in each language`() {
        for language in Language.allCases {
            let names = Column.allCases.map { Header.key($0.name(in: language)) }
            #expect(Set(names).count == Column.allCases.count, "\(language)")
        }
        // Languages may be mixed in one header, so no name may mean two columns.
        var meanings: [String: Set<String>] = [:]
        for column in Column.allCases {
            for language in Language.allCases {
                meanings[Header.key(column.name(in: language)), default: []].insert(column.rawValue)
            }
        }
        #expect(meanings.filter { $0.value.count > 1 }.isEmpty)
    }

    @Test func `columns may stand in any order, in any case and in any mixture of languages`() throws {
        let text = "Cantidad,ALMACÉN,单据号,Kind,sku,发生时间\n5,MTY1,D-1,stock_received,MX-1,2026-11-13T12:00:00Z\n"
        #expect(try recorded(text, by: .canonical) == ["stock_received D-1 MX-1 5"])
    }

    @Test func `the header lists every column in the order of the format`() {
        #expect(
            Event.canonicalHeader
                == "kind,source,document,line,sku,warehouse,quantity,occurred_at,stage,from_stage,to_warehouse,"
                + "shipment,order,order_source,channel,amount,currency,pedimento,importer_rfc,mode,forwarder,eta,tracking,reason,"
                + "memo,stated_at,note"
        )
    }

    private static let awkward = [
        "=1+1", "=\"0123", "@sum", "+5", "-5", "'0012", "a,b", "a;b", "a\tb", "a|b", "\"", "\"\"", "\"a\"",
        "a\"b",
        "line\nbreak", "line\r\nbreak", "line\rbreak", "\n", "ends in a break\n", "caf\u{E9}", "cafe\u{301}",
        "中文，备注", "👩‍👩‍👧", "\u{202E}right to left", "a\u{FEFF}b", "a\u{A0}b", "\u{2028}", "\u{1}", "\u{7F}",
        "null", "#", "\\n",
        "~", "1e5", "TRUE", "\u{301}x", String(repeating: "long ", count: 100) + ".",
    ]

    /// Imports the canonical rows of events and reads them back.
    private func reread(_ events: [Event]) throws -> [Event] {
        let book = try Book()
        let text = ([Event.canonicalHeader] + events.map { $0.canonicalRow() }).joined(separator: "\n") + "\n"
        let result = try book.importFile(text)
        #expect(result.append.problems.isEmpty, "\(result.append.problems)")
        var reread: [Event] = []
        try book.ledger.forEachEvent { stored, _ in reread.append(stored.event) }
        // The ledger's export also matches the file.
        #expect(try book.importFile(text).append.counts.duplicates == Int64(events.count))
        return reread
    }

    @Test(arguments: awkward)
    func `awkward text is written and read back byte for byte`(text: String) throws {
        var fields = try Event.stated("return_received, amount 5, currency MXN").fields
        fields.source = try Source(text)
        fields.document = try Document(text)
        fields.line = try Line("x" + text)
        fields.sku = try SKU(text)
        fields.warehouse = try Warehouse(text)
        fields.channel = try Channel(text)
        fields.detail.order = try Document(text)
        fields.detail.tracking = text
        fields.detail.reason = text
        fields.detail.note = text
        let event = try Event(fields)
        let again = try #require(try reread([event]).first)
        #expect(again == event)
        for column in Column.allCases {
            #expect(
                again.text(of: column).map { Array($0.utf8) } == event.text(of: column).map { Array($0.utf8) }
            )
        }
    }

    @Test func `every kind is written and read back`() throws {
        let events = try EventKind.allCases.map { try Event.stated(try #require(Self.stated[$0])) }
        #expect(try reread(events) == events)
    }

    @Test(arguments: seeds(1))
    func `random text is written and read back`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        let letters: [Character] = [
            "a", "B", "7", "\"", ",", "\n", "\r", ";", "\t", " ", "é", "\u{301}", "中", "\u{A0}", "=", "~",
            "\u{FEFF}", "'",
        ]
        func text() -> String {
            "x"
                + String(
                    (0..<Int.random(in: 0...12, using: &draws)).map { _ in
                        letters.randomElement(using: &draws) ?? "a"
                    }
                ) + "x"
        }
        let events = try (0..<200).map { number in
            var fields = try Event.stated("stock_adjusted").fields
            fields.document = try Document("\(number)" + text())
            fields.sku = try SKU(text())
            fields.warehouse = try Warehouse(text())
            fields.detail.reason = text()
            fields.detail.note = text()
            return try Event(fields)
        }
        let again = try reread(events)
        #expect(again == events, "seed \(draws.seed)")
    }

    @Test func `the edges of time, quantity and amount are written and read back`() throws {
        var events: [Event] = []
        for (number, milliseconds) in [0, 1, 999, 7_258_118_399_999].enumerated() {
            var fields = try Event.stated("order_placed, quantity 1000000000000").fields
            fields.document = try Document("\(number)")
            fields.sku = try SKU("SKU-\(number)")
            fields.occurredAt = Instant(milliseconds: Int64(milliseconds))
            fields.amount = Money(
                minorUnits: Int128(Money.minorUnitsMax) * (number.isMultiple(of: 2) ? 1 : -1),
                currency: try Currency("KWD")
            )
            fields.memo = true
            events.append(try Event(fields))
        }
        #expect(try reread(events) == events)
    }

    @Test func `a printed profile reads the files of the original`() throws {
        let printed = try Profile.reading(Profile.canonical.yaml)
        #expect(printed.name == "tarima")
        for language in Language.allCases {
            for kind in EventKind.allCases {
                let event = try Event.stated(try #require(Self.stated[kind]))
                let header = kind.columns.map { $0.name(in: language) }.joined(separator: ",")
                let row = kind.columns.map { event.text(of: $0) ?? "" }.joined(separator: ",")
                let columns = Column.allCases.filter { $0 != .statedAt }
                let text = header + "\n" + row + "\n"
                #expect(try recorded(text, by: printed, columns) == recorded(text, by: .canonical, columns))
            }
        }
    }

    @Test func `a printed profile says which of a column's names count`() throws {
        let printed = try Profile.reading(Profile.canonical.yaml)
        #expect(printed.header == Profile.canonical.header)
        #expect(printed.columns == Profile.canonical.columns)
    }

    @Test func `a preview shows every row, and rows of one form in their places among others`() throws {
        let text = """
            kind,document,sku,warehouse,quantity,occurred_at
            order_placed,O-1,A,MTY1,1,2026-11-13T08:00:00Z
            order_placed,O-2,A,MTY1,1,2026-11-13T08:01:00Z
            order_placed,O-3,A,MTY1,x,2026-11-13T08:02:00Z
            order_shipped,O-1,A,MTY1,1,2026-11-13T09:00:00Z
            order_placed,O-4,B,MTY1,2,2026-11-13T08:03:00Z
            order_shipped,O-2,A,MTY1,1,2026-11-13T09:01:00Z
            """
        #expect(
            try recorded(text, by: .canonical) == [
                "order_placed O-1 A 1", "order_placed O-2 A 1", "order_shipped O-1 A 1",
                "order_placed O-4 B 2",
                "order_shipped O-2 A 1", "4! quantity not_a_number",
            ]
        )
        let folder = try TemporaryFolder()
        let preview = try ImportPreview.read(
            folder.write("file.csv", text),
            options: ImportOptions(),
            eventsMax: 2,
            now: Book.now
        )
        #expect(preview.rows == 6)
        #expect(preview.rejected == 1)
        #expect(preview.events.map(\.row) == [2, 3])
    }
}
