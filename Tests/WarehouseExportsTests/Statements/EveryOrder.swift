import InventoryLedger
import TestSupport
import Testing

/// Files that give the same ledger in any order, and with any of them undone and imported again.
struct EveryOrder {
    let files: [String]
    let take: (Book, String) throws -> Void

    /// Imports the files in every order and compares the ledger with the expectation.
    func expect(
        _ expected: [String],
        _ recorded: (Book) throws -> [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for order in Self.orders(files.count) {
            let book = try Book()
            for index in order { try take(book, files[index]) }
            let comment = "files in the order \(order)"
            #expect(try recorded(book) == expected, "\(comment)", sourceLocation: sourceLocation)
            for batch in try book.ledger.batches().map(\.id) {
                guard let undo = try book.ledger.undo(batch: batch).batch else { continue }
                try book.ledger.undo(batch: undo)
                #expect(
                    try recorded(book) == expected,
                    "\(comment), batch \(batch) taken back and brought again",
                    sourceLocation: sourceLocation
                )
            }
            #expect(try book.isSound(), "\(comment)", sourceLocation: sourceLocation)
        }
    }

    private static func orders(_ count: Int) -> [[Int]] {
        guard count > 1 else { return [Array(0..<count)] }
        return orders(count - 1).flatMap { order in
            (0..<count).map { place in
                var longer = order
                longer.insert(count - 1, at: place)
                return longer
            }
        }
    }
}
