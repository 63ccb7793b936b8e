import ArgumentParser
import CentralStore
import InventoryLedger

extension Tarima {
    /// The ledger for a report: the one named, or what the report needs of a book, in a temporary file.
    func openLedger(_ choice: BookOptions, _ query: CentralStore.SliceQuery = .init()) throws -> Ledger {
        guard let book = choice.book else { return try openLedger() }
        return try FetchedSlice.open(of: book, query)
    }

    /// The same for a command that records, or else reports.
    func openLedger(
        _ choice: BookOptions,
        _ clock: ClockOptions,
        records: Bool,
        _ query: CentralStore.SliceQuery = .init()
    ) throws -> Ledger {
        guard choice.book != nil else { return try openLedger(clock) }
        guard !records else {
            throw ValidationError("--book is for reports; leave it out to record in a ledger.")
        }
        return try openLedger(choice, query)
    }
}
