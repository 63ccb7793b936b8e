import InventoryLedger
import TestSupport
import Testing

/// Rows that a file repeats in the order of the ledger.
@Suite struct KnownRowsTests {
    private static let header =
        "kind,document,shipment,sku,warehouse,quantity,occurred_at,mode,forwarder,eta,pedimento,importer_rfc,note\n"

    private func rows(_ count: Int, mode: String = "sea") -> String {
        (1...count).map { number in
            """
            shipment_dispatched,SEA-1,,MX-\(number),MTY1,9,2026-09-01T10:00:00Z,\(mode),ACME,2026-10-20T10:00:00Z,,,pallet
            customs_released,26 16 3746 6000123,SEA-1,MX-\(number),MTY1,9,2026-10-10T10:00:00Z,,,,26 16 3746 6000123,XAXX010101000,

            """
        }.joined()
    }

    @Test func `rows with papers are recognized one after the other, without a search for each`() throws {
        let runs = try [20, 200].map { count in
            let book = try Book()
            let file = Self.header + rows(count)
            try book.importFile(file)
            var known: Int64 = 0
            let trace = try StatementTrace.of(book.ledger) {
                known = try book.importFile(file).append.counts.duplicates
            }
            #expect(known == Int64(count) * 2)
            return trace.runs
        }
        #expect(runs[1] < runs[0] + 100, "\(runs)")
    }

    @Test func `a row with another paper than the next event is not taken for it`() throws {
        let book = try Book()
        try book.importFile(Self.header + rows(3))
        let counts = try book.importFile(Self.header + rows(3, mode: "air")) { $0.append.onConflict = .keep }
            .append
            .counts
        #expect(counts.conflicts == 3)
        #expect(counts.duplicates == 3)
    }
}
