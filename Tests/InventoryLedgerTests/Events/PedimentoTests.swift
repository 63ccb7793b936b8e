import InventoryLedger
import TestSupport
import Testing

@Suite struct PedimentoTests {
    @Test(arguments: [
        "26  51  3746  6000123", "26 51 3746 6000123", "265137466000123", "26-51-3746-6000123",
        "26 51  3746-6000123", "2651 37466000123", "26 - 51 - 3746 - 6000123",
    ])
    func `a pedimento may be written with blanks, hyphens or neither`(text: String) throws {
        let pedimento = try Pedimento(text)
        #expect(pedimento.digits == "265137466000123")
        #expect(pedimento.printed == "26  51  3746  6000123")
        #expect(pedimento.printed.count == 21)
        #expect(try Pedimento(pedimento.printed) == pedimento)
    }

    @Test(arguments: [
        "", "26513746600012", "2651374660001234", "2 6513746 6000123", "26 513 746 6000123",
        "26 51 37466 000123", "26 51 3746 600 0123", " 26 51 3746 6000123", "26 51 3746 6000123 ",
        "-265137466000123", "26/51/3746/6000123", "26.51.3746.6000123", "26\u{A0}51\u{A0}3746\u{A0}6000123",
        "26513746600012A", "２６5137466000123", "2.65137466E+14",
    ])
    func `a number with a blank in the wrong place or missing digits is not a pedimento`(text: String) {
        let problem = #expect(throws: FieldProblem.self) { try Pedimento(text) }
        #expect(problem?.code == .notAPedimento)
        #expect(problem?.column == .pedimento)
        #expect(problem?.value == text)
    }

    @Test func `the year digit repeats the year of validation`() throws {
        #expect(try Pedimento("26 51 3746 6000123").warning == nil)
        #expect(try Pedimento("20 16 3746 0000123").warning == nil)
    }

    @Test func `another year digit is a warning, because rectified pedimentos keep the earlier one`() throws {
        let warning = try #require(try Pedimento("26 51 3746 5000123").warning)
        #expect(warning.code == .pedimentoYear)
        #expect(warning.column == .pedimento)
        #expect(warning.value == "26  51  3746  5000123")
    }

    @Test func `a customs release is stored as digits and printed with 21 characters`() throws {
        let event = try Event.stated("customs_released, document 26 51 3746 6000123, shipment S-1")
        #expect(event.document == "265137466000123")
        #expect(event.text(of: .pedimento) == "26  51  3746  6000123")
    }

    @Test func `two spellings of one pedimento are one event`() throws {
        let book = try Book()
        let header = "kind, document, sku, warehouse, quantity, occurred_at, shipment\n"
        try book.importText(header + "customs_released, 26 51 3746 6000123, MX-1, MTY1, 5, 2026-10-20, S-1")
        let again = try book.importText(
            header + "customs_released, 265137466000123, MX-1, MTY1, 5, 2026-10-20, S-1"
        )
        #expect(again.append.batch == nil)
        #expect(again.append.counts.duplicates == 1)
    }

    @Test func `without a pedimento the document repeats the shipment`() throws {
        let event = try Event.stated("customs_released, document DDP-7, shipment DDP-7")
        #expect(event.document == "DDP-7")
        #expect(event.detail.pedimento == nil)
    }

    @Test func `the pedimento column may repeat the document`() throws {
        let event = try Event.stated(
            "customs_released, document 265137466000123, shipment S-1, pedimento 26  51  3746  6000123"
        )
        #expect(event.detail.pedimento?.digits == "265137466000123")
    }
}
