import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Exports with words or columns that their profile does not know: read if that is safe, else refused.
@Suite struct UnknownWordsTests {
    @Test func `no built-in profile treats an unknown status as a sale`() {
        for profile in Profile.builtIn {
            for rule in profile.statuses where !rule.steps.isEmpty {
                let takesAll =
                    rule.status.map { $0.matches("") && $0.matches("a word of tomorrow") }
                    ?? rule.when.terms.isEmpty
                #expect(!takesAll, "\(profile.name)")
            }
        }
    }

    @Test func `an unknown type of operation is refused, unless units only change their stage`()
        throws
    {
        func operation(_ type: String, _ sellable: Int, _ held: Int) -> String {
            """
            [{"id": 1, "inventory_id": "LAMP", "date_created": "2026-11-13T15:12:07Z", "type": "\(type)",
              "detail": {"available_quantity": \(sellable), "not_available_quantity": \(held), "not_available_detail": []},
              "result": {"total": 9, "available_quantity": 9, "not_available_quantity": 0, "not_available_detail": []},
              "external_references": []}]
            """
        }
        let unknown = try Book().importFile(operation("SALE_REINVENTED", -2, 0)).append
        #expect(unknown.isRefused && unknown.problems.map(\.code) == ["no_case"])
        #expect(
            unknown.problems[0].column == "type"
                && unknown.problems[0].message.contains("\"SALE_REINVENTED\"")
        )
        #expect(try Book().importFile(operation("FANCY_REMOVAL", -2, 0)).append.isRefused)
        let book = try Book()
        #expect(try !book.importFile(operation("SALE_REINVENTED", -2, 2)).append.isRefused)
        #expect(try book.stock() == "LAMP FULL available -2 quarantine 2")
        #expect(try !Book().importFile(operation("adjustment", -2, 0)).append.isRefused)
    }

    private func entry(_ columns: String) -> String {
        """
        {"data": [{"ware_house_name": "W", "order_sn": "P1", "sku": "PC", "product_bad_num": 0, "product_qc_num": 0,
          "opt_time": "2024-07-29 20:12", "statement_id": "4014692", \(columns)}]}
        """
    }

    @Test(arguments: ["product_lock_good_num", "product_lock_num"])
    func `locked units still exist, whatever their column is called`(name: String) throws {
        let book = try Book()
        try book.importFile(entry("\"product_good_num\": -10, \"\(name)\": 10, \"type_text\": \"库存调整\""))
        #expect(try book.stock() == "PC W available -10 allocated 10")
    }

    @Test func `a log with an unknown name of the locked column is refused`() throws {
        let error = try #require(throws: ImportFailure.self) {
            try Book().importFile(
                entry("\"product_good_num\": -10, \"product_frozen\": 10, \"type_text\": \"锁定流水\"")
            )
        }
        #expect(error.message.contains("product_lock_num") && error.message.contains("locked"))
    }

    @Test func `an entry of an unknown type is refused`() throws {
        let columns = "\"product_good_num\": -10, \"product_lock_num\": 0, \"type_text\": \"新出库\""
        let result = try Book().importFile(entry(columns)).append
        #expect(result.isRefused && result.problems[0].message.contains("\"新出库\""))
    }

    @Test func `the oldest inventory ledger of Amazon is read, and says what it lacks`() throws {
        let header =
            "Date,FNSKU,ASIN,MSKU,Title,Event Type,Reference ID,Quantity,Fulfillment Center,Disposition,Reason\n"
        let book = try Book()
        let file =
            header + """
                07/08/2026,X1,B1,A,Item,Receipts,,10,FFE8,SELLABLE,
                07/08/2026,X1,B1,A,Item,Shipments,,-3,FFE8,SELLABLE,
                07/08/2026,X2,B2,B,Item,VendorReturns,,-2,FFE8,SELLABLE,

                """
        let result = try book.importFile(file).append
        #expect(result.warnings.map(\.column) == ["Country"])
        #expect(try book.stock() == "A FFE8 available 7\nB FFE8 available -2")
        #expect(try book.importFile(file).append.counts.duplicates == 3)
        let unknown = try book.importFile(file.replacing("VendorReturns", with: "Teleports")).append
        #expect(unknown.isRefused && unknown.problems[0].message.contains("\"Teleports\""))
    }
}
