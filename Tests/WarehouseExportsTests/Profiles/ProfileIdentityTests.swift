import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Rows without ids, identified by the columns that the profile names.
@Suite struct ProfileIdentityTests {
    private static let ledger = """
        name: day-ledger
        source: amazon
        header: [Date, MSKU, Event, Quantity, Reason, Title]
        columns: { sku: MSKU, quantity: Quantity, occurred_at: Date, reason: Reason }
        constants: { kind: stock_adjusted, document: day-ledger, warehouse: FC1 }
        dates: [MM/dd/yyyy]
        identity: [Date, MSKU, Event, Reason]
        """
    private static let head = "Date,MSKU,Event,Quantity,Reason,Title\n"

    private func importFile(_ rows: String, into book: Book) throws -> RowCounts {
        try book.importFile(Self.head + rows) { $0.profile = try .reading(Self.ledger) }.append.counts
    }

    @Test func `rows with equal fields are distinct movements, and an overlap does not double them`()
        throws
    {
        let book = try Book()
        let first = "11/13/2026,MX-1,Adjustments,-1,Q,a title\n"
        let other = "11/14/2026,MX-1,Adjustments,-1,Q,a title\n"
        #expect(try importFile(first + first + other, into: book).recorded == 3)
        let counts = try importFile(other + first + first + first, into: book)
        #expect(counts.duplicates == 3)
        #expect(counts.recorded == 1)
        #expect(try book.stock() == "MX-1 FC1 available -4")
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `a column outside of the identity may change without another event`() throws {
        let book = try Book()
        _ = try importFile("11/13/2026,MX-1,Adjustments,-1,Q,a title\n", into: book)
        let counts = try importFile("11/13/2026,MX-1,Adjustments,-1,Q,a newer title\n", into: book)
        #expect(counts.duplicates == 1)
    }

    @Test func `columns do not run together`() throws {
        let book = try Book()
        let counts = try importFile(
            "11/13/2026,MX-1,Adjust,-1,ments,t\n11/13/2026,MX-1,Adjustments,-1,,t\n",
            into: book
        )
        #expect(counts.recorded == 2)
        #expect(try book.rows("SELECT count(DISTINCT line) FROM event") == ["2"])
    }

    @Test func `blanks around a value are not part of the identity`() throws {
        let book = try Book()
        _ = try importFile("11/13/2026,MX-1,Adjustments,-1,Q,t\n", into: book)
        #expect(try importFile("11/13/2026, MX-1 ,Adjustments ,-1,\u{A0}Q,t\n", into: book).duplicates == 1)
    }

    @Test func `a row that has a line keeps it`() throws {
        let profile = Self.ledger.replacing("sku: MSKU", with: "sku: MSKU, line: Title")
        let lines = try recorded(
            Self.head + "11/13/2026,MX-1,A,-1,Q,7\n11/13/2026,MX-1,A,-1,Q,\n",
            by: profile,
            [.line]
        )
        #expect(lines.first == "7")
        #expect(lines.last?.hasPrefix("~") == true)
        #expect(lines.last?.count == 17)
    }
}
