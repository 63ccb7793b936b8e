import InventoryLedger
import TestSupport
import Testing

/// What a program that embeds the ledger has to write.
@Suite struct LibraryUseTests {
    @Test func `a ledger is created, filled and read in a few lines`() throws {
        let folder = try TemporaryFolder()
        let (morning, noon) = (Book.now, Book.now.advanced(byMilliseconds: 14_400_000))
        _ = try Ledger.create(at: folder.file("season.ledger"))
        var lines: [String] = []

        let ledger = try Ledger.open(folder.file("season.ledger"))
        try ledger.record([
            .stockReceived("GRN-7", sku: "MX-0001", quantity: 40, warehouse: "MTY1", occurredAt: morning),
            .orderPlaced(
                "2000004711",
                sku: "MX-0001",
                quantity: 2,
                warehouse: "MTY1",
                channel: "mercadolibre",
                occurredAt: noon
            ),
        ])
        for position in try ledger.stock(sku: "MX-0001") {
            lines.append("\(position.warehouse) \(position.available) \(position.allocated)")
        }

        #expect(lines == ["MTY1 38 2"])
    }

    @Test func `an event that makes no sense cannot be created`() {
        let problem = #expect(throws: FieldProblem.self) {
            try Event.orderPlaced("1", sku: "MX-1", quantity: 0, warehouse: "MTY1", occurredAt: Book.now)
        }
        #expect(problem?.code == .zeroQuantity)
    }

    @Test func `every kind has a function that creates it`() throws {
        let now = Book.now
        let events: [Event] = try [
            .stockOpened("OPEN-1", sku: "A", quantity: 1, warehouse: "LAX1", occurredAt: now),
            .shipmentDispatched(
                "S-1",
                sku: "A",
                quantity: 9,
                warehouse: "MTY1",
                mode: "sea",
                eta: now,
                occurredAt: now
            ),
            .customsReleased(
                "26 51 3746 6000123",
                shipment: "S-1",
                sku: "A",
                quantity: 9,
                warehouse: "MTY1",
                importerRFC: ImporterRFC("EKU9003173C9"),
                occurredAt: now
            ),
            .stockReceived(
                "GRN-1",
                sku: "A",
                quantity: 8,
                warehouse: "MTY1",
                shipment: "S-1",
                occurredAt: now
            ),
            .shipmentShort("S-1", sku: "A", quantity: 1, warehouse: "MTY1", reason: "lost", occurredAt: now),
            .transferDispatched(
                "T-1",
                sku: "A",
                quantity: 1,
                warehouse: "MTY1",
                toWarehouse: "LAX1",
                occurredAt: now
            ),
            .orderPlaced("1", sku: "A", quantity: 2, warehouse: "MTY1", occurredAt: now),
            .orderShipped("1", sku: "A", quantity: 1, warehouse: "MTY1", occurredAt: now),
            .orderCancelled("1", sku: "A", quantity: 1, warehouse: "MTY1", occurredAt: now),
            .saleShipped("2", sku: "A", quantity: 1, warehouse: "MTY1", occurredAt: now),
            .saleVoided("2", sku: "A", quantity: 1, warehouse: "MTY1", occurredAt: now),
            .returnReceived("R-1", order: "1", sku: "A", quantity: 1, warehouse: "MTY1", occurredAt: now),
            .returnInspected(
                "R-1",
                sku: "A",
                quantity: 1,
                warehouse: "MTY1",
                stage: .damaged,
                occurredAt: now
            ),
            .stockAdjusted("ADJ-1", sku: "A", quantity: -1, warehouse: "MTY1", occurredAt: now),
            .stageChanged(
                "C-1",
                sku: "A",
                quantity: 1,
                warehouse: "MTY1",
                from: .available,
                to: .quarantine,
                occurredAt: now
            ),
            .stockRemoved("X-1", sku: "A", quantity: 1, warehouse: "MTY1", stage: .damaged, occurredAt: now),
            .stockCounted("N-1", sku: "A", quantity: 4, warehouse: "MTY1", stage: .onHand, occurredAt: now),
            .milestone(.portArrived, shipment: "S-1", warehouse: "MTY1", occurredAt: now),
            .milestone(.customsInspected, shipment: "S-1", warehouse: "MTY1", occurredAt: now),
            .milestone(.warehouseArrived, shipment: "S-1", warehouse: "MTY1", occurredAt: now),
            .milestone(.etaChanged, shipment: "S-1", warehouse: "MTY1", eta: now, occurredAt: now),
        ]
        #expect(events.map(\.kind) == EventKind.allCases)
        let book = try Book()
        let result = try book.ledger.record(events)
        #expect(result.events == 21)
        #expect(try book.stock() == "A LAX1 released 1 available 1\nA MTY1 available 3 quarantine 1")
        let again = try book.ledger.record(events)
        #expect(again.batch == nil)
        #expect(again.counts.duplicates == 21)
        #expect(again.firstMet == 1)
    }
}
