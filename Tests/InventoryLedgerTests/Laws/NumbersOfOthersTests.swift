import InventoryLedger
import TestSupport
import Testing

/// A ledger gives numbers to codes in the order in which it meets them. What a file or an undo records, and in which
/// order, does not depend on those numbers.
@Suite struct NumbersOfOthersTests {
    /// The same actions in an empty ledger, and in one that met the SKUs before, the last one first.
    private func recorded(_ act: (Book) throws -> Void) throws -> (alone: [String], after: [String]) {
        let alone = try Book()
        try act(alone)
        let after = try Book()
        try after.importText(
            """
            kind, source, document, sku, warehouse, quantity, occurred_at
            stock_received, other, GRN-0, C, TIJ, 1, 2026-10-01
            stock_received, other, GRN-0, B, TIJ, 1, 2026-10-01
            stock_received, other, GRN-0, A, TIJ, 1, 2026-10-01
            """
        )
        try act(after)
        return (try rows(alone), Array(try rows(after).dropFirst(3)))
    }

    private func rows(_ book: Book) throws -> [String] {
        var rows: [String] = []
        try book.ledger.forEachEvent { stored, _ in rows.append(stored.event.canonicalRow()) }
        return rows
    }

    private func skus(_ rows: [String]) -> [Substring] {
        rows.map { $0.split(separator: ",", omittingEmptySubsequences: false)[4] }
    }

    @Test func `an undo of an undo records in the order of the file`() throws {
        let (alone, after) = try recorded { book in
            let file = try book.importText(
                """
                kind, document, sku, warehouse, quantity, occurred_at
                stock_received, GRN-1, A, MTY, 1, 2026-11-01
                stock_received, GRN-1, B, MTY, 2, 2026-11-01
                stock_received, GRN-1, C, MTY, 3, 2026-11-01
                """
            )
            let batch = try #require(file.append.batch)
            let undo = try #require(try book.ledger.undo(batch: batch).batch)
            try book.ledger.undo(batch: undo)
        }
        #expect(alone.count == 9)
        #expect(after == alone)
        #expect(Array(after.suffix(3)) == Array(after.prefix(3)))
    }

    @Test func `rows that the end of a file decides are recorded in its order`() throws {
        let (alone, after) = try recorded { book in
            for (units, skus) in [(5, ["A", "B", "C"]), (6, ["B", "A", "C"])] {
                let rows = skus.map { "stock_received, GRN-1, \($0), MTY, \(units), 2026-11-01" }
                let header = "kind, document, sku, warehouse, quantity, occurred_at"
                try book.importText(([header] + rows).joined(separator: "\n")) {
                    $0.append.onConflict = .amend
                }
            }
        }
        #expect(alone.count == 9)
        #expect(after == alone)
        let amended = alone.filter { $0.contains("MTY,6,") }
        #expect(skus(amended) == ["B", "A", "C"])
    }

    @Test func `statements of several SKUs are recorded in the order of their names`() throws {
        let (alone, after) = try recorded { book in
            try book.importText(
                """
                kind, source, document, sku, warehouse, quantity, occurred_at, stated_at
                order_placed, shop, O-1, B, MTY, 1, 2026-11-01, 2026-11-02
                order_placed, shop, O-1, A, MTY, 2, 2026-11-01, 2026-11-02
                order_placed, shop, O-1, C, MTY, 3, 2026-11-01, 2026-11-02
                """
            )
        }
        #expect(skus(alone) == ["A", "B", "C"])
        #expect(after == alone)
    }
}
