import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Values as in real exports: read correctly if the profile says how, otherwise reported, and never guessed.
@Suite struct ValueTrapTests {
    private static let receipts = """
        name: receipts
        header: [Ref, Art, Qty]
        columns: { document: Ref, sku: Art, quantity: Qty, occurred_at: Day, amount: Sum, tracking: Guide }
        constants: { kind: order_placed, warehouse: W, currency: MXN }

        """

    private func recorded(
        _ rows: String,
        _ more: String = "",
        _ columns: [Column] = [.document, .sku, .quantity]
    ) throws
        -> [String]
    {
        try WarehouseExportsTests.recorded(
            "Ref;Art;Qty;Day;Sum;Guide\n" + rows,
            by: Self.receipts + more,
            columns
        )
    }

    @Test func `a guard around digits is removed`() throws {
        #expect(try recorded("=\"0123\";\"=\"\"00A\"\"\";=\"1\";2026-11-13;;\n") == ["0123 00A 1"])
        #expect(try recorded("=\"\";=\"A\";1;2026-11-13;;\n") == ["2! Ref missing_value"])
        // Text, not a guard.
        #expect(try recorded("=1;=\";1;2026-11-13;;\n", "", [.document, .sku]) == ["=1 =\""])
    }

    @Test func `no-break spaces are blanks`() throws {
        #expect(try recorded("\u{A0}1\u{3000};\u{A0}A\u{A0};\u{A0}2 ;2026-11-13;;\n") == ["1 A 2"])
        let grouped = "numbers: { decimal: comma, grouping: space }"
        #expect(
            try recorded("1;A;1\u{A0}234;2026-11-13;1\u{202F}234,50;\n", grouped, [.quantity, .amount]) == [
                "1234 1234.50"
            ]
        )
    }

    @Test func `full-width digits are read if the profile says so`() throws {
        let row = "1;A;４０;２０２６－１１－１３;１２．５;\n"
        #expect(try recorded(row) == ["2! Qty not_a_number", "2! Day not_a_date", "2! Sum not_money"])
        #expect(
            try recorded(row, "numbers: { digits: full_width }", [.quantity, .occurredAt, .amount]) == [
                "40 2026-11-13T06:00:00Z 12.50"
            ]
        )
        // Codes are unchanged.
        #expect(try recorded("1;Ａ１;４０;2026-11-13;;\n", "numbers: { digits: full_width }") == ["1 Ａ１ 40"])
        #expect(throws: ImportFailure.self) { try recorded(row, "numbers: { digits: wide }") }
    }

    @Test func `decimal commas are read if the profile says so`() throws {
        let row = "1;A;1;2026-11-13;1.234,50;\n"
        #expect(try recorded(row) == ["2! Sum not_money"])
        #expect(try recorded(row, "numbers: { decimal: comma, grouping: point }", [.amount]) == ["1234.50"])
    }

    @Test(arguments: [
        ("31 de agosto de 2026 23:59 hs.", "2026-09-01T05:59:00Z"),
        ("1 de enero de 2027 00:00 hs.", "2027-01-01T06:00:00Z"),
        ("13 de Setiembre de 2026 08:05 hs.", "2026-09-13T14:05:00Z"),
        ("3 de mayo de 2026 08:05 hs.", "2026-05-03T14:05:00Z"),
    ])
    func `Spanish dates in words`(text: String, instant: String) throws {
        let dates = "dates: [\"d 'de' MMMM 'de' yyyy HH:mm 'hs.'\"]"
        #expect(try recorded("1;A;1;\(text);;\n", dates, [.occurredAt]) == [instant])
    }

    @Test func `several formats in one file are read`() throws {
        let dates = "dates: [dd/MM/yyyy, MMM d yyyy, dd.MM.yy]"
        let rows = "1;A;1;31/12/2026;;\n2;A;1;Ene 3 2026;;\n3;A;1;Jan 3 2026;;\n4;A;1;13.11.26;;\n"
        #expect(
            try recorded(rows, dates, [.occurredAt]) == [
                "2026-12-31T06:00:00Z", "2026-01-03T06:00:00Z", "2026-01-03T06:00:00Z",
                "2026-11-13T06:00:00Z",
            ]
        )
    }

    @Test func `the profile names the words that mean blank`() throws {
        let rows = "1;A;1;Date Not Captured;See ASN-93;\n"
        #expect(try recorded(rows) == ["2! Day not_a_date", "2! Sum not_money"])
        let blank = "blank: [Date Not Captured, See ASN-93]\n"
        #expect(try recorded(rows, blank) == ["2! Day missing_value"])
        #expect(try recorded(rows, blank + "fill_down: [Day]") == ["2! Day missing_value"])
        #expect(
            try recorded("0;A;1;2026-11-13;;\n" + rows, blank + "fill_down: [Day]") == ["0 A 1", "1 A 1"]
        )
    }

    @Test(arguments: ["8.90123E+12", "8,90123E+12", "9E+05", "-1.5e+10"])
    func `a code in scientific notation is refused in every column of codes`(code: String) throws {
        #expect(
            try recorded("\(code);\(code);1;2026-11-13;;\(code)\n") == [
                "2! Ref rounded_code", "2! Art rounded_code", "2! Guide rounded_code",
            ]
        )
    }

    @Test(arguments: [
        "12E4", "E+12", "1E-5", "AE+12", "1.2.3E+1", "8.90123E+", "890123", "1E+12345", "E+", "+1", "1e+x",
    ])
    func `codes that only look like scientific notation are codes`(code: String) throws {
        #expect(try recorded("1;\(code);1;2026-11-13;;\n", "", [.sku]) == [code])
    }
}
