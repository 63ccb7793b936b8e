import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Exports that state how much was received so far.
@Suite struct CumulativeTests {
    private static let profile = """
        name: receipts-so-far
        source: wms
        header: [receipt, sku, good, bad, as of]
        columns: { document: receipt, sku: sku }
        constants: { warehouse: MTY }
        time_zone: UTC
        stated_at: as of
        cumulative: true
        events:
          - record:
              - { kind: stock_received, columns: { quantity: good, occurred_at: as of }, skip_zero: true }
              - { kind: stock_received, stage: damaged, columns: { quantity: bad, occurred_at: as of }, skip_zero: true }
        """

    private func book(_ files: [String]) throws -> (Book, [ImportResult]) {
        let book = try Book()
        let results = try files.map { rows in
            try book.importFile("receipt,sku,good,bad,as of\n" + rows + "\n") {
                $0.profile = try Profile.reading(Self.profile)
            }
        }
        return (book, results)
    }

    @Test func `a total so far records its increase`() throws {
        let (book, results) = try book(["G1,A,30,0,2026-11-02", "G1,A,45,2,2026-11-04"])
        #expect(results.map(Book.classes) == ["recorded 1", "recorded 1"])
        #expect(
            try book.recorded([.kind, .stage, .quantity, .occurredAt]) == [
                "stock_received available 15 04T00", "stock_received available 30 02T00",
                "stock_received damaged 2 04T00",
            ]
        )
        #expect(try book.stock() == "A MTY available 45 damaged 2")
    }

    @Test func `totals may come in any order, and repeatedly`() throws {
        let files = [
            "G1,A,30,0,2026-11-02", "G1,A,45,0,2026-11-04", "G1,A,40,0,2026-11-06", "G1,A,45,0,2026-11-08",
        ]
        let straight = try book(files).0.recorded()
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [0, 3, 1, 2]] {
            let (book, _) = try book(order.map { files[$0] } + files)
            #expect(try book.recorded() == straight)
            #expect(try book.stock() == "A MTY available 45")
            #expect(try book.isSound())
        }
    }

    @Test func `a total that decreased takes units back`() throws {
        let (book, _) = try book(["G1,A,30,0,2026-11-02", "G1,A,28,0,2026-11-03"])
        #expect(try book.stock() == "A MTY available 28")
    }

    @Test func `totals of an order rise and fall, and the last ones alone give the same`() throws {
        let profile = """
            name: erp
            source: erp
            header: [order, line, article, ordered, shipped, cancelled, date, updated]
            time_zone: UTC
            cumulative: true
            constants: { warehouse: MTY }
            columns: { document: order, line: line, sku: article }
            stated_at: updated
            events:
              - record:
                  - { kind: order_placed, columns: { quantity: ordered, occurred_at: date } }
                  - { kind: order_shipped, skip_zero: true, columns: { quantity: shipped, occurred_at: updated } }
                  - { kind: order_cancelled, skip_zero: true, columns: { quantity: cancelled, occurred_at: updated } }
            """
        let files = [
            "E1,1,A,10,3,0,2026-11-10,2026-11-11", "E1,1,A,10,7,1,2026-11-10,2026-11-12",
            "E1,1,A,12,6,0,2026-11-10,2026-11-14",
        ]
        func take(_ book: Book, _ row: String) throws {
            try book.importFile("order,line,article,ordered,shipped,cancelled,date,updated\n\(row)\n") {
                $0.profile = try Profile.reading(profile)
            }
        }
        try EveryOrder(files: files, take: take).expect(["A MTY available -12 allocated 6"]) {
            [try $0.stock()]
        }
        try EveryOrder(files: files, take: take).expect(
            ["order_placed 10", "order_placed 2", "order_shipped 3", "order_shipped 3"]
        ) { try $0.recorded([.kind, .quantity]) }
        let alone = try Book()
        try take(alone, files[2])
        #expect(try alone.stock() == "A MTY available -12 allocated 6")
        // Nothing was sent after all.
        try take(alone, "E1,1,A,12,0,0,2026-11-10,2026-11-15")
        #expect(try alone.stock() == "A MTY available -12 allocated 12")
    }

    @Test func `a total needs a time of statement`() throws {
        let book = try Book()
        let result = try book.importFile("receipt,sku,good,bad,as of\nG1,A,30,0,\n") {
            $0.profile = try Profile.reading(Self.profile)
        }
        #expect(result.append.counts.rejected == 1)
        #expect(result.append.problems.first?.row == 2)
    }
}
