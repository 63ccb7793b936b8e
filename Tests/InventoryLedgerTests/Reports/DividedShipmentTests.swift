import InventoryLedger
import TestSupport
import Testing

/// A shipment with one SKU that goes to several warehouses: the open units of each.
@Suite struct DividedShipmentTests {
    private static let header =
        "kind,document,sku,warehouse,to_warehouse,shipment,quantity,occurred_at,stage,line\n"
    private static let dispatch = """
        shipment_dispatched,SEA-1,LAMP,MTY1,,,100,2026-10-03T10:00,,
        shipment_dispatched,SEA-1,LAMP,CDMX,,,40,2026-10-03T10:00,,

        """
    private static let release = """
        customs_released,SEA-1,LAMP,MTY1,,SEA-1,100,2026-10-20T10:00,,
        customs_released,SEA-1,LAMP,CDMX,,SEA-1,40,2026-10-20T10:00,,

        """

    private func receipt(_ document: String, _ warehouse: String, _ units: Int, day: Int = 25) -> String {
        "stock_received,\(document),LAMP,\(warehouse),,SEA-1,\(units),2026-10-\(day)T10:00,,\n"
    }

    private func book(_ files: [String]) throws -> Book {
        let book = try Book()
        for file in files { try book.importFile(Self.header + file) }
        return book
    }

    /// Open units by warehouse from `shipments`, which must agree with incoming in `stock`.
    private func open(_ book: Book) throws -> [String] {
        let lines = try book.ledger.shipments()
        for line in lines where line.open != 0 {
            let position = try book.ledger.stock(sku: line.sku).first { $0.warehouse == line.warehouse }
            let others = lines.filter { $0.sku == line.sku && $0.warehouse == line.warehouse }
            #expect(position?.incoming == others.reduce(0) { $0 + $1.open })
            let ofAll = try book.ledger.stock().rows.first {
                $0.sku == line.sku && $0.warehouse == line.warehouse
            }
            #expect(ofAll == position)
        }
        return lines.map { "\($0.warehouse) \($0.dispatched)/\($0.released)/\($0.received) open \($0.open)" }
    }

    private func exceptions(_ book: Book) throws -> [String] {
        try book.ledger.exceptions().filter { $0.code != .gap && $0.code != .dispatchedNotArrived }.map {
            "\($0.code.rawValue) \($0.warehouse?.text ?? "") \($0.quantity ?? 0)"
        }
    }

    @Test func `each destination has its own line`() throws {
        let book = try book([
            Self.dispatch, Self.release, receipt("REC1", "MTY1", 98), receipt("REC2", "CDMX", 40),
        ])
        #expect(try open(book) == ["CDMX 40/40/40 open 0", "MTY1 100/100/98 open 2"])
        #expect(try exceptions(book) == [])
        book.setNow(Book.now.advanced(byMilliseconds: 30 * 86_400_000))
        let late = try #require(try book.ledger.exceptions().first { $0.code == .dispatchedNotArrived })
        #expect(late.warehouse == "MTY1")
        #expect(late.quantity == 2)
    }

