import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// How long a text may be: an id 512 bytes, a note or the name of an item 8192.
@Suite struct TextLengthTests {
    private static let columns: [Column] = [
        .source, .document, .line, .sku, .warehouse, .channel, .order, .orderSource, .tracking, .reason,
        .note,
    ]

    private static func file(_ column: Column, _ text: String) -> String {
        var values: [Column: String] = [
            .kind: "return_received", .source: "s", .document: "R1", .sku: "A", .warehouse: "W",
            .quantity: "1",
            .occurredAt: "2026-11-05",
        ]
        values[column] = text
        let header = Column.allCases.map(\.rawValue).joined(separator: ",")
        return header + "\n" + Column.allCases.map { values[$0] ?? "" }.joined(separator: ",") + "\n"
    }

    @Test(arguments: columns)
    func `a text that is too long is rejected with its row and column, and one less is taken`(column: Column)
        throws
    {
        let most = column == .note ? 8192 : 512
        #expect(column.bytesMax == most)
        for text in [String(repeating: "x", count: most + 1), String(repeating: "é", count: most)] {
            let result = try Book().importFile(Self.file(column, text)).append
            #expect(result.isRefused)
            let problem = try #require(result.problems.first)
            #expect(problem.row == 2 && problem.column == column.rawValue && problem.code == "too_long")
            #expect(problem.message.contains("\(most)") && problem.value.utf8.count < 400)
        }
        let book = try Book()
        #expect(try !book.importFile(Self.file(column, String(repeating: "x", count: most))).append.isRefused)
        #expect(try book.isSound())
    }

    @Test func `of many rows the one that is too long is found, whatever stands around it`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at\n"
        let rows = (0..<200).map { number in
            let sku = number == 150 ? String(repeating: "S", count: 600) : "S\(number)"
            return "stock_received,G\(number),\(sku),W,1,2026-11-05\n"
        }
        let result = try Book().importFile(header + rows.joined()).append
        #expect(result.isRefused && result.counts.rejected == 1)
        #expect(result.problems.map(\.row) == [152])
    }

    @Test func `a code, an item and an event by hand have the same bound`() throws {
        let long = String(repeating: "x", count: 513)
        let name = String(repeating: "x", count: 8193)
        let book = try Book()
        let codes = try CodeFile(
            path: book.folder.write(
                "codes.csv",
                "what,source,code,value\nsku,s,\(long),A\nsku,s,B,\(long)\nsku,\(long),B,A\n"
            )
        )
        #expect(codes.problems.map(\.code) == ["too_long", "too_long", "too_long"])
        #expect(codes.problems.map(\.row) == [2, 3, 4])
        let items = try ItemFile(
            path: book.folder.write("items.csv", "sku,name\nA,\(name)\n\(long),Lamp\nB,\(long)\n"),
            settings: book.ledger.settings
        )
        #expect(items.problems.map(\.code) == ["too_long", "too_long"] && items.items.map(\.sku) == ["B"])
        let problem = try #require(throws: FieldProblem.self) {
            try Event.stockReceived(
                "G1",
                sku: SKU(stringLiteral: long),
                quantity: 1,
                warehouse: "W",
                occurredAt: Book.now
            )
        }
        #expect(problem.column == .sku && problem.code == .tooLong)
    }
}
