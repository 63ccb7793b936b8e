import Foundation
import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Lists that people fill in: items, codes, plans, openings and counts.
@Suite struct ListTests {
    private func utf16(_ text: String) -> [UInt8] {
        [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private static func cells(_ rows: [[String]]) -> String {
        rows.enumerated().map { index, row in
            let cells = row.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined()
            return "<row r=\"\(index + 1)\">\(cells)</row>"
        }.joined()
    }

    /// In GB18030: SKU,品名,单位成本,币种,每箱件数,NOM有效期 and A-1,台灯,12.50,USD,12,2026-11-01.
    private static let chinese: [UInt8] = [
        0x53, 0x4B, 0x55, 0x2C, 0xC6, 0xB7, 0xC3, 0xFB, 0x2C, 0xB5, 0xA5, 0xCE, 0xBB, 0xB3, 0xC9, 0xB1,
        0xBE, 0x2C, 0xB1, 0xD2, 0xD6, 0xD6, 0x2C, 0xC3, 0xBF, 0xCF, 0xE4, 0xBC, 0xFE, 0xCA, 0xFD, 0x2C,
        0x4E, 0x4F, 0x4D, 0xD3, 0xD0, 0xD0, 0xA7, 0xC6, 0xDA, 0x0A, 0x41, 0x2D, 0x31, 0x2C, 0xCC, 0xA8,
        0xB5, 0xC6, 0x2C, 0x31, 0x32, 0x2E, 0x35, 0x30, 0x2C, 0x55, 0x53, 0x44, 0x2C, 0x31, 0x32, 0x2C,
        0x32, 0x30, 0x32, 0x36, 0x2D, 0x31, 0x31, 0x2D, 0x30, 0x31, 0x0A,
    ]

    @Test func `items are read from text in any encoding, from workbooks and from JSON, in three languages`()
        throws
    {
        let folder = try TemporaryFolder()
        let settings = try LedgerSettings(timeZone: "America/Mexico_City", currency: Currency("MXN"))
        var lamp = try Item(
            sku: "A-1",
            name: "Lámpara 台灯",
            unitCost: Money(text: "12.50", currency: Currency("USD"))
        )
        lamp.cartonUnits = 12
        lamp.nomUntil = CalendarDate(year: 2026, month: 11, day: 1)
        let spanish = [
            ["Nota", "", "", "", "", ""],
            ["SKU", "Nombre", "Costo unitario", "Moneda", "Unidades caja", "vigencia_nom"],
            ["A-1", "Lámpara 台灯", "12.50", "USD", "12", "2026-11-01"],
        ]
        let text = spanish.map { $0.joined(separator: ";") }.joined(separator: "\r\n") + "\r\n"
        let json =
            #"{"data": [{"sku": "A-1", "name": "Lámpara 台灯", "unit_cost": 12.50, "currency": "USD", "#
            + #""carton_units": 12, "nom_until": "2026-11-01"}]}"#
        let workbook = WorkbookFixture([("Hoja1", Self.cells(spanish))])
        let paths = [
            try folder.write("utf8.csv", "\u{FEFF}" + text),
            try folder.write("utf16.csv", bytes: utf16(text)),
            try folder.write("items.json", json), try workbook.write(in: folder),
        ]
        for path in paths {
            let file = try ItemFile(path: path, settings: settings)
            #expect(file.problems.isEmpty, "\(path)")
            #expect(file.items == [lamp], "\(path)")
        }
        let file = try ItemFile(path: folder.write("gb.csv", bytes: Self.chinese), settings: settings)
        lamp.name = "台灯"
        #expect(file.items == [lamp])
    }

    @Test func `every column of items is known by each of its names`() throws {
        let folder = try TemporaryFolder()
        let settings = try LedgerSettings(timeZone: "UTC", currency: Currency("MXN"))
        let texts = [
            "sku": "A", "unit_cost": "1.50", "currency": "MXN", "nom_holder_rfc": "EKU9003173C9",
            "nom_until": "2026-11-01", "permit_until": "2026-11-01", "noms": "NOM-019-SCFI, NOM-024-SCFI",
        ]
        for column in ItemColumn.all where column.name != "sku" && column.name != "currency" {
            let text = texts[column.name] ?? (column.isFigure ? "7" : "x")
            #expect(column.header.headers.count >= 3)
            for header in column.header.headers {
                let file = try ItemFile(
                    path: folder.write("items.csv", "\(header),SKU,Moneda\n\"\(text)\",A,MXN\n"),
                    settings: settings
                )
                let item = try #require(file.items.first, "\(header)")
                #expect(file.warnings.isEmpty, "\(header)")
                let value: ItemColumn.Value =
                    column.name == "unit_cost"
                    ? .decimal(text) : column.isFigure ? .integer(7) : .text(text)
                #expect(column.value(item) == value, "\(header)")
            }
        }
    }

    @Test func `measures are whole numbers from 1, and each mistake has its line and column`() throws {
        let folder = try TemporaryFolder()
        let rows = "A,0,1\nB,1,-1\nC,2.5,1\nD,1,1e3\nE,1,99999999999999999999\nF,6,250\n"
        let file = try ItemFile(
            path: folder.write("items.csv", "SKU,Unidades caja,unit_g\n" + rows),
            settings: LedgerSettings.standard()
        )
        #expect(file.problems.map(\.row) == [2, 3, 4, 5, 6])
        #expect(
            file.problems.map(\.column) == ["Unidades caja", "unit_g", "Unidades caja", "unit_g", "unit_g"]
        )
        #expect(file.items.map(\.sku) == ["F"])
        var carton = Item(sku: "A")
        carton.cartonUnits = 0
        #expect(throws: FieldProblem.self) { try Book().ledger.declare(items: [carton]) }
    }

    @Test func `what is known of an item is read back from the ledger`() throws {
        let book = try Book()
        let text =
            "sku,name,unit_cost,currency,category,unit_cm3,unit_g,carton_units,moq,fraccion,origin,noms,nom_certificate,"
            + "nom_holder_rfc,nom_until,permit,permit_until\n"
            + "A,Lamp,1.50,USD,home,20000,1200,12,144,94052101,CN,\"NOM-003-SCFI, NOM-024-SCFI\",C-1,"
            + "EKU9003173C9,2026-11-01,P-1,2027-01-31\n"
        let file = try ItemFile(path: book.folder.write("i.csv", text), settings: book.ledger.settings)
        #expect(try book.ledger.declare(items: file.items, origin: file.origin).batch != nil)
        #expect(try book.ledger.items()["A"] == file.items.first)
        #expect(try book.ledger.declare(items: file.items, origin: file.origin).batch == nil)
    }

    @Test func `other columns of a list are left out with a note that suggests what was meant`() throws {
        let folder = try TemporaryFolder()
        let file = try ItemFile(
            path: folder.write("items.csv", "sku,nmae,Color\nA,Lamp,red\n"),
            settings: LedgerSettings.standard()
        )
        #expect(file.items == [Item(sku: "A")])
        #expect(
            file.warnings.map(\.message) == [
                "columns that are not read: nmae (did you mean name?), Color"
            ]
        )
    }

