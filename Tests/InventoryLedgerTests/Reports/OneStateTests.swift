import InventoryLedger
import Synchronization
import TestSupport
import Testing

/// A report of several parts reads one snapshot, whatever is recorded meanwhile.
@Suite struct OneStateTests {
    /// A second handle on a book's ledger. Each time it reads the clock, events are recorded through the first one.
    ///
    /// - Parameter events: as in `Event.stated`; `#` is replaced by a new number each time.
    private func busyLedger(_ book: Book, _ events: [String]) throws -> Ledger {
        let other = book.ledger
        let times = Mutex(0)
        return try Ledger.open(
            other.path,
            clock: {
                let number = times.withLock { times in
                    times += 1
                    return times
                }
                do {
                    try other.record(events.map { try .stated($0.replacing("#", with: "\(number)")) })
                } catch {
                    Issue.record(error)
                }
                return Book.now
            }
        )
    }

    @Test func `a review reads orders and shipments from one snapshot`() throws {
        let book = try Book()
        try book.ledger.declare(
            promotion: Promotion(
                name: "fin",
                from: #require(CalendarDate(year: 2026, month: 11, day: 13)),
                to: #require(CalendarDate(year: 2026, month: 11, day: 16)),
                timeZone: "UTC"
            )
        )
        let ledger = try busyLedger(
            book,
            [
                "order_placed, document O-#, quantity 1",
                "shipment_dispatched, document S-#, occurred_at 2026-11-12T10:00:00Z",
                "stock_received, document G-#, shipment S-#, occurred_at 2026-11-14T10:00:00Z",
            ]
        )
        for _ in 1...2 {
            let review = try ledger.review(promotion: "fin")
            #expect(review.total.ordered > 0)
            #expect(review.total.ordered == Int64(review.shipments.count))
        }
    }

    @Test func `exceptions read waiting orders and arrivals from one snapshot`() throws {
        let book = try Book()
        let ledger = try busyLedger(
            book,
            [
                "order_placed, source wms, document O-#, warehouse W-#, occurred_at 2026-11-01T10:00:00Z",
                "stock_received, source wms, document G-#, shipment S-#, warehouse W-#, occurred_at 2026-11-14T10:00:00Z",
            ]
        )
        for _ in 1...2 {
            let found = try ledger.exceptions()
            let waiting = found.filter { $0.code == .orderWaiting }.map(\.warehouse)
            #expect(!waiting.isEmpty)
            #expect(waiting == found.filter { $0.code == .arrivedNotDispatched }.map(\.warehouse))
        }
    }
}
