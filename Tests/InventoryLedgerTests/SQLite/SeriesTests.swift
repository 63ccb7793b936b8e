import Foundation
import InventoryLedger
import TestSupport
import Testing

/// Within a series of batches, the write-ahead log grows; at its end, the ledger is one file again.
struct SeriesTests {
    private func row(_ number: Int) -> String {
        """
        kind,document,sku,warehouse,quantity,occurred_at
        stock_received,R-\(number),MX-1,MTY1,\(number),2026-11-0\(number)T10:00:00Z
        """
    }

    private func logBytes(_ book: Book) throws -> Int {
        let path = book.ledger.path + "-wal"
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try Data(contentsOf: URL(fileURLWithPath: path)).count
    }

    @Test func `each batch of a series is on disk at once, and the log is empty after the series`() throws {
        let book = try Book()
        try book.ledger.inSeries {
            for number in 1...3 {
                try book.importText(row(number))
                #expect(try logBytes(book) > 0)
                #expect(try Ledger.open(book.ledger.path).batches().count == number)
            }
        }
        #expect(try logBytes(book) == 0)
        try expectSound(book)
    }

    @Test func `a series that fails leaves no log behind, and what it recorded stays`() throws {
        struct Failure: Error {}
        let book = try Book()
        #expect(throws: Failure.self) {
            try book.ledger.inSeries {
                try book.importText(row(1))
                throw Failure()
            }
        }
        #expect(try logBytes(book) == 0)
        #expect(try book.stock() == "MX-1 MTY1 available 1")
    }

    @Test func `a batch outside of a series leaves no log behind`() throws {
        let book = try Book()
        try book.importText(row(1))
        #expect(try logBytes(book) == 0)
    }
}
