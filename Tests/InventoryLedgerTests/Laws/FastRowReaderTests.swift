import Foundation
import InventoryLedger
import TestSupport
import Testing

/// Plain rows are read and recorded many at a time. A blank before each document, which does not belong to it, makes
/// the same rows be read one by one. Both must give the same ledger, number for number.
struct FastRowReaderTests {
    /// The same files, recorded twice.
    private struct Twins {
        let plain: Book
        let careful: Book

        init(zone: String) throws {
            plain = try Book(zone: zone)
            careful = try Book(zone: zone)
        }

        func importBoth(_ rows: [String], _ policy: ConflictPolicy = .fail) throws {
            try importBoth(rows) { $0.onConflict = policy }
        }

        func importBoth(_ rows: [String], _ change: (inout AppendOptions) -> Void) throws {
            let header = Event.canonicalHeader
            let text = ([header] + rows).map { $0 + "\n" }.joined()
            let spaced = ([header] + rows.map(Self.spaced)).map { $0 + "\n" }.joined()
            let one = try plain.importFile(text) { change(&$0.append) }.append
            let other = try careful.importFile(spaced) { change(&$0.append) }.append
            #expect(one.counts == other.counts)
            #expect(one.events == other.events)
            // Which of several equal events a row contradicts is undetermined, so the texts may name another one.
            func recorded(_ result: AppendResult) -> [String] {
                result.problems.map { "\($0.row ?? 0) \($0.column) \($0.value) \($0.code)" }
            }
            #expect(recorded(one) == recorded(other))
        }

        func expectSame() throws {
            #expect(try plain.liveRows() == careful.liveRows())
            #expect(try plain.exactStock() == careful.exactStock())
            try expectSound(plain)
            try expectSound(careful)
        }

        func expectSameLog() throws { #expect(try log(plain) == log(careful)) }

        /// Every event with its number, its row and the event that it reverses.
        private func log(_ book: Book) throws -> [String] {
            var rows: [String] = []
            try book.ledger.forEachEvent(EventQuery()) { stored, _ in
                let place = "\(stored.seq) \(stored.batch) \(stored.row ?? 0) \(stored.reverses ?? 0)"
                rows.append(place + " " + stored.event.canonicalRow().exact)
            }
            return rows
        }

        /// A row with a blank before its document, the third field. Kind and source contain no comma here.
        static func spaced(_ row: String) -> String {
            var fields = row.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(
                String.init
            )
            fields[2] = fields[2].hasPrefix("\"") ? "\" " + fields[2].dropFirst() : " " + fields[2]
            return fields.joined(separator: ",")
        }
    }

    /// The rows of a season as written by `export`, some of them twice.
    private func rows(of season: Season, _ random: inout SeededDraws) throws -> [String] {
        let book = try Book(of: season)
        try book.importPapers(season.papers, of: season)
        var rows: [String] = []
        var query = EventQuery()
        query.onlyLive = true
        try book.ledger.forEachEvent(query) { stored, _ in
            // A blank would be part of a document that is shown in guillemets; texts of several lines stay whole.
            let row = stored.event.canonicalRow()
            rows.append(row)
            if stored.event.line == nil, Int.random(in: 0..<4, using: &random) == 0 { rows.append(row) }
        }
        return rows
    }

    @Test(arguments: seeds(3))
    func `rows read plainly and rows read one by one make the same ledger`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let all = try rows(of: season, &random)
        let twins = try Twins(zone: season.clock.zone)
        // Overlapping parts, in the log's order and in random order, and at last all of it.
        for _ in 0..<5 {
            let start = Int.random(in: 0..<all.count, using: &random)
            let end = Int.random(in: start..<all.count, using: &random) + 1
            let part = Array(all[start..<end])
            try twins.importBoth(Bool.random(using: &random) ? part : part.shuffled(using: &random))
        }
        try twins.importBoth(all)
        try twins.importBoth(all)
        try twins.expectSame()
        try twins.expectSameLog()
    }

