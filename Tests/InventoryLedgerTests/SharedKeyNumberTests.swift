import TestSupport
import Testing

@testable import InventoryLedger

/// Documents and lines whose keys have one number in the runs of keys: they stay apart, because the events themselves say
/// which key they have.
@Suite struct SharedKeyNumberTests {
    private static let header = "kind,source,document,line,sku,warehouse,quantity,occurred_at\n"

    /// Two documents with one number.
    private static func twins(_ book: Book) throws -> (String, String) {
        let hash = KeyHash(genesis: try book.ledger.read { try EventDigest.genesis($0) })
        var known: [UInt64: String] = [:]
        for number in 0..<400_000 {
            var document = "A-\(number)"
            let own = document.withUTF8 { hash.document($0) }
            if let other = known.updateValue(document, forKey: own) { return (other, document) }
        }
        throw LedgerError(.unexpected, "no two documents have one number")
    }

    private static func rows(_ document: String, lines: Range<Int>, kind: String = "order_placed") -> String {
        lines.map { "\(kind),shop,\(document),L\($0),MX-1,MTY1,\($0 % 7 + 1),2026-11-05T10:00:00Z\n" }
            .joined()
    }

    private static func live(_ book: Book, _ document: String) throws -> Int {
        var query = EventQuery()
        query.document = Document(trusted: document)
        query.onlyLive = true
        var count = 0
        try book.ledger.forEachEvent(query) { stored, _ in
            #expect(stored.event.document.text == document)
            count += 1
        }
        return count
    }

    @Test func `rows of two documents with one number are no duplicates of each other`() throws {
        let book = try Book()
        let (one, other) = try Self.twins(book)
        let first = try book.importFile(Self.header + Self.rows(one, lines: 0..<40))
        #expect(first.append.counts.recorded == 40)
        let second = try book.importFile(Self.header + Self.rows(other, lines: 0..<40))
        #expect(second.append.counts.recorded == 40 && second.append.counts.duplicates == 0)
        // One by one, and in another order than the log's.
        let again = try book.importFile(
            Self.header + Self.rows(other, lines: 20..<40) + Self.rows(one, lines: 0..<40)
                + Self.rows(other, lines: 0..<20)
        )
        #expect(again.append.counts.duplicates == 80)
        #expect(try Self.live(book, one) == 40 && Self.live(book, other) == 40)
        #expect(try book.ledger.verify().findings == [])
        try book.ledger.undo(batch: 1)
        #expect(try Self.live(book, one) == 0 && Self.live(book, other) == 40)
        #expect(try book.importFile(Self.header + Self.rows(one, lines: 0..<40)).append.counts.recorded == 40)
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `rows of both in one file are recorded`() throws {
        let book = try Book()
        let (one, other) = try Self.twins(book)
        let both = Self.rows(one, lines: 0..<30) + Self.rows(other, lines: 0..<30)
        #expect(try book.importFile(Self.header + both).append.counts.recorded == 60)
        let twice =
            Self.rows(other, lines: 30..<60) + Self.rows(one, lines: 30..<60) + Self.rows(one, lines: 30..<31)
        let counts = try book.importFile(Self.header + twice).append.counts
        #expect(counts.recorded == 60 && counts.duplicates == 1)
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `many lines of one document share numbers and stay apart`() throws {
        let book = try Book()
        // Lines have 32,768 numbers.
        let count = try book.importFile(Self.header + Self.rows("D", lines: 0..<2000)).append.counts.recorded
        #expect(count == 2000)
        let counts = try book.importFile(Self.header + Self.rows("D", lines: 1000..<3000)).append.counts
        #expect(counts.recorded == 1000 && counts.duplicates == 1000)
        #expect(try Self.live(book, "D") == 3000)
        try book.ledger.undo(batch: 2)
        #expect(try Self.live(book, "D") == 2000)
        #expect(try book.ledger.verify().findings == [])
    }

    @Test func `a report asks for one document and gets nothing of the other`() throws {
        let book = try Book()
        let (one, other) = try Self.twins(book)
        try book.importFile(Self.header + Self.rows(one, lines: 0..<1) + Self.rows(other, lines: 1..<2))
        // What is left of an order without units in the row.
        let header = "kind,source,document,sku,warehouse,quantity,occurred_at\n"
        try book.importFile(header + "order_cancelled,shop,\(other),,MTY1,,2026-11-06T10:00:00Z\n")
        let cancelled = try book.rows(
            "SELECT document, quantity FROM events WHERE kind = 'order_cancelled' ORDER BY document"
        )
        #expect(cancelled == ["\(other) 2"])
    }

    @Test func `documents with one number are not recorded by hand and by a source at once`() throws {
        let book = try Book()
        let (one, other) = try Self.twins(book)
        try book.importFile(
            Self.header
                + "sale_shipped,,\(one),,MX-1,MTY1,2,2026-11-05\nsale_shipped,shop,\(other),,MX-1,MTY1,2,2026-11-05\n"
                + "sale_shipped,shop,\(other),L1,MX-1,MTY1,2,2026-11-05\n"
        )
        let codes = try book.ledger.exceptions().map(\.code)
        #expect(!codes.contains(.handTwice))
        #expect(codes.contains(.lineTwice))
    }

    @Test func `a line of one document is not a row without a line of the other`() throws {
        let book = try Book()
        let (one, other) = try Self.twins(book)
        try book.importFile(
            Self.header
                + "sale_shipped,shop,\(one),,MX-1,MTY1,2,2026-11-05\nsale_shipped,shop,\(other),L1,MX-1,MTY1,2,2026-11-05\n"
        )
        #expect(try !book.ledger.exceptions().map(\.code).contains(.lineTwice))
    }
}