    @Test func `as of a day each destination has what was sent there by then`() throws {
        let book = try book([
            Self.dispatch, Self.release, receipt("REC1", "MTY1", 98), receipt("REC2", "CDMX", 40, day: 27),
        ])
        let day = book.ledger.settings.zone.end(ofDay: 20_751)
        let then = try book.ledger.stock(StockQuery(time: ReportTime(asOf: day))).rows
        #expect(
            then.map { "\($0.warehouse) \($0.inTransit) \($0.released) \($0.available)" } == [
                "CDMX 0 40 0", "MTY1 0 2 98",
            ]
        )
    }

    @Test(arguments: seeds(6))
    func `a receipt of one warehouse leaves the units of another one alone`(seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        var rows: [String] = []
        var expected: [String] = []
        for warehouse in ["CDMX", "GDL", "MTY1"] {
            let sent = random.number(10...90)
            rows.append("shipment_dispatched,SEA-1,LAMP,\(warehouse),,,\(sent),2026-10-03T10:00,,\n")
            let released = random.number(0...sent)
            if released > 0 {
                rows.append(
                    "customs_released,SEA-1,LAMP,\(warehouse),,SEA-1,\(released),2026-10-20T10:00,,\n"
                )
            }
            var received = 0
            for part in 1...3 where received < sent {
                let units = random.number(1...sent - received)
                received += units
                rows.append(receipt("REC-\(warehouse)", warehouse, units, day: 20 + part))
            }
            expected.append("\(warehouse) \(sent)/\(released)/\(received) open \(sent - received)")
        }
        let book = try book(random.shuffled(rows))
        #expect(try open(book) == expected)
        #expect(try exceptions(book).allSatisfy { $0.hasPrefix("received_without_release") })
    }

    @Test func `a warehouse that nothing was sent to takes from the others and is reported`() throws {
        let book = try book([Self.dispatch, Self.release, receipt("REC1", "GDL", 120)])
        #expect(try open(book) == ["CDMX 40/40/40 open 0", "MTY1 100/100/80 open 20"])
        #expect(try exceptions(book) == ["received_elsewhere CDMX 40", "received_elsewhere MTY1 80"])
        let first = try #require(try book.ledger.exceptions().first { $0.code == .receivedElsewhere })
        #expect(first.message.contains("were received at GDL (file3.csv:2 in batch 3)"))
    }

    @Test func `a warehouse that receives more than was sent to it takes the rest from the others`() throws {
        let book = try book([
            Self.dispatch, Self.release, receipt("REC1", "CDMX", 45), receipt("REC2", "MTY1", 90),
        ])
        #expect(try open(book) == ["CDMX 40/40/40 open 0", "MTY1 100/100/95 open 5"])
        #expect(try exceptions(book) == ["received_elsewhere MTY1 5"])
        try book.importFile(Self.header + receipt("REC3", "MTY1", 12))
        #expect(try open(book) == ["CDMX 40/40/45 open -5", "MTY1 100/100/102 open -2"])
        #expect(
            try exceptions(book) == [
                "received_without_release CDMX 5", "received_without_release MTY1 2", "over_receipt CDMX 5",
                "over_receipt MTY1 2",
            ]
        )
    }

    @Test func `customs may release everything under the name of one warehouse`() throws {
        let book = try book([
            Self.dispatch, "customs_released,SEA-1,LAMP,MTY1,,SEA-1,140,2026-10-20T10:00,,\n",
        ])
        #expect(try open(book) == ["CDMX 40/40/0 open 40", "MTY1 100/100/0 open 100"])
        #expect(try book.stock() == "LAMP CDMX released 40\nLAMP MTY1 released 100")
    }

    @Test func `a receipt at another warehouse than the only destination is reported`() throws {
        let book = try book([
            "shipment_dispatched,SEA-1,LAMP,MTY1,,,100,2026-10-03T10:00,,\n",
            "customs_released,SEA-1,LAMP,MTY1,,SEA-1,100,2026-10-20T10:00,,\n", receipt("REC1", "CDMX", 100),
        ])
        #expect(try open(book) == ["MTY1 100/100/100 open 0"])
        #expect(try exceptions(book) == ["received_elsewhere MTY1 100"])
    }

    @Test func `transfers from two warehouses under one number are separate`() throws {
        let transfers = """
            transfer_dispatched,SEA-1,LAMP,MTY1,CDMX,,10,2026-10-03T10:00,,
            transfer_dispatched,SEA-1,LAMP,GDL,QRO,,20,2026-10-04T10:00,,

            """
        let book = try book([transfers, receipt("REC1", "CDMX", 10)])
        #expect(try open(book) == ["CDMX 10/0/10 open 0", "QRO 20/0/0 open 20"])
        try book.importFile(Self.header + receipt("REC2", "CDMX", 1, day: 26))
        #expect(try open(book) == ["CDMX 10/0/11 open -1", "QRO 20/0/0 open 20"])
        #expect(try exceptions(book).contains("over_receipt CDMX 1"))
    }

    @Test func `undoing a dispatch leaves the other destination alone`() throws {
        let book = try Book()
        let rows = Self.dispatch.split(separator: "\n").map { "\($0)\n" }
        for row in rows { try book.importFile(Self.header + row) }
        try book.ledger.undo(batch: 2)
        #expect(try open(book) == ["MTY1 100/0/0 open 100"])
        try book.importFile(Self.header + rows[1])
        #expect(try open(book) == ["CDMX 40/0/0 open 40", "MTY1 100/0/0 open 100"])
    }

    @Test func `a step has events for each destination, or for the one it names`() throws {
        let book = try book([Self.dispatch])
        let at = Book.now
        var only = ShipmentSelection()
        only.warehouse = "MTY1"
        let first = try book.ledger.openShipment("SEA-1").events(
            .release(nil, nil),
            of: only,
            at: at,
            part: "1"
        )
        #expect(first.map { "\($0.warehouse) \($0.quantity?.units ?? 0)" } == ["MTY1 100"])
        try book.ledger.record(first)
        let rest = try book.ledger.openShipment("SEA-1").events(
            [.release(nil, nil), .etaChanged(at), .close(reason: nil)],
            at: at,
            part: "2"
        )
        let kinds = rest.map { "\($0.kind.rawValue) \($0.warehouse) \($0.quantity?.units ?? 0)" }
        #expect(
            kinds == [
                "customs_released CDMX 40", "eta_changed CDMX 0", "eta_changed MTY1 0",
                "shipment_short CDMX 40",
                "shipment_short MTY1 100",
            ]
        )
        #expect(try book.ledger.record(rest).counts.recorded == 5)
        #expect(try open(book) == ["CDMX 40/40/0 open 0", "MTY1 100/100/0 open 0"])
        only.warehouse = "QRO"
        #expect(throws: FieldProblem.self) {
            try book.ledger.openShipment("SEA-1").events(.close(reason: nil), of: only, at: at, part: "3")
        }
    }

    @Test func `leaving out units of a SKU with two destinations needs a warehouse`() throws {
        let book = try book([Self.dispatch])
        var selection = ShipmentSelection()
        selection.except = ["LAMP": 4]
        let open = try book.ledger.openShipment("SEA-1")
        #expect(throws: FieldProblem.self) {
            try open.events(.release(nil, nil), of: selection, at: Book.now, part: "1")
        }
        selection.warehouse = "CDMX"
        let events = try open.events(.release(nil, nil), of: selection, at: Book.now, part: "1")
        #expect(events.map { $0.quantity?.units } == [36])
    }

    @Test
    func `lead times are measured to each destination, and a leg that ended before it began is counted`()
        throws
    {
        let book = try book([
            Self.dispatch, receipt("REC1", "MTY1", 98), receipt("REC2", "CDMX", 40, day: 13),
            "shipment_dispatched,AIR-1,LAMP,GDL,,,2,2026-10-09T10:00,,\nstock_received,R9,LAMP,GDL,,AIR-1,2,2026-10-06T10:00,,\n",
        ])
        let time = try #require(try book.ledger.leadTimes().first { $0.leg == .dispatchShelf })
        #expect(time.durations.map { $0 / 86_400_000 } == [10, 22])
        #expect(time.leftOut == 1)
        let found = try book.ledger.exceptions().filter { $0.code == .datesOutOfOrder }
        #expect(found.map(\.document) == ["AIR-1"])
        #expect(found[0].message.contains("was received at 2026-10-06 10:00-06:00, before it was dispatched"))
    }

    @Test func `a shipment at the port before its dispatch has its dates in the wrong order`() throws {
        let book = try book([
            "shipment_dispatched,AIR-1,LAMP,GDL,,,2,2026-10-09T10:00,,\nport_arrived,AIR-1,,GDL,,,,2026-10-06T10:00,,\n"
        ])
        #expect(
            try book.ledger.exceptions().filter { $0.code == .datesOutOfOrder }.map(\.message) == [
                "LAMP of AIR-1 reached the port at 2026-10-06 10:00-06:00, before it was dispatched at 2026-10-09 10:00-06:00; "
                    + "correct one of the dates"
            ]
        )
    }
}