    @Test(arguments: seeds(3))
    func `rows that contradict the ledger are reported the same plainly and one by one`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let all = try rows(of: season, &random)
        let twins = try Twins(zone: season.clock.zone)
        try twins.importBoth(all)
        let changed = all.map { row in
            Int.random(in: 0..<10, using: &random) == 0
                ? row.replacing(",1,2026-", with: ",2,2026-") : row
        }
        for policy in [ConflictPolicy.fail, .keep, .amend] { try twins.importBoth(changed, policy) }
        try twins.importBoth(all, .amend)
        try twins.expectSame()
    }

    /// How a time is written.
    private enum Notation: CaseIterable {
        case local, spaced, minutes, offset, tenths, thousandths, date

        func text(date: Substring, clock: Substring, number: Int) -> String {
            switch self {
            case .local: "\(date)T\(clock)"
            case .spaced: "\(date) \(clock)"
            case .minutes: "\(date) \(clock.prefix(5))"
            case .offset: "\(date)T\(clock)-06:00"
            case .tenths: "\(date)T\(clock).\(number % 10)Z"
            case .thousandths: "\(date)T\(clock).\(100 + number % 900)-0730"
            case .date: "\(date)"
            }
        }
    }

    /// The clocks change within these days, in the second zone one minute after midnight.
    @Test(arguments: [
        ("America/Tijuana", "2026-03-06"), ("America/Tijuana", "2026-10-30"),
        ("America/St_Johns", "2010-11-05"), ("America/St_Johns", "2010-03-12"), ("UTC", "2026-03-06"),
    ])
    func `times in every notation mean the same plainly and one by one`(zone: String, first: String) throws {
        let start = try #require(Instant("\(first)T00:00:00Z")).milliseconds
        for notation in Notation.allCases {
            let rows: [String] = (0..<1500).map { number in
                // As the clock of a wall shows it: an hour may be repeated or skipped.
                let shown = Instant(milliseconds: start + Int64(number) * 199_003).description
                let time = notation.text(
                    date: shown.prefix(10),
                    clock: shown.dropFirst(11).prefix(8),
                    number: number
                )
                return "order_placed,shop,D-\(number),1,MX-\(number % 7),MTY1,1,\(time),,,,,,,web,,,,,,,,,,,,"
            }
            let twins = try Twins(zone: zone)
            // Skipped hours are refused, so only the others are recorded.
            try twins.importBoth(rows) { $0.skipsRejected = true }
            try twins.expectSame()
            try twins.expectSameLog()
        }
    }

    @Test func `a source of orders is kept, in a column or for the whole file`() throws {
        let header = "kind,document,sku,warehouse,quantity,occurred_at,order"
        let rows = (0..<40).map { "return_received,R-\($0),MX-1,MTY1,1,2026-11-10T10:00:00Z,O-\($0)" }
        let given = try Book()
        let text = ([header] + rows).map { $0 + "\n" }.joined()
        _ = try given.importFile(text) { $0.file.values[.orderSource] = "shop" }
        let stated = try Book()
        // Only every other row has one.
        let lines = rows.enumerated().map { $1 + ($0 % 2 == 0 ? ",shop" : ",") }
        _ = try stated.importFile(([header + ",order_source"] + lines).map { $0 + "\n" }.joined())
        #expect(try given.orderSources() == Array(repeating: "shop", count: 40))
        #expect(try stated.orderSources() == (0..<40).map { $0 % 2 == 0 ? "shop" : "" })
        for book in [given, stated] { try expectSound(book) }
    }

    @Test func `a file of many blocks is recorded row by row, whatever the ledger already has`() throws {
        func order(_ number: Int, line: String, at minute: Int) -> String {
            let time = Instant(milliseconds: 1_790_000_000_000 + Int64(minute) * 60_000)
            return "order_placed,shop,D-\(number),\(line),MX-\(number % 37),MTY1,\(1 + number % 3),\(time)"
                + ",,,,,,,web,\(number % 90).50,MXN,,,,,,,,,,"
        }
        // Three blocks and a bit; every seventh row has no id and occurs twice.
        let rows = (0..<50_000).map { number in
            number % 7 == 0 ? order(number / 14, line: "", at: 0) : order(number, line: "1", at: number)
        }
        let book = try Book()
        func text(_ rows: some Sequence<String>) -> String {
            ([Event.canonicalHeader] + rows).map { $0 + "\n" }.joined()
        }
        let first = try book.importFile(text(rows[10_000..<30_000])).append
        #expect(first.counts.recorded == 20_000)
        // The first of a pair may be in the other part: another row without an id is one more.
        let second = try book.importFile(text(rows)).append
        #expect(second.counts.recorded == 30_000)
        #expect(second.counts.duplicates == 20_000)
        let again = try book.importFile(text(rows)).append
        #expect(again.counts.duplicates == 50_000)
        #expect(again.batch == nil)
        #expect(try book.ledger.batches().map(\.events) == [20_000, 30_000])
        try expectSound(book)
    }
}

extension Book {
    /// The source of the order of each event, in the log's order.
    fileprivate func orderSources() throws -> [String] {
        var sources: [String] = []
        try ledger.forEachEvent(EventQuery()) { stored, _ in
            sources.append(stored.event.detail.orderSource?.text ?? "")
        }
        return sources
    }
}
