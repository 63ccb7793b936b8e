import InventoryLedger
import TestSupport
import Testing

/// Whatever happened to orders, and however their shop exports them, the ledger ends at the truth, or lists each
/// order whose truth it cannot know.
@Suite struct OrderHistoryLawTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let seed: UInt64
        let export: OrderHistories.Export
        var testDescription: String { "seed \(seed), \(export.rawValue)" }
    }

    static let cases = seeds(2).flatMap { seed in
        OrderHistories.Export.allCases.map { Case(seed: seed, export: $0) }
    }

    @Test(arguments: cases)
    func `files in any order, some undone and imported again, end at the truth`(_ one: Case) throws {
        let histories = OrderHistories(seed: one.seed, export: one.export)
        var random = SeededDraws(seed: one.seed &* 1_000_003)
        let files = histories.files(&random)
        let book = try Book(zone: "UTC")
        var batches: [Int64] = []
        for file in random.shuffled(files) {
            let result = try histories.record(book, file)
            #expect(!result.isRefused, "\(file.name): \(result.problems)")
            if let batch = result.batch { batches.append(batch) }
            if random.chance(25), let batch = batches.randomElement(using: &random) {
                let undo = try book.ledger.undo(batch: batch).batch
                if random.chance(50), let undo { try book.ledger.undo(batch: undo) }
            }
        }
        // Undone files are imported again.
        for file in random.shuffled(files) { try histories.record(book, file) }
        try expectTruth(book, histories)
        #expect(try book.ledger.verify().findings == [])
        #expect(try book.ledger.rebuild(checkOnly: true).difference == nil)

        let straight = try Book(zone: "UTC")
        for file in files { try histories.record(straight, file) }
        try expectTruth(straight, histories)
        if one.export != .changedLines {
            #expect(try book.lastingEvents() == straight.lastingEvents())
        }

        for file in random.shuffled(files) {
            let again = try histories.record(book, file)
            #expect(again.batch == nil, "\(file.name) again")
        }
        let copy = try Book(zone: "UTC")
        try copy.importFile(book.ledger.exported())
        #expect(try copy.stock() == book.stock())
    }

    @Test(arguments: cases)
    func `undoing every file leaves nothing, in whatever order`(_ one: Case) throws {
        let histories = OrderHistories(seed: one.seed, export: one.export)
        var random = SeededDraws(seed: one.seed &* 7_000_003)
        let book = try Book(zone: "UTC")
        var batches: [Int64] = []
        for file in random.shuffled(histories.files(&random)) {
            if let batch = try histories.record(book, file).batch { batches.append(batch) }
        }
        for batch in random.shuffled(batches) { try book.ledger.undo(batch: batch) }
        #expect(try book.liveEvents() == "")
        #expect(try book.stock() == "")
        #expect(try book.ledger.verify().findings == [])
    }

    /// Compares order by order. One listed as an exception may differ where its lines are indistinguishable.
    private func expectTruth(
        _ book: Book,
        _ histories: OrderHistories,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try accounts(of: book)
        let named: Set<String> =
            [.changedLines, .wholeOrders].contains(histories.export)
            ? Set(
                try book.ledger.exceptions().compactMap {
                    $0.code.rawValue == "ambiguous_line" ? $0.document : nil
                }
            )
            : []
        let truth = histories.accounts
        var isExact = true
        for place in Set(found.keys).union(truth.keys).sorted() where found[place] != truth[place] {
            isExact = false
            #expect(
                named.contains(place.order),
                "\(place): found \(String(describing: found[place])), true \(String(describing: truth[place]))",
                sourceLocation: sourceLocation
            )
        }
        guard isExact else { return }
        #expect(try book.stock() == histories.stock, sourceLocation: sourceLocation)
        #expect(try sales(of: book) == histories.sales, sourceLocation: sourceLocation)
    }

    /// The sell-through of October, a line per SKU.
    private func sales(of book: Book) throws -> [String] {
        let window = try ReportWindow(
            from: CalendarDate(dayNumber: 20_727),
            to: CalendarDate(dayNumber: 20_757),
            zone: book.ledger.settings.zone
        )
        var sums: [String: (sold: Int64, returned: Int64, revenue: Int128)] = [:]
        for row in try book.ledger.sellThrough(SellThroughQuery(window: window)).rows {
            guard let sku = row.sku?.text else { continue }
            sums[sku, default: (0, 0, 0)].sold += row.ordered - row.cancelled
            sums[sku, default: (0, 0, 0)].returned += row.returned
            for money in row.revenue { sums[sku, default: (0, 0, 0)].revenue += money.minorUnits }
        }
        return sums.filter { $0.value != (0, 0, 0) }.sorted { $0.key < $1.key }
            .map {
                "\($0.key) sold \($0.value.sold) returned \($0.value.returned) revenue \($0.value.revenue)"
            }
    }

    private func accounts(of book: Book) throws -> [OrderHistories.Place: OrderHistories.Account] {
        var accounts: [OrderHistories.Place: OrderHistories.Account] = [:]
        var query = EventQuery()
        query.onlyLive = true
        try book.ledger.forEachEvent(query) { stored, _ in
            let event = stored.event
            guard let sku = event.sku?.text, let units = (event.quantity?.units).map({ Int($0) }) else {
                return
            }
            let order = event.detail.order?.text ?? event.document.text
            let place = OrderHistories.Place(order: order, sku: sku)
            var account = accounts[place] ?? OrderHistories.Account()
            switch event.kind {
            case .orderPlaced: account.sold += units
            case .orderShipped: account.shipped += units
            case .orderCancelled: account.sold -= units
            case .saleVoided:
                account.sold -= units
                account.voided += units
            case .returnReceived: account.returned += units
            default: break
            }
            accounts[place] = account
        }
        return accounts.filter { $0.value != OrderHistories.Account() }
    }
}
