import InventoryLedger
import TestSupport
import Testing

/// A question about a part is answered by reading less, and with what the whole answer has for that part.
@Suite struct PartOfAnswerTests {
    @Test(arguments: seeds(3))
    func `a card of some days is that part of the whole card`(seed: UInt64) throws {
        let (book, season) = try recorded(seed)
        let zone = book.ledger.settings.zone
        let (first, last) = (season.days.lowerBound, season.days.upperBound)
        let spans = [(first, first), (first + 1, last - 1), ((first + last) / 2, last), (last + 1, last + 9)]
        for sku in season.skus {
            let sku = try SKU(sku)
            for warehouse in [nil] + season.warehouses.map({ $0 as String? }) {
                let warehouse = try warehouse.map { try Warehouse($0) }
                let whole = try book.ledger.card(sku: sku, warehouse: warehouse)
                for (from, to) in spans where from <= to {
                    let part = try book.ledger.card(
                        sku: sku,
                        warehouse: warehouse,
                        from: CalendarDate(dayNumber: from),
                        to: CalendarDate(dayNumber: to)
                    )
                    let expected = whole.filter {
                        (from...to).contains(zone.day(of: $0.stored.event.occurredAt))
                    }
                    #expect(part.map(Self.text) == expected.map(Self.text), "seed \(seed)")
                }
            }
        }
    }

    private static func text(_ line: CardLine) -> String {
        "\(line.stored.seq) \(line.available) \(line.onHand)"
    }

    @Test(arguments: seeds(3))
    func `the events of a SKU, a document, a batch or some days are those of the log`(seed: UInt64) throws {
        let (book, season) = try recorded(seed)
        let zone = book.ledger.settings.zone
        let all = try events(book, EventQuery())
        let live = try events(book) { $0.onlyLive = true }
        let middle = (season.days.lowerBound + season.days.upperBound) / 2
        let days = (CalendarDate(dayNumber: middle), CalendarDate(dayNumber: middle + 3))
        func day(_ stored: StoredEvent) -> Int { zone.day(of: stored.event.occurredAt) }
        for onlyLive in [false, true] {
            let whole = onlyLive ? live : all
            for sku in Set(all.compactMap(\.event.sku)) {
                let part = try events(book) {
                    $0.sku = sku
                    $0.onlyLive = onlyLive
                }
                #expect(part.map(\.seq) == whole.filter { $0.event.sku == sku }.map(\.seq))
            }
            for document in Set(all.map(\.event.document)) {
                let part = try events(book) {
                    $0.document = document
                    $0.onlyLive = onlyLive
                }
                #expect(part.map(\.seq) == whole.filter { $0.event.document == document }.map(\.seq))
            }
            for batch in Int64(0)...6 {
                let part = try events(book) {
                    $0.batch = batch
                    $0.onlyLive = onlyLive
                }
                #expect(part.map(\.seq) == whole.filter { $0.batch == batch }.map(\.seq))
            }
            let part = try events(book) {
                ($0.from, $0.to) = days
                $0.onlyLive = onlyLive
            }
            #expect(part.map(\.seq) == whole.filter { (middle...middle + 3).contains(day($0)) }.map(\.seq))
        }
    }

    private func events(_ book: Book, _ query: EventQuery) throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        try book.ledger.forEachEvent(query) { stored, _ in events.append(stored) }
        return events
    }

    private func events(_ book: Book, _ change: (inout EventQuery) -> Void) throws -> [StoredEvent] {
        var query = EventQuery()
        change(&query)
        return try events(book, query)
    }

    @Test func `the exceptions of one code are those among all`() throws {
        let books = try [Book.ofEverything()] + [1, 2].map { try recorded($0).0 }
        for book in books {
            let all = try book.ledger.exceptions()
            for code in LedgerException.Code.allCases {
                #expect(try book.ledger.exceptions([code]) == all.filter { $0.code == code }, "\(code)")
            }
        }
    }

    @Test(arguments: seeds(3))
    func `the sell-through of a SKU is what all have for it`(seed: UInt64) throws {
        let (book, season) = try recorded(seed)
        let (first, last) = (season.days.lowerBound, season.days.upperBound)
        var query = SellThroughQuery(
            window: try ReportWindow(
                from: CalendarDate(dayNumber: first + 2),
                to: CalendarDate(dayNumber: (first + last) / 2 + 2),
                zone: book.ledger.settings.zone
            )
        )
        for asOf in [nil] + season.moments(2).map({ Instant(milliseconds: $0) as Instant? }) {
            query.time = ReportTime(asOf: asOf)
            query.sku = nil
            let all = try book.ledger.sellThrough(query)
            for sku in season.skus {
                query.sku = sku
                let part = try book.ledger.sellThrough(query)
                let own = try SKU(sku)
                #expect(part.rows == all.rows.filter { $0.sku == own }, "seed \(seed)")
                #expect(part.channels == all.channels.filter { $0.sku == own }, "seed \(seed)")
                #expect(part.arrivals == all.arrivals.filter { $0.sku == own }, "seed \(seed)")
            }
        }
    }

    @Test(arguments: seeds(3))
    func `open shipments are those of all that have open units`(seed: UInt64) throws {
        let (book, season) = try recorded(seed)
        let known = try #require(book.ledger.batches().first?.recordedAt)
        for asOf in [nil] + season.moments(3).map({ Instant(milliseconds: $0) as Instant? }) {
            for knownAt in [nil, known] {
                let time = ReportTime(asOf: asOf, knownAt: knownAt)
                let all = try book.ledger.shipments(time: time)
                let open = try book.ledger.shipments(openOnly: true, time: time)
                #expect(open == all.filter { $0.open != 0 }, "seed \(seed)")
            }
        }
    }

    @Test(arguments: seeds(3))
    func `counts are compared alike, one by one and all at once`(seed: UInt64) throws {
        let (book, season) = try recorded(seed)
        let stages: [Stage] = [.available, .onHand, .sellable, .quarantine, .inTransit]
        var counts: [StockAssertion] = []
        for (number, sku) in season.skus.enumerated() {
            for (place, moment) in season.moments(4).enumerated() {
                counts.append(
                    StockAssertion(
                        sku: try SKU(sku),
                        warehouse: try Warehouse(season.warehouses[place % season.warehouses.count]),
                        stage: stages[(number + place) % stages.count],
                        units: Int64(place),
                        at: Instant(milliseconds: moment)
                    )
                )
            }
        }
        let known = try #require(book.ledger.batches().first?.recordedAt)
        for time in [ReportTime(), ReportTime(knownAt: known)] {
            let together = try book.ledger.reconcile(counts, time: time)
            let single = try counts.flatMap { try book.ledger.reconcile([$0], time: time) }
            #expect(Set(together) == Set(single), "seed \(seed)")
        }
    }

    /// A season in three files an hour apart, of which the first was undone.
    private func recorded(_ seed: UInt64) throws -> (Book, Season) {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        for (index, file) in random.dealt(season.papers + season.openings, into: 3).enumerated()
        where !file.isEmpty {
            book.setNow(Book.now.advanced(byMilliseconds: Int64(index) * 3_600_000))
            try book.importPapers(file, of: season)
        }
        book.setNow(Book.now.advanced(byMilliseconds: 4 * 3_600_000))
        _ = try book.ledger.undo(batch: 2)
        return (book, season)
    }
}
