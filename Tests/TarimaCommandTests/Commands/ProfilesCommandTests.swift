import Foundation
import TestSupport
import Testing

/// Profiles of one's own: written from a file, saved in the ledger, or in the folder beside it.
@Suite struct ProfilesCommandTests {
    private static let profile = """
        name: bodega
        source: bodega-norte
        header: [Folio, Clave, Piezas]
        dates: [dd/MM/yyyy]
        columns: { document: Folio, sku: Clave, quantity: Piezas, occurred_at: Fecha }
        constants: { kind: stock_received, warehouse: MTY1 }

        """
    private static let file = "Folio,Clave,Piezas,Fecha\n7,LAMP,40,13/11/2024\n"

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("bodega.yaml", Self.profile)
        try room.write("recibo.csv", Self.file)
        return room
    }

    @Test func `a saved profile is found by the header of a file, and by its name`() throws {
        let room = try room()
        #expect(try room.tarima("import", "recibo.csv").status == 65)
        let added = try room.tarima("profiles", "add", "bodega.yaml")
        #expect(added.status == 0 && added.speech.contains("saved profile bodega as batch 2"))
        let result = try PrintedReport(room.tarima("import", "recibo.csv", "--format", "json"))
        #expect(result.text(0, "profile") == "bodega" && result.number(0, "recorded") == 1)
        let named = try PrintedReport(
            room.tarima("import", "recibo.csv", "--profile", "bodega", "--format", "json")
        )
        #expect(named.number(0, "duplicates") == 1)
        let list = try PrintedReport(room.tarima("profiles", "--format", "json"))
        #expect(list.text(0, "name") == "bodega" && list.text(0, "origin") == "saved")
        #expect(list.text(1, "origin") == "built-in")
        #expect(try room.tarima("profiles", "show", "bodega").output == Self.profile)
        #expect(try room.tarima("profiles", "check", "recibo.csv").output.contains("stock_received"))
        #expect(try room.tarima("verify").status == 0)
    }

    @Test
    func `saving a profile again changes nothing, a changed one takes its place, and each can be undone`()
        throws
    {
        let room = try room()
        try room.tarima("profiles", "add", "bodega.yaml")
        let again = try room.expectUnchanged { try room.tarima("profiles", "add", "bodega.yaml") }
        #expect(again.status == 0 && again.speech.contains("saved already"))
        try room.write("bodega.yaml", Self.profile.replacing("MTY1", with: "CDMX"))
        try room.tarima("profiles", "add", "bodega.yaml")
        #expect(try room.tarima("profiles", "show", "bodega").output.contains("CDMX"))
        try room.tarima("undo", "3")
        #expect(try room.tarima("profiles", "show", "bodega").output.contains("MTY1"))
        try room.tarima("undo", "2")
        let gone = try room.tarima("profiles", "show", "bodega")
        #expect(gone.status == 66 && gone.speech.contains("there is no profile"))
        #expect(try room.tarima("verify").status == 0)
    }

    @Test func `a removed profile is not known any more, and removing it can be undone`() throws {
        let room = try room()
        try room.tarima("profiles", "add", "bodega.yaml")
        let removed = try room.tarima("profiles", "remove", "bodega")
        #expect(removed.status == 0 && removed.speech.contains("removed profile bodega as batch 3"))
        #expect(try room.tarima("import", "recibo.csv").status == 65)
        try room.tarima("undo", "3")
        #expect(try room.tarima("import", "recibo.csv").status == 0)
        let unknown = try room.tarima("profiles", "remove", "bodeg")
        #expect(unknown.status == 66 && unknown.speech.contains("did you mean bodega?"))
    }

    @Test func `a file in the folder beside the ledger counts as well, and before a saved one`() throws {
        let room = try room()
        try FileManager.default.createDirectory(
            atPath: room.path("profiles"),
            withIntermediateDirectories: true
        )
        try room.write("profiles/north.yaml", Self.profile.replacing("MTY1", with: "CDMX"))
        try room.tarima("profiles", "add", "bodega.yaml")
        let list = try PrintedReport(room.tarima("profiles", "--format", "json"))
        #expect(
            list.text(0, "name") == "bodega"
                && list.text(0, "origin")?.hasSuffix("profiles/north.yaml") == true
        )
        #expect(list.text(1, "origin") == "built-in")
        try room.tarima("import", "recibo.csv")
        #expect(try room.tarima("stock", "LAMP", "--format", "csv").output.contains("CDMX"))
        try room.write("profiles/south.yaml", "name: south\nheader: [\n")
        let broken = try room.tarima("import", "recibo.csv")
        #expect(broken.status == 65 && broken.speech.contains("profiles/south.yaml:"))
    }

    @Test func `a profile that cannot be read, or has the name of a built-in one, is refused`() throws {
        let room = try room()
        try room.write("bad.yaml", Self.profile.replacing("dates: [dd/MM/yyyy]", with: "dates: [kk]"))
        let bad = try room.expectUnchanged { try room.tarima("profiles", "add", "bad.yaml") }
        #expect(
            bad.status == 65 && bad.speech.contains("bad.yaml:4:9: \"kk\" means nothing in a date pattern")
        )
        try room.write("own.yaml", Self.profile.replacing("name: bodega", with: "name: shopify-orders"))
        let own = try room.expectUnchanged { try room.tarima("profiles", "add", "own.yaml") }
        #expect(own.status == 65 && own.speech.contains("there is a built-in profile shopify-orders"))
        #expect(try room.tarima("profiles", "add", "none.yaml").status == 66)
    }

    @Test
    func `a first profile of a file has its header, the columns that can be told, and works when completed`()
        throws
    {
        let room = try room()
        try room.write(
            "kardex 2024.csv",
            "Reporte,,,\n,,,\nFolio,Clave,Piezas,\"Fecha y hora\"\n7,LAMP,40,13/11/2024\n"
        )
        let draft = try room.tarima("profiles", "new", "kardex 2024.csv")
        #expect(draft.status == 0)
        #expect(draft.output.contains("header: [\"Folio\", \"Clave\", \"Piezas\", \"Fecha y hora\"]"))
        for line in [
            "document: \"Folio\"", "sku: \"Clave\"", "quantity: \"Piezas\"", "occurred_at: \"Fecha y hora\"",
        ] {
            #expect(draft.output.contains("  \(line)\n"), "\(line)")
        }
        #expect(draft.output.contains("  # warehouse: COLUMN"))
        let completed = draft.output.replacing("  # warehouse: CODE", with: "  warehouse: MTY1")
            .replacing("# dates:", with: "dates:").replacing("# time_zone:", with: "time_zone:")
        try room.write("kardex.yaml", completed)
        let result = try PrintedReport(
            room.tarima("import", "kardex 2024.csv", "--profile", "kardex.yaml", "--format", "json")
        )
        #expect(result.number(0, "recorded") == 1)
    }

    @Test func `a first profile of JSON and of a file without a known name can be read`() throws {
        let room = try room()
        try room.write(
            "orders.json",
            #"{"data": [{"id": 1, "lines": [{"sku": "A", "qty": 2}], "\"x\"": null}]}"#
        )
        try room.write("odd.csv", "\"a \"\"b\\\",C\n1,2\n")
        for (name, says) in [("orders.json", "\"lines.sku\""), ("odd.csv", "columns: {}")] {
            let draft = try room.tarima("profiles", "new", name)
            #expect(draft.status == 0 && draft.output.contains(says), "\(draft.output)")
            try room.write("p.yaml", draft.output)
            #expect(try room.tarima("profiles", "add", "p.yaml").status == 0)
        }
        try room.write("empty.csv", "")
        #expect(try room.tarima("profiles", "new", "empty.csv").status == 65)
    }

    @Test func `a problem of all rows is one line with its count and the option to type`() throws {
        let room = try room()
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let rows = (1...1500).map { "stock_received,\($0),LAMP,,1,2024-11-13\n" }.joined()
        try room.write("rows.csv", header + rows)
        let refused = try room.tarima("import", "rows.csv")
        #expect(refused.status == 65)
        #expect(refused.said.count == 2, "\(refused.speech)")
        #expect(refused.said[0].contains("rows.csv:warehouse: "))
        #expect(refused.said[0].contains(", in all 1500 rows; "))
        #expect(refused.said[0].contains("--set warehouse=VALUE"))
        #expect(try room.tarima("import", "rows.csv", "--set", "warehouse=MTY1").status == 0)
    }
}
