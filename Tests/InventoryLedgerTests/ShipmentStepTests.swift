import InventoryLedger
import TestSupport
import Testing

@Suite struct ShipmentStepTests {
    private let dispatched = """
        kind,                document, sku,  warehouse, quantity, occurred_at
        shipment_dispatched, AIR-1,    MX-1, MTY1,      10,       2026-11-01
        shipment_dispatched, AIR-1,    MX-2, MTY1,      5,        2026-11-01
        """
    private let morning = Instant(milliseconds: 1_794_000_000_000)

    private func take(
        _ step: ShipmentStep,
        of selection: ShipmentSelection = ShipmentSelection(),
        at instant: Instant,
        in book: Book
    ) throws {
        let open = try book.ledger.openShipment("AIR-1")
        let part = try Line(instant.description)
        try book.ledger.record(open.events(step, of: selection, at: instant, part: part))
    }

    @Test func `a release without a pedimento releases everything in transit`() throws {
        let book = try Book()
        try book.importText(dispatched)
        try take(.release(nil, nil), at: morning, in: book)
        #expect(try book.stock() == "MX-1 MTY1 released 10\nMX-2 MTY1 released 5")
        #expect(try book.liveEvents().contains("customs_released,manual,AIR-1,"))
    }

    @Test func `two releases of one pedimento at different times are two movements`() throws {
        let book = try Book()
        try book.importText(dispatched)
        let pedimento = try Pedimento("26  51  3746  6000123")
        var first = ShipmentSelection()
        first.except = ["MX-1": 4, "MX-2": 5]
        try take(.release(pedimento, nil), of: first, at: morning, in: book)
        #expect(try book.stock() == "MX-1 MTY1 in_transit 4 released 6\nMX-2 MTY1 in_transit 5")
        try take(.release(pedimento, nil), at: morning.advanced(byMilliseconds: 1000), in: book)
        #expect(try book.stock() == "MX-1 MTY1 released 10\nMX-2 MTY1 released 5")
    }

    @Test func `closing writes off what is open before and after customs, and an over-receipt`() throws {
        let book = try Book()
        try book.importText(dispatched)
        var some = ShipmentSelection()
        some.skus = ["MX-1"]
        try take(.release(nil, nil), of: some, at: morning, in: book)
        try book.importText(
            """
            kind,           document, sku,  warehouse, quantity, occurred_at, shipment
            stock_received, GRN-1,    MX-1, MTY1,      12,       2026-11-10,  AIR-1
            """
        )
        #expect(
            try book.stock() == "MX-1 MTY1 released -2 available 12\nMX-2 MTY1 in_transit 5"
        )
        try take(.close(reason: "claimed"), at: morning, in: book)
        #expect(try book.stock() == "MX-1 MTY1 available 12")
        #expect(
            try book.ledger.openShipment("AIR-1").events(.close(reason: nil), at: morning, part: "1").isEmpty
        )
    }

    @Test func `a selection of goods that the shipment does not have is refused`() throws {
        let book = try Book()
        try book.importText(dispatched)
        let open = try book.ledger.openShipment("AIR-1")
        var unknown = ShipmentSelection()
        unknown.skus = ["MX-9"]
        #expect(throws: FieldProblem.self) {
            try open.events(.release(nil, nil), of: unknown, at: morning, part: "1")
        }
        var tooMany = ShipmentSelection()
        tooMany.except = ["MX-1": 11]
        #expect(throws: FieldProblem.self) {
            try open.events(.release(nil, nil), of: tooMany, at: morning, part: "1")
        }
        #expect(throws: LedgerError.self) { try book.ledger.openShipment("AIR-2") }
    }

    @Test func `steps at one time follow one another`() throws {
        let book = try Book()
        try book.importText(dispatched)
        var some = ShipmentSelection()
        some.skus = ["MX-1"]
        let open = try book.ledger.openShipment("AIR-1")
        try book.ledger.record(
            open.events([.release(nil, nil), .close(reason: "seized")], of: some, at: morning, part: "1")
        )
        #expect(try book.stock() == "MX-2 MTY1 in_transit 5")
    }

    @Test func `an ETA may change several times`() throws {
        let book = try Book()
        try book.importText(dispatched)
        try take(.etaChanged(morning), at: morning, in: book)
        let later = morning.advanced(byMilliseconds: 86_400_000)
        try take(.etaChanged(later), at: later, in: book)
        var query = EventQuery()
        query.kind = .etaChanged
        var etas: [Instant?] = []
        try book.ledger.forEachEvent(query) { stored, _ in etas.append(stored.event.detail.eta) }
        #expect(etas == [morning, later])
    }

    @Test func `milestones name the warehouse the shipment is bound for`() throws {
        let book = try Book()
        try book.importText(dispatched)
        try take(.portArrived, at: morning, in: book)
        try take(.etaChanged(morning), at: morning, in: book)
        #expect(try book.liveEvents().contains("port_arrived,manual,AIR-1,,,MTY1,,"))
        #expect(try book.liveEvents().contains("eta_changed,manual,AIR-1,\(morning),,MTY1,,"))
    }
}
