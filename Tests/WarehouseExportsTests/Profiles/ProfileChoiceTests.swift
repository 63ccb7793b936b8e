import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The choice of the profile of a file.
@Suite struct ProfileChoiceTests {
    private func failure(
        _ text: String,
        _ change: @escaping (inout ImportOptions) throws -> Void = { _ in }
    ) throws -> ImportFailure {
        try #require(
            #expect(throws: ImportFailure.self) { try recorded(text, by: Profile?.none, [.kind], change) }
        )
    }

    private static let receipts = """
        name: receipts
        header: [Ref, Art, Qty]
        columns: { document: Ref, sku: Art, quantity: Qty }
        constants: { kind: stock_received, warehouse: W, occurred_at: 2026-11-13 }
        """

    @Test func `the header decides between the profiles`() throws {
        let receipts = try Profile.reading(Self.receipts)
        let among = { (options: inout ImportOptions) in options.profiles = [.canonical, receipts] }
        #expect(
            try recorded("qty,ART,More, ref \n1,A,x,R-1\n", by: nil, [.document, .sku], among) == ["R-1 A"]
        )
        #expect(
            try recorded(
                "kind,document,sku,warehouse,quantity,occurred_at\nsale_shipped,1,A,W,1,2026-11-13\n",
                by: nil,
                [.kind],
                among
            )
                == ["sale_shipped"]
        )
    }

    @Test func `two profiles that match are an error that names both`() throws {
        let one = try Profile.reading(Self.receipts)
        let two = try Profile.reading(Self.receipts.replacing("name: receipts", with: "name: others"))
        let failure = try failure("Ref,Art,Qty\n1,A,1\n") { $0.profiles = [one, .canonical, two] }
        #expect(failure.code == .ambiguousHeader)
        #expect(failure.message.contains("receipts and others"))
        #expect(failure.code == .ambiguousHeader)
    }

    @Test func `a profile that needs all columns of another one, and more, knows the file better`() throws {
        let one = try Profile.reading(Self.receipts)
        let more = Self.receipts.replacing("[Ref, Art, Qty]", with: "[Ref, Art, Qty, Bin]")
            .replacing("name: receipts", with: "name: bins")
        let among: (inout ImportOptions) throws -> Void = { $0.profiles = [one, try .reading(more)] }
        let book = try Book()
        #expect(try book.importFile("Ref,Art,Qty,Bin\n1,A,1,7\n", among).profile == "bins")
        #expect(try book.importFile("Ref,Art,Qty\n2,A,1\n", among).profile == "receipts")
    }

    @Test func `a header that matches none is an error with what the nearest profile needs`() throws {
        let receipts = try Profile.reading(Self.receipts)
        let failure = try failure("Ref,Art,Anzahl\n1,A,1\n") { $0.profiles = [.canonical, receipts] }
        #expect(failure.code == .unknownHeader)
        #expect(failure.message.contains("receipts, needs Qty"))
    }

    @Test func `a profile of few columns is not the nearest one of a file that has none of them`() throws {
        #expect(try failure("Folio,Clave,Piezas\n1,A,1\n").message.contains("profile, tarima, needs kind"))
    }

    @Test(arguments: [
        ("sku,name,unit_cost\nA,Lamp,12\n", "items"), ("SKU;Pronóstico\nA;3\n", "plan"),
        ("what,source,code,value\nsku,meli,ML-1,A\n", "codes"),
        ("calendario,desde\nmx,2026-12-24\n", "calendar"),
    ])
    func `a list that is not of events is said to be one`(text: String, kind: String) throws {
        let failure = try failure(text)
        #expect(failure.code == .unknownHeader && failure.values == .table(kind))
    }

    @Test func `what a canonical file lacks can be given for the whole file`() throws {
        let text = "kind,document,sku,quantity\nstock_received,1,A,1\n"
        let failure = try failure(text)
        #expect(failure.message.contains("needs warehouse, occurred_at"))
        #expect(failure.values == .missingColumns([.warehouse, .occurredAt]))
        let given: [Column: String] = [.warehouse: "W", .occurredAt: "2026-11-13"]
        #expect(try recorded(text, by: nil, [.warehouse]) { $0.file.values = given } == ["W"])
    }

    @Test(arguments: [
        ("kind,document,sku,warehouse,quantity,occurred_at,chanel", "1:7", "chanel", "channel"),
        ("kind,documnt,sku,warehouse,quantity,occurred_at", "1:2", "documnt", "document"),
        ("\n\nkind,document,sku,warehouse,quantity,occurred_at,chanel", "3:7", "chanel", "channel"),
        ("tipo,documento,sku,almacen,cantidad,fecha,canall", "1:4", "almacen", "almacén"),
    ])
    func `an unknown column is an error that suggests the nearest name`(
        header: String,
        place: String,
        column: String,
        nearest: String
    ) throws {
        let failure = try failure(header + "\nx\n")
        #expect(failure.code == .unknownHeader)
        #expect(failure.message.contains(":\(place): unknown column \"\(column)\"; did you mean \(nearest)?"))
    }

    @Test func `a column without a name is harmless`() throws {
        let text = "kind,document,sku,warehouse,quantity,occurred_at,, \nsale_shipped,1,A,W,1,2026-11-13,,\n"
        #expect(try recorded(text, by: nil, [.kind]) == ["sale_shipped"])
    }

    @Test func `a profile with a column that the file lacks says so`() throws {
        let profile = Self.receipts + "\nignore: [{ when: { Staus: x } }]"
        let failure = try #require(
            #expect(throws: ImportFailure.self) { try recorded("Ref,Art,Qty,Status\n1,A,1,x\n", by: profile) }
        )
        #expect(failure.code == .unknownHeader)
        #expect(failure.message.contains("uses a column \"Staus\""))
        #expect(failure.message.contains("did you mean Status?"))
    }

    @Test func `a header may come after notices, and its own delimiter counts`() throws {
        let profile = Self.receipts + "\ntext: { header_row: 4 }"
        let notices = "Reporte de entradas, generado, hoy\n\n\"Total:\n"
        #expect(try recorded(notices + "Ref;Art;Qty\n1;A;1\n", by: profile, [.document, .sku]) == ["1 A"])
        #expect(try recorded(notices + "Ref;Art;Qty\n1;A;x\n", by: profile) == ["5! Qty not_a_number"])
        // A blank fourth line: the header is the next line that is not blank.
        #expect(try recorded(notices + "\nRef;Art;Qty\n1;A;1\n", by: profile, [.document]) == ["1"])
    }

    @Test func `a file that ends before its header is empty`() throws {
        let profile = Self.receipts + "\ntext: { header_row: 4 }"
        for text in ["one\ntwo\n", "\n\n\n\n"] {
            let failure = #expect(throws: ImportFailure.self) { try recorded(text, by: profile) }
            #expect(failure?.code == .emptyFile)
        }
    }

    @Test func `a header that is not text is refused with its line`() throws {
        let failure = try failure("kind,docu\0ment\n")
        #expect(failure.code == .unsupportedText)
        #expect(failure.message.contains(":1:10: "))
    }

    @Test func `a header without rows has no events`() throws {
        let book = try Book()
        let result = try book.importFile("kind,document,sku,warehouse,quantity,occurred_at\n")
        #expect(result.append.batch == nil)
        #expect(result.append.counts.rows == 0)
    }

    @Test func `a profile is found by its name, or read from a file`() throws {
        #expect(try Profile.named("tarima").name == "tarima")
        let folder = try TemporaryFolder()
        #expect(try Profile.named(folder.write("receipts.yaml", Self.receipts)).name == "receipts")
        let unknown = #expect(throws: ImportFailure.self) { try Profile.named("tarma") }
        #expect(unknown?.code == .unknownProfile)
        #expect(unknown?.message.contains("did you mean tarima?") == true)
        let missing = #expect(throws: ImportFailure.self) { try Profile.named(folder.file("missing.yaml")) }
        #expect(missing?.code == .noInput)
        let bytes = try folder.write("latin.yaml", bytes: Array("name: caf".utf8) + [0xE9])
        #expect(#expect(throws: ImportFailure.self) { try Profile.named(bytes) }?.code == .badProfile)
    }
}
