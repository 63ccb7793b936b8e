import InventoryLedger
import TestSupport
import Testing

@testable import WarehouseExports

/// Which files are read many rows at a time. Without this, the tests that compare it with reading row by row could
/// prove nothing.
@Suite struct FastRowsTests {
    private func isReadFast(_ profile: Profile, _ columns: [String]) throws -> Bool {
        let mapper = try RowMapper(
            profile: profile,
            header: Header(columns),
            file: "rows.csv",
            settings: FileSettings(),
            ledger: .standard(),
            now: Book.now
        )
        return mapper.fastRows != nil
    }

    @Test func `a file with all columns of the canonical format is read fast`() throws {
        #expect(try isReadFast(.canonical, Column.allCases.map(\.rawValue)))
    }

    @Test(arguments: Column.allCases)
    func `a canonical file is read fast without any one of its columns`(column: Column) throws {
        #expect(try isReadFast(.canonical, Column.allCases.filter { $0 != column }.map(\.rawValue)))
    }
}
