import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// The balances that Mercado Libre Full states after each of its operations.
@Suite struct FullOperationsTests {
    private func operation(_ id: Int, _ type: String, _ units: Int, _ balance: Int, _ at: String) -> String {
        """
        {"id": \(id), "inventory_id": "LAMP", "date_created": "\(at)", "type": "\(type)",
         "detail": {"available_quantity": \(units), "not_available_quantity": 0, "not_available_detail": []},
         "result": {"total": \(balance), "available_quantity": \(balance)},
         "external_references": [{"type": "shipment_id", "value": "5\(id)"}]}
        """
    }

    private func balances(_ files: [[String]]) throws -> [String] {
        let book = try Book()
        for file in files { try book.importFile("[" + file.joined(separator: ",") + "]") }
        return try book.ledger.reconcile().map { "\($0.assertion.units) \($0.book) \($0.difference)" }
            + book.ledger.adjustments(for: book.ledger.reconcile()).map(\.kind.rawValue)
            + book.ledger.exceptions().filter { $0.code == .countTwice }.map(\.code.rawValue)
    }

    @Test(arguments: ["2026-11-02T10:00:00Z", "2026-11-02"])
    func `of operations of one instant, the balance is that after the last`(at: String) throws {
        let rows = [
            operation(8, "INBOUND_RECEPTION", 10, 10, "2026-11-01T10:00:00Z"),
            operation(9, "SALE_CONFIRMATION", -1, 9, at), operation(10, "SALE_CONFIRMATION", -1, 8, at),
        ]
        for rows in [rows, rows.reversed()] {
            #expect(try balances([rows]) == ["8 8 0", "8 8 0"])
            #expect(try balances(rows.map { [$0] }) == ["8 8 0", "8 8 0"])
        }
    }

    @Test func `a sale and its return of one instant leave the balance of the later number`() throws {
        let at = "2026-11-02T10:00:00Z"
        let rows = [
            operation(8, "INBOUND_RECEPTION", 10, 10, "2026-11-01T10:00:00Z"),
            operation(9, "SALE_CONFIRMATION", -1, 9, at), operation(10, "SALE_RETURN", 1, 10, at),
        ]
        for rows in [rows, rows.reversed()] { #expect(try balances([rows]) == ["10 10 0", "10 10 0"]) }
    }

    @Test func `a balance that is not the ledger's is a difference, once`() throws {
        let at = "2026-11-02"
        let rows = [
            operation(9, "SALE_CONFIRMATION", -1, 9, at), operation(10, "SALE_CONFIRMATION", -1, 8, at),
        ]
        #expect(try balances([rows]) == ["8 -2 10", "8 -2 10", "stock_adjusted"])
    }

    @Test func `two rows of one operation that differ refuse the file, with both rows`() throws {
        let at = "2026-11-02"
        let rows = [
            operation(9, "SALE_CONFIRMATION", -1, 9, at), operation(9, "SALE_CONFIRMATION", -2, 7, at),
        ]
        let result = try Book().importFile("[" + rows.joined(separator: ",") + "]")
        #expect(result.append.isRefused && result.append.counts.conflicts == 1)
        #expect(result.append.problems.first?.row == 2)
    }
}
