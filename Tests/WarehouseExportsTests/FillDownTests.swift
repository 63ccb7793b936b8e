import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

@Suite struct FillDownTests {
    private func importFile(_ text: String, profile: String, into book: Book) throws -> ImportResult {
        let path = try book.folder.write("profile.yaml", profile)
        return try book.importFile(text) { $0.profile = try .named(path) }
    }

    @Test func `an order's fields are only on its first line`() throws {
        let book = try Book()
        let profile = """
            name: shop
            source: shop
            header: [Name, Paid at, SKU, Quantity]
            columns: { document: Name, occurred_at: Paid at, sku: SKU, quantity: Quantity }
            constants: { kind: order_placed, warehouse: MTY1 }
            fill_down: { columns: [Paid at], within: Name }
            """
        let result = try importFile(
            """
            Name,Paid at,SKU,Quantity
            #1001,2026-11-13T10:00:00Z,MX-1,2
            #1001,,MX-2,1
            #1002,,MX-1,1

            """,
            profile: profile,
            into: book
        )
        // The second order has no date, and the date of another order is not passed to it.
        #expect(result.append.counts.rejected == 1)
        #expect(result.append.problems.map(\.row) == [4])
        #expect(result.append.problems.map(\.column) == ["Paid at"])
    }

    @Test(arguments: ["[Paid at, \"Note?\"]", "[\"Note?\", Paid at]", "[\"Note?\"]"])
    func `an optional column that the file lacks hands down nothing`(columns: String) throws {
        let book = try Book()
        let profile = """
            name: shop
            source: shop
            header: [Name, Paid at, SKU, Quantity]
            columns: { document: Name, occurred_at: Paid at, sku: SKU, quantity: Quantity, note: "Note?" }
            constants: { kind: order_placed, warehouse: MTY1 }
            fill_down: { columns: \(columns), within: Name, below: "Total?" }
            """
        let result = try importFile(
            "Name,Paid at,SKU,Quantity\n#1001,2026-11-13T10:00:00Z,MX-1,2\n",
            profile: profile,
            into: book
        )
        #expect(result.append.counts.recorded == 1)
    }

    @Test func `a parent row passes its date to the rows below and has no event itself`() throws {
        let book = try Book()
        let profile = """
            name: packages
            source: market
            header: [sale, state, date, units, sku]
            dates: [dd/MM/yyyy]
            columns: { document: sale, occurred_at: date, sku: sku, quantity: units }
            constants: { kind: order_placed, warehouse: FULL }
            fill_down: [date]
            ignore:
              - { when: { state: "Package of *" }, because: its children are counted }
            """
        let result = try importFile(
            """
            sale,state,date,units,sku
            1,Package of 2 products,13/11/2026,,
            2,Delivered,,1,MX-1
            3,Delivered,,2,MX-2
            4,Delivered,14/11/2026,1,MX-1

            """,
            profile: profile,
            into: book
        )
        #expect(result.append.counts.recorded == 3)
        #expect(result.append.counts.ignored == 1)
        #expect(
            try book.stock(StockQuery(time: ReportTime(asOf: Instant(milliseconds: 1_794_614_400_000))))
                == """
                MX-1 FULL available -1 allocated 1
                MX-2 FULL available -2 allocated 2
                """
        )
    }
}
