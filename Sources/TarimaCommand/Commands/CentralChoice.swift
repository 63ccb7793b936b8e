import CentralStore
import InventoryLedger

extension Tarima {
    /// The ledger for a report: the one named, or what the report needs of a book, in a temporary file.
    func openLedger(_ choice: BookOptions, _ query: CentralStore.SliceQuery = .init()) throws -> Ledger {
        guard let book = choice.book else { return try openLedger() }
        return try FetchedSlice.open(of: book, query)
    }
}