    @Test func `codes and plans are known by their names in three languages`() throws {
        let folder = try TemporaryFolder()
        for header in [
            "what,source,code,value,units", "Qué,Fuente,Código,Valor,Unidades", "类别,来源,编码,对应编码,件数",
        ] {
            let file = try CodeFile(path: folder.write("codes.csv", header + "\nsku,meli,ML-2,A,2\n"))
            #expect(
                file.codes == [
                    CodeMapping(
                        .sku,
                        source: "meli",
                        code: "ML-2",
                        components: [.init(value: "A", units: 2)]
                    )
                ]
            )
        }
        for header in [
            "sku,warehouse,forecast,stock_target", "SKU,Almacen,Pronóstico,Existencia objetivo",
            "SKU,仓库,预测销量,目标库存",
        ] {
            let file = try PlanFile(path: folder.write("plan.csv", header + "\nA,MTY1,40,90\n"))
            #expect(file.lines == [PlanLine(sku: "A", warehouse: "MTY1", forecast: 40, stockTarget: 90)])
        }
        var options = TableOptions()
        options.values = ["warehouse": "CDMX"]
        let json = try folder.write("plan.json", #"[{"sku": "A", "forecast": 5}]"#)
        #expect(try PlanFile(path: json, options: options).lines.first?.warehouse == "CDMX")
    }

