import InventoryLedger
import TestSupport
import Testing

/// Movements come in parts, and every part counts once.
@Suite struct PartHistoryLawTests {
    @Test(arguments: seeds(7))
    func `parts in files of any order, some undone and imported again, all count once`(seed: UInt64)
        throws
    {
        let histories = PartHistories(seed: seed)
        var random = SeededDraws(seed: seed &* 1_000_003)
        let files = histories.files(&random)
        let book = try Book(zone: "UTC")
        var batches: [Int64] = []
        for file in random.shuffled(files) {
            let result = try book.importFile(file).append
            #expect(!result.isRefused, "\(result.problems)")
            if let batch = result.batch { batches.append(batch) }
            if random.chance(25), let batch = batches.randomElement(using: &random) {
                let undo = try book.ledger.undo(batch: batch).batch
                if random.chance(50), let undo { try book.ledger.undo(batch: undo) }
            }
        }
        for file in random.shuffled(files) { try book.importFile(file) }
        try #expect(recorded(book) == histories.recorded)
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)
        for file in files { #expect(try book.importFile(file).append.batch == nil) }

        let straight = try Book(zone: "UTC")
        for file in files { try straight.importFile(file) }
        #expect(try straight.lastingEvents() == book.lastingEvents())
        #expect(try straight.stock() == book.stock())
        let copy = try Book(zone: "UTC")
        try copy.importFile(book.ledger.exported())
        #expect(try copy.stock() == book.stock())
    }

    private func recorded(_ book: Book) throws -> [String] {
        var units: [String: Int64] = [:]
        var query = EventQuery()
        query.onlyLive = true
        try book.ledger.forEachEvent(query) { stored, _ in
            let event = stored.event
            let place =
                "\(event.kind.rawValue) \(event.document.text) \(event.sku?.text ?? "") \(event.warehouse.text)"
            units[place, default: 0] += event.quantity?.units ?? 0
        }
        return units.filter { $0.value != 0 }.map { "\($0.key) \($0.value)" }.sorted()
    }
}
