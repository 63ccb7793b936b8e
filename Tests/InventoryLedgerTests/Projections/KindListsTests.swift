import Foundation
import GRDB
import TestSupport
import Testing

@testable import InventoryLedger

/// The lists of the events of kinds, against the events that were written.
@Suite struct KindListsTests {
    private struct Listed {
        let kind: EventKind
        let seq: Int64
    }

    /// Runs a block with the tables of a ledger.
    private func inLedger(_ block: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        try queue.writeWithoutTransaction { database in
            try SchemaVersion.migrate(database)
            try block(database)
        }
    }

    private func entries(_ events: some Sequence<Listed>) -> KindEntries {
        var entries = KindEntries()
        for event in events { entries.add(event.seq, kind: Int(event.kind.number)) }
        return entries
    }

    @Test(arguments: seeds(8))
    func `events are found by their kinds, in whatever blocks they were written`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let kinds = EventKind.allCases.filter(\.isListed)
        // Some numbers are about the ends of the parts of the log.
        var seq = Int64(random.number(0...99_990))
        let events = (0..<400).map { _ in
            seq += Int64(random.number(1...random.number(1...3) * 900))
            return Listed(kind: kinds[random.number(0...5)], seq: seq)
        }
        try inLedger { database in
            let writer = try KindWriter(database)
            var rest = events[...]
            while !rest.isEmpty {
                let block = rest.prefix(random.number(1...150))
                try writer.write(entries(block))
                rest = rest.dropFirst(block.count)
            }
            for _ in 1...20 {
                let first = Int64(random.number(0...500_000))
                let range = first...first + Int64(random.number(0...500_000))
                let wanted = Set((0...random.number(0...3)).map { _ in kinds[random.number(0...6)] })
                var found: [Int64] = []
                try KindLists(database).forEachBlock(of: wanted, in: range) { found += $0 }
                #expect(
                    found
                        == events.filter { wanted.contains($0.kind) && range.contains($0.seq) }.map(\.seq)
                )
            }
        }
    }

    @Test(arguments: seeds(8))
    func `a damaged list is refused, or read as some events`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        try inLedger { database in
            for _ in 1...100 {
                let bytes = (0..<random.number(0...40)).map { _ in UInt8(random.number(0...255)) }
                let part = [0, 1, -1, Int64.max, Int64.min][random.number(0...4)]
                try database.execute(
                    sql: "DELETE FROM event_kind; INSERT INTO event_kind VALUES (?, 'stock_received', ?, ?)",
                    arguments: [part, random.number(-5...500), Data(bytes)]
                )
                do {
                    var found: [Int64] = []
                    try KindLists(database).forEachBlock(of: [.stockReceived], in: 1...Int64.max) {
                        found += $0
                    }
                    // Each once, in the order of the log, and of the part.
                    #expect(found == Set(found).sorted())
                    #expect(found.allSatisfy { $0 / 100_000 == part })
                } catch let error as LedgerError {
                    #expect(error.code == .damaged)
                }
                do {
                    try KindWriter(database).write(entries([Listed(kind: .stockReceived, seq: 90)]))
                } catch let error as LedgerError {
                    #expect(error.code == .damaged)
                }
            }
        }
    }

    @Test func `orders and sales have no lists`() {
        #expect(
            EventKind.allCases.filter { !$0.isListed } == [.orderPlaced, .orderShipped, .saleShipped]
        )
    }

    @Test func `lists are read where they are much shorter than the log`() throws {
        try inLedger { database in
            try KindWriter(database).write(
                entries((1...1000).map { Listed(kind: .stockReceived, seq: $0 * 10) })
            )
            let lists = KindLists(database)
            #expect(try lists.areShort([.stockReceived], in: 1...10_000))
            #expect(try lists.areShort([.stockReceived, .stockCounted], in: 1...10_000))
            #expect(try !lists.areShort([.stockReceived], in: 1...2000))
            #expect(try !lists.areShort([.stockReceived, .orderPlaced], in: 1...10_000))
        }
    }

    /// Reports read the events of some routes through the lists or through the log.
    @Test(arguments: seeds(4))
    func `the lists and the log give the same events`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let book = try Book()
        // With few receipts, their lists are short.
        let isShort = seed % 2 == 0
        let receipts = isShort ? 1 : 9
        for batch in 1...6 {
            book.setNow(Book.now.advanced(byMilliseconds: Int64(batch) * 3_600_000))
            try book.ledger.record(
                (1...300).map { number in
                    let sku = try SKU("MX-\(random.number(1...3))")
                    return random.number(0...9) < receipts
                        ? try .stockReceived(
                            Document("GRN-\(batch)-\(number)"),
                            sku: sku,
                            quantity: 5,
                            warehouse: "MTY1",
                            occurredAt: Book.now
                        )
                        : try .orderPlaced(
                            Document("200\(batch)\(number)"),
                            sku: sku,
                            quantity: 1,
                            warehouse: "MTY1",
                            occurredAt: Book.now
                        )
                }
            )
        }
        try book.ledger.undo(batch: Int64(random.number(1...6)))
        for known in [nil, 4, 6] {
            let knownAt = known.map { Book.now.advanced(byMilliseconds: Int64($0) * 3_600_000) }
            try book.ledger.view(ReportTime(knownAt: knownAt)) { view in
                let last = try view.lastSeq ?? LogHead.seq(view.database)
                for kinds in [
                    Set([EventKind.stockReceived]), [.orderPlaced], [.stockReceived, .orderPlaced],
                ] {
                    let routes = try view.routes { kinds.contains($0.key.kind) }
                    let first = Int64(random.number(1...Int(last)))
                    #expect(
                        try KindLists(view.database).areShort(kinds, in: first...last)
                            == (isShort && !kinds.contains(.orderPlaced))
                    )
                    let expected = try Int64.fetchAll(
                        view.database,
                        sql: """
                            SELECT seq FROM event WHERE seq BETWEEN ? AND ?
                                AND route IN (SELECT value FROM json_each(?)) ORDER BY seq
                            """,
                        arguments: [first, last, Declarations.encode(routes.keys.sorted())]
                    )
                    for columns in ["e.seq", "e.seq, d.reason"] {
                        var found: [Int64] = []
                        try RouteEvents(view).scan(routes, first: first, columns) {
                            found.append($0.integer(0))
                        }
                        #expect(found == expected)
                    }
                    var late: [Int64] = []
                    let from = Book.now.advanced(byMilliseconds: 1)
                    try RouteEvents(view).scan(routes, first: first, from: from, "e.seq") {
                        late.append($0.integer(0))
                    }
                    #expect(late.isEmpty)
                }
            }
        }
    }
}