    @Test func `a first profile of a list names the columns that it knows and those that it needs`() throws {
        let folder = try TemporaryFolder()
        func draft(_ header: String, _ list: ProfileDraft.List) throws -> String {
            try ProfileDraft(of: folder.write("list.csv", header + "\n"), list: list).yaml
        }
        let items = try draft("Merchant SKU,Descripción,Costo,Existencia", .items)
        for line in [
            "table: items", #"header: ["Merchant SKU", "Descripción", "Costo", "Existencia"]"#,
            #"  sku: "Merchant SKU""#, #"  name: "Descripción""#, "  # moq: COLUMN",
        ] { #expect(items.split(separator: "\n").contains(Substring(line)), "\(line)") }
        #expect(try Profile.reading(items).table?.columns["name"] == ["Descripción"])
        let codes = try draft("编码,Equivale a", .codes)
        #expect(codes.contains("  code: \"编码\"\n") && codes.contains("  # value: COLUMN  # needed\n"))
        let plan = try draft("SKU,Bodega,Pronostico", .plan)
        #expect(plan.contains("  warehouse: \"Bodega\"\n") && plan.contains("  forecast: \"Pronostico\"\n"))
        #expect(try Profile.reading(plan).table?.kind.name == "plan")
        let calendar = try draft("Calendario;Desde;Motivo", .calendar)
        #expect(try Profile.reading(calendar).table?.columns["from"] == ["Desde"])
        #expect(calendar.contains("  # name: COLUMN\n"))
    }

    private static let profile = """
        name: catalogo
        table: items
        header: [Clave, Descripción]
        numbers: { decimal: comma, grouping: point }
        columns: { sku: Clave, name: Descripción, unit_cost: Costo }
        constants: { currency: MXN }
        values: { name: { L: Lamp, "*": other } }
        ignore: [{ when: { Clave: "TOTAL*" }, because: a total }]
        """
    private static let list = "Clave;Descripción;Costo\nA;L;1.234,50\nTOTAL;;1.234,50\n"

    @Test func `a profile of a list is known from the ledger, the folder or its name`() throws {
        let book = try Book()
        let path = try book.folder.write("catalogo.yaml", Self.profile)
        let list = try book.folder.write("list.csv", Self.list)
        let lamp = try Item(
            sku: "A",
            name: "Lamp",
            unitCost: Money(text: "1234.50", currency: Currency("MXN"))
        )
        var named = TableOptions()
        named.profile = try Profile.file(path)
        #expect(try ItemFile(path: list, settings: book.ledger.settings, options: named).items == [lamp])
        try book.ledger.saveProfile(path)
        var saved = TableOptions()
        saved.profiles = try Profile.own(of: book.ledger)
        #expect(try ItemFile(path: list, settings: book.ledger.settings, options: saved).items == [lamp])
        let other = try #require(throws: ImportFailure.self) { try CodeFile(path: list, options: named) }
        #expect(other.message.hasPrefix("profile catalogo describes items, not codes; "))
        var options = ImportOptions()
        options.profile = named.profile
        let events = try #require(throws: ImportFailure.self) {
            try Importer(book.ledger, options: options).importFile(list)
        }
        #expect(events.message == "profile catalogo describes items, not events")
        options.profile = nil
        options.profiles = saved.profiles + Profile.builtIn
        let unknown = try #require(throws: ImportFailure.self) {
            try Importer(book.ledger, options: options).importFile(list)
        }
        #expect(unknown.code == .unknownHeader)
    }

    @Test(arguments: [
        ("table: itmes", ":2:8: there is no table \"itmes\"; did you mean items?"),
        (
            "table: plan\ncolumns: { sku: A, forcast: B }",
            ":3:20: \"forcast\" is not a column of plan; did you"
        ),
        ("table: codes\ncolumns: { what: A }", ":2:8: a table of codes needs source; name its column"),
        ("table: items\ntells: [orders]", "a table of items has no tells, which is for events"),
    ])
    func `a mistake in a profile of a list is refused where it stands`(text: String, says: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("p.yaml", "name: p\n\(text)\nheader: [A]\n")
        let failure = try #require(throws: ImportFailure.self) { try Profile.file(path) }
        #expect(failure.message.contains(says), "\(failure.message)")
    }

    // MARK: Stock

    private static let balances = ExportFixture.all.filter { fixture in
        Profile.builtIn.contains { $0.name == fixture.profile && $0.facts == [.balances] }
    }

    @Test(arguments: balances)
    func `stock that was opened from an export of balances agrees with that export`(fixture: ExportFixture)
        throws
    {
        for file in fixture.files {
            let book = try Book()
            var options = ImportOptions()
            options.file.values = fixture.supplied(to: file)
            options.file.values[.occurredAt] = "2026-11-20T08:00Z"
            options.file.values[.document] = options.file.values[.warehouse]
            options.profiles = Profile.ofOpenings([])
            options.action = .open
            let path = try fixture.write(file, rows: fixture.parts(of: file).rows, in: book.folder)
            let opened = try Importer(book.ledger, options: options).importFile(path)
            #expect(opened.profile == fixture.profile)
            #expect(!opened.append.isRefused && opened.append.events > 0, "\(opened.append.problems)")
            #expect(try Importer(book.ledger, options: options).importFile(path).append.batch == nil)
            options.profiles = Profile.ofCounts([])
            options.file.values[.document] = nil
            let counts = try CountFile(path: path, options: options, ledger: book.ledger)
            #expect(counts.problems.isEmpty && !counts.assertions.isEmpty)
            // A summary states one balance for each day; only one of them is the opening.
            guard Set(counts.assertions.map(\.at)).count == 1 else { continue }
            let differences = try book.ledger.reconcile(counts.assertions).filter { $0.difference != 0 }
            #expect(differences.isEmpty, "\(differences.map(\.assertion))")
            #expect(try book.isSound())
        }
    }

    @Test func `an export of orders is not opened as stock, nor compared with it`() throws {
        let book = try Book()
        let fixture = try #require(ExportFixture.all.first { $0.profile == "amazon-orders" })
        let file = try #require(fixture.files.first)
        let path = try fixture.write(file, rows: fixture.parts(of: file).rows, in: book.folder)
        var options = ImportOptions()
        options.file.values = [.warehouse: "W", .document: "W", .occurredAt: "2026-11-20"]
        options.profiles = Profile.ofOpenings([])
        let opened = try #require(throws: ImportFailure.self) {
            try Importer(book.ledger, options: options).importFile(path)
        }
        #expect(opened.message.hasSuffix("fits profile amazon-orders, which states no stock"))
        options.profiles = Profile.ofCounts([])
        let counted = try #require(throws: ImportFailure.self) {
            try CountFile(path: path, options: options, ledger: book.ledger)
        }
        #expect(counted.message.contains("fits profile amazon-orders"))
        #expect(try book.ledger.batches().isEmpty)
    }

    @Test func `counts in the codes of a source are compared in those of the ledger`() throws {
        let book = try Book()
        let codes = try CodeFile(
            path: book.folder.write(
                "codes.csv",
                "what,source,code,value,units\nsku,amazon-fba,KIT,A,2\nsku,amazon-fba,KIT,B,1\n"
                    + "warehouse,amazon-fba,FBA,MTY1,\n"
            )
        )
        try book.ledger.declare(codes: codes.codes)
        try book.importFile(
            "kind,document,sku,warehouse,quantity,occurred_at\n"
                + "stock_received,R1,A,MTY1,11,2026-11-01\nstock_received,R1,B,MTY1,5,2026-11-01\n"
        )
        let header =
            "sku\tfnsku\tasin\tafn-fulfillable-quantity\tafn-unsellable-quantity\t"
            + "afn-reserved-quantity\tafn-inbound-shipped-quantity\n"
        let path = try book.folder.write(
            "fba.txt",
            header + "KIT\tX1\tB1\t4\t0\t1\t0\nA\tX2\tB2\t1\t0\t0\t0\n"
        )
        var options = ImportOptions()
        options.profiles = Profile.ofCounts([])
        options.file.values = [.warehouse: "FBA", .occurredAt: "2026-11-19"]
        let counts = try CountFile(path: path, options: options, ledger: book.ledger)
        #expect(counts.profile == "amazon-fba-inventory")
        let sellable = try book.ledger.reconcile(counts.assertions).filter { $0.assertion.stage == .sellable }
        let found = sellable.map { "\($0.assertion.sku) \($0.assertion.warehouse) \($0.difference)" }
        #expect(found == ["A MTY1 0", "B MTY1 0"])
    }

    @Test func `a count sheet in Chinese is compared, and a row that is no count is refused`() throws {
        let book = try Book()
        var options = ImportOptions()
        options.profiles = Profile.ofCounts([])
        options.file.values = [.occurredAt: "2026-11-19"]
        let rows = [["SKU", "仓库", "数量", "备注2"], ["A", "MTY1", "5", "x"]]
        let sheet = WorkbookFixture([("盘点", Self.cells(rows))])
        let counts = try CountFile(path: sheet.write(in: book.folder), options: options, ledger: book.ledger)
        #expect(counts.assertions.map(\.units) == [5] && counts.profile == "counts")
        let mixed = try book.folder.write(
            "mixed.csv",
            "kind,document,sku,warehouse,quantity\nstock_counted,C1,A,MTY1,5\nstock_received,R1,A,MTY1,5\n"
        )
        let refused = try CountFile(path: mixed, options: options, ledger: book.ledger)
        #expect(refused.problems.map(\.row) == [3] && refused.problems.map(\.column) == ["kind"])
    }
}
