import InventoryLedger
import TestSupport
import Testing

/// Reports on the same events agree.
@Suite struct ReportLawTests {
    @Test(arguments: seeds(4))
    func `the last line of a card is the stock, and its lines are the moves`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed, keepsPlans: true)
        let book = try Book(of: season)
        let papers = season.papers + (random.chance(50) ? season.openings : [])
        for file in random.dealt(papers, into: 3) where !file.isEmpty {
            try book.importPapers(file, of: season)
        }
        #expect(try book.ledger.undo(batch: 1).batch != nil)
        for position in try book.ledger.stock().rows {
            let card = try book.ledger.card(sku: position.sku, warehouse: position.warehouse)
            #expect(card.last?.available ?? 0 == position.available)
            #expect(card.last?.onHand ?? 0 == position.onHand)
            let middle = season.moments(1)[0]
            let before = card.last { $0.stored.event.occurredAt.milliseconds <= middle }
            var query = StockQuery(sku: position.sku.text, warehouse: position.warehouse)
            query.time.asOf = Instant(milliseconds: middle)
            let then = try book.ledger.stock(query).rows.first
            #expect(before?.available ?? 0 == then?.available ?? 0)
            #expect(before?.onHand ?? 0 == then?.onHand ?? 0)
        }
    }

    /// The table of kinds again, in SQL over the public view.
    @Test(arguments: seeds(4))
    func `the events in plain SQL add up to the stock`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        for file in random.dealt(season.papers, into: 3) where !file.isEmpty {
            try book.importPapers(file, of: season)
        }
        #expect(try book.ledger.undo(batch: 1).batch != nil)
        let sums = try book.ledger.numbers(
            3,
            """
            SELECT coalesce(sum(CASE
                     WHEN of_kind IN ('stock_received', 'stock_adjusted', 'return_received', 'return_inspected',
                         'stage_changed', 'stock_opened') AND stage = 'available' THEN quantity
                     WHEN of_kind = 'order_cancelled' THEN quantity
                     WHEN of_kind IN ('order_placed', 'sale_shipped') THEN -quantity
                     WHEN of_kind IN ('transfer_dispatched', 'stock_removed') AND stage = 'available' THEN -quantity
                   END), 0)
                 - coalesce(sum(CASE WHEN from_stage = 'available' THEN quantity END), 0),
                   coalesce(sum(CASE
                     WHEN of_kind = 'shipment_dispatched' THEN quantity
                     WHEN of_kind = 'customs_released' OR from_stage = 'in_transit' THEN -quantity
                   END), 0),
                   coalesce(sum(CASE
                     WHEN of_kind IN ('customs_released', 'transfer_dispatched') THEN quantity
                     WHEN of_kind = 'stock_received' AND shipment IS NOT NULL THEN -quantity
                     WHEN of_kind IN ('shipment_short', 'stock_removed') AND from_stage = 'released' THEN -quantity
                   END), 0)
              FROM events WHERE memo = 0
            """
        )
        let total = try book.ledger.stock().total()
        #expect(sums == [[total.available, total.inTransit, total.released]])
    }
}
