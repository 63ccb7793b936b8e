import InventoryLedger
import TestSupport
import Testing
import WarehouseExports

/// A balance in several rows.
@Suite struct BalanceRowsTests {
    private static let ledger = """
        "Date","FNSKU","ASIN","MSKU","Title","Event Type","Reference ID","Quantity","Fulfillment Center","Disposition","Reason","Country"
        "07/16/2026","X004DB7FZ1","B0DCQHBQNM","COF-250","Coffee","Receipts","FBA1","5","SAN3","SELLABLE","","US"
        "07/16/2026","B0DCQHBQNM","B0DCQHBQNM","COF-250","Coffee","Receipts","FBA2","3","SAN3","SELLABLE","","US"

        """
    private static let head = """
        "Date","FNSKU","ASIN","MSKU","Title","Disposition","Starting Warehouse Balance","In Transit Between Warehouses","Receipts","Customer Shipments","Customer Returns","Vendor Returns","Warehouse Transfer In/Out","Found","Lost","Damaged","Disposed","Other Events","Ending Warehouse Balance","Unknown Events","Location","Store"

        """
    private static func balance(_ fnsku: String, _ units: Int) -> String {
        "\"07/16/2026\",\"\(fnsku)\",\"B0DCQHBQNM\",\"COF-250\",\"Coffee\",\"SELLABLE\",\"0\",\"0\",\"\(units)\",\"0\",\"0\",\"0\","
            + "\"0\",\"0\",\"0\",\"0\",\"0\",\"0\",\"\(units)\",\"0\",\"SAN3\",\"\"\n"
    }

    @Test(arguments: [false, true])
    func `the rows of two labels of one SKU are one balance, in one file or two`(isSplit: Bool) throws {
        let book = try Book()
        try book.importFile(Self.ledger)
        let rows = [Self.balance("X004DB7FZ1", 5), Self.balance("B0DCQHBQNM", 3)]
        for file in isSplit ? rows.reversed() : [rows.joined()] { try book.importFile(Self.head + file) }
        let found = try book.ledger.reconcile()
        #expect(found.map(\.assertion.units) == [8])
        #expect(found.map(\.book) == [8])
        #expect(try book.importFile(Self.head + rows.joined()).append.batch == nil)
        #expect(try book.ledger.reconcile().map(\.difference) == [0])
    }

    @Test func `the bins of a count file are one count`() throws {
        let book = try Book()
        try book.importFile(Self.ledger)
        let path = try book.folder.write(
            "count.csv",
            "sku,warehouse,quantity\nCOF-250,SAN3,5\nCOF-250,SAN3,3\n"
        )
        var options = ImportOptions()
        options.profiles = Profile.ofCounts([])
        options.file.values[.occurredAt] = Book.now.description
        let file = try CountFile(path: path, options: options, ledger: book.ledger)
        let found = try book.ledger.reconcile(file.assertions)
        #expect(found.map(\.difference) == [0])
        #expect(try book.ledger.adjustments(for: found).isEmpty)
    }
}
