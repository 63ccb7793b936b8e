import InventoryLedger
import TestSupport
import Testing

@Suite struct ShipmentReportTests {
    private static let season = """
        kind,                document,           sku,  warehouse, quantity, occurred_at,      shipment, mode, forwarder, eta,        stage
        shipment_dispatched, S-1,                MX-1, MTY1,      100,      2026-09-01,       ,         sea,  Pacific,   2026-10-01,
        eta_changed,         S-1,                ,     MTY1,      ,         2026-09-20,       ,         ,     ,          2026-10-05,
        port_arrived,        S-1,                ,     MTY1,      ,         2026-10-03,       ,         ,     ,          ,
        customs_released,    26 51 3746 6000123, MX-1, MTY1,      60,       2026-10-08,       S-1,      ,     ,          ,
        customs_released,    26 51 3746 6000124, MX-1, MTY1,      40,       2026-10-12,       S-1,      ,     ,          ,
        warehouse_arrived,   S-1,                ,     MTY1,      ,         2026-10-14,       ,         ,     ,          ,
        stock_received,      GRN-1,              MX-1, MTY1,      90,       2026-10-15,       S-1,      ,     ,          ,
        stock_received,      GRN-1,              MX-1, MTY1,      3,        2026-10-15,       S-1,      ,     ,          , damaged
        shipment_short,      S-1,                MX-1, MTY1,      2,        2026-10-20,       ,         ,     ,          ,
        shipment_dispatched, S-2,                MX-1, MTY1,      10,       2026-11-01,       ,         air,  ,          2026-11-10,
        order_placed,        A,                  MX-1, MTY1,      1,        2026-11-10T08:00, ,         ,     ,          ,
        order_shipped,       A,                  MX-1, MTY1,      1,        2026-11-10T20:00, ,         ,     ,          ,
        order_placed,        B,                  MX-1, MTY1,      1,        2026-11-10T08:00, ,         ,     ,          ,
        order_shipped,       B,                  MX-1, MTY1,      1,        2026-11-13T08:00, ,         ,     ,          ,
        """

    @Test func `a shipment's line says what was sent, released and received, and how late`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let lines = try book.ledger.shipments()
        #expect(lines.map(\.shipment) == ["S-1", "S-2"])
        let line = lines[0]
        let units = [line.dispatched, line.released, line.received, line.damaged, line.short, line.open]
        #expect(units == [100, 100, 93, 3, 2, 5])
        #expect(line.daysLate == 14)
        #expect(line.etaFirst?.description == "2026-10-01T06:00:00Z")
        #expect(line.etaLast?.description == "2026-10-05T06:00:00Z")
        #expect(line.releasedAt?.description == "2026-10-12T06:00:00Z")
        #expect(line.pedimentos.map(\.digits) == ["265137466000123", "265137466000124"])
        // Still expected on 20 November, ten days late.
        #expect(lines[1].daysLate == 10)
        #expect(lines[1].open == 10)
        let early = try book.ledger.shipments(
            time: ReportTime(asOf: Instant(milliseconds: 1_791_000_000_000))
        )
        #expect(early.map(\.received) == [0])
    }

    @Test func `legs are measured per shipment, and customs against its allowed days`() throws {
        let book = try Book()
        try book.importText(Self.season)
        let times = try book.ledger.leadTimes()
        let days = times.filter { $0.leg != .placedShipped }.map {
            "\($0.leg.rawValue) \($0.durations.map { $0 / 86_400_000 })"
        }
        #expect(
            days == [
                "dispatch-port [32]", "port-release [9]", "release-door [2]", "door-shelf [1]",
                "dispatch-shelf [44]", "release-shelf [3]",
            ]
        )
        #expect(times.first { $0.leg == .portRelease }?.overBuffer == 1)
        let orders = try #require(times.first { $0.leg == .placedShipped })
        #expect(orders.durations.map { $0 / 3_600_000 } == [12, 72])
        #expect(orders.overBuffer == 1)
        #expect(orders.percentile(50) == nil)
        var query = LeadTimeQuery()
        query.grouping = .mode
        let byMode = try book.ledger.leadTimes(query)
        #expect(byMode.first { $0.count > 0 }?.group == "sea")
        // S-2 is still under way.
        #expect(byMode.first?.group == "air" && byMode.first?.running.count == 1)
    }

    @Test func `an order that is recorded anew counts from its new time, and with all its lines`() throws {
        let book = try Book()
        func orders(_ placed: String) -> String {
            """
            kind,source,document,line,sku,warehouse,quantity,occurred_at
            order_placed,meli,O-1,1,LAMP,MTY1,1,\(placed)
            order_placed,meli,O-1,2,LAMP,MTY1,1,2026-11-10T09:00
            order_placed,shop,O-1,1,LAMP,MTY1,1,2026-11-10T10:00
            """
        }
        try book.importText(orders("2026-11-01T08:00"))
        try book.ledger.undo(batch: 1)
        try book.importText(orders("2026-11-10T08:00"))
        try book.importText(
            """
            kind,source,document,sku,warehouse,quantity,occurred_at
            order_shipped,meli,O-1,LAMP,MTY1,2,2026-11-10T13:00
            order_shipped,shop,O-1,LAMP,MTY1,1,2026-11-10T11:00
            """
        )
        let times = try #require(try book.ledger.leadTimes().first { $0.leg == .placedShipped })
        #expect(times.durations.map { $0 / 3_600_000 } == [1, 5])
    }

    @Test func `every one of many orders is measured`() throws {
        let book = try Book()
        let hours = Array(1...150)
        let placed = hours.map { "order_placed,O-\($0),LAMP,MTY1,1,2026-10-10T00:00:00Z\n" }
        let shipped = hours.reversed().map { hour in
            let (day, of) = (10 + hour / 24, hour % 24)
            return "order_shipped,O-\(hour),LAMP,MTY1,1,2026-10-\(day)T\(of < 10 ? "0" : "")\(of):00:00Z\n"
        }
        try book.importFile(
            "kind,document,sku,warehouse,quantity,occurred_at\n" + placed.joined() + shipped.joined()
        )
        let times = try #require(try book.ledger.leadTimes().first { $0.leg == .placedShipped })
        #expect(times.durations.map { $0 / 3_600_000 } == hours.map { Int64($0) })
    }

    @Test func `an order shipped before it was placed is left out, however long before`() throws {
        let book = try Book()
        try book.importText(
            """
            kind,document,sku,warehouse,quantity,occurred_at
            order_shipped,O-1,LAMP,MTY1,1,2026-01-05T12:00
            order_placed,O-1,LAMP,MTY1,1,2026-11-10T12:00
            """
        )
        let times = try #require(try book.ledger.leadTimes().first { $0.leg == .placedShipped })
        #expect(times.durations.isEmpty && times.leftOut == 1)
    }

    @Test func `from ten values on there are percentiles, each one of the values`() throws {
        let book = try Book()
        var lines = ["kind,document,sku,warehouse,quantity,occurred_at"]
        for order in 1...10 {
            lines.append("order_placed,O\(order),MX-1,MTY1,1,2026-11-10T00:00")
            lines.append("order_shipped,O\(order),MX-1,MTY1,1,2026-11-10T\(order < 10 ? "0" : "")\(order):00")
        }
        try book.importText(lines.joined(separator: "\n"))
        let orders = try #require(book.ledger.leadTimes().first)
        #expect(orders.percentile(50) == 18_000_000)
        #expect(orders.percentile(90) == 32_400_000)
        #expect(orders.max == 36_000_000)
    }

    @Test(arguments: seeds(6))
    func `open units of shipments equal incoming stock and plain sums`(
        seed: UInt64
    ) throws {
        let (book, season, files) = try recorded(seed: seed)
        for (asOf, knownAt) in [(nil, nil), (season.moments(1)[0], nil), (season.moments(2)[1], files[0].1)]
            as [(Int64?, Int64?)]
        {
            let time = ReportTime(
                asOf: asOf.map { Instant(milliseconds: $0) },
                knownAt: knownAt.map { Instant(milliseconds: $0) }
            )
            let rows = files.filter { $0.1 <= knownAt ?? .max }.flatMap(\.0).filter { $0.at <= asOf ?? .max }
            let lines = try book.ledger.shipments(time: time)
            for line in lines {
                func sum(_ kinds: [String], _ column: String) -> Int64 {
                    rows.filter {
                        kinds.contains($0.kind) && $0[column].exact == line.shipment.text.exact
                            && $0["sku"].exact == line.sku.text.exact
                    }.reduce(0) { $0 + ($1.units ?? 0) }
                }
                #expect(line.dispatched == sum(["shipment_dispatched", "transfer_dispatched"], "document"))
                #expect(line.received == sum(["stock_received"], "shipment"))
                #expect(line.released == sum(["customs_released"], "shipment"))
                #expect(line.short == sum(["shipment_short"], "document"))
            }
            let incoming = try book.ledger.stock(StockQuery(time: time)).total().incoming
            #expect(lines.reduce(0) { $0 + $1.open } == incoming)
        }
    }

    @Test(arguments: seeds(6))
    func `lead times are those of the rows, leg by leg`(seed: UInt64) throws {
        let (book, season, files) = try recorded(seed: seed)
        for (asOf, knownAt) in [(nil, nil), (season.moments(1)[0], nil), (season.moments(2)[1], files[0].1)]
            as [(Int64?, Int64?)]
        {
            var query = LeadTimeQuery()
            query.time = ReportTime(
                asOf: asOf.map { Instant(milliseconds: $0) },
                knownAt: knownAt.map { Instant(milliseconds: $0) }
            )
            let known = files.filter { $0.1 <= knownAt ?? .max }.flatMap(\.0)
            let recorded = try book.ledger.leadTimes(query).filter { $0.leg != .placedShipped }
                .filter { !$0.durations.isEmpty || $0.leftOut > 0 }
                .map { "\($0.leg.rawValue) \($0.durations) \($0.leftOut)" }
            #expect(recorded == legs(of: known, until: asOf ?? .max), "seed \(seed)")
        }
    }

    /// A season in up to three files, an hour apart: the book, and the rows of each file with the time they became
    /// known.
    private func recorded(seed: UInt64) throws -> (Book, Season, files: [([SeasonRow], Int64)]) {
        var random = SeededDraws(seed: seed)
        let season = Season(seed: seed)
        let book = try Book(of: season)
        var files: [([SeasonRow], Int64)] = []
        for (index, file) in random.dealt(season.papers, into: 3).enumerated() where !file.isEmpty {
            let now = Book.now.milliseconds + Int64(index) * 3_600_000
            book.setNow(Instant(milliseconds: now))
            try book.importPapers(file, of: season)
            files.append((file.flatMap { $0 }, now))
        }
        return (book, season, files)
    }

    /// The duration of each leg to each destination, directly from the rows.
    private func legs(of known: [SeasonRow], until: Int64) -> [String] {
        var durations: [String: [Int64]] = [:]
        for all in Dictionary(grouping: known.filter { $0.number != nil }, by: \.number).values {
            let destinations = destinations(of: all)
            for warehouse in Set(destinations.values.joined()) {
                let rows = all.filter { row in
                    guard row.at <= until else { return false }
                    guard let places = destinations[row["sku"].exact] else { return true }
                    guard places.contains(warehouse) else { return false }
                    if places.count == 1 { return true }
                    if let end = row.dispatchedTo { return end == warehouse }
                    let isElsewhere = !places.contains(row["warehouse"].exact)
                    return row["warehouse"].exact == warehouse || isElsewhere && row.kind != "stock_received"
                }
                // A shipment with only milestones by then has no legs.
                guard rows.contains(where: { $0.units != nil }) else { continue }
                func times(_ kind: String) -> [Int64] { rows.filter { $0.kind == kind }.map(\.at) }
                let doors = rows.filter { $0.kind == "warehouse_arrived" }
                let own = doors.filter { $0["warehouse"].exact == warehouse }
                let door = (own.isEmpty ? doors : own).map(\.at).min()
                let dispatched = rows.filter { $0.dispatchedTo != nil }.map(\.at).min()
                let port = times("port_arrived").min()
                let released = times("customs_released").max()
                let shelf = times("stock_received").max()
                for (leg, from, to) in [
                    ("dispatch-port", dispatched, port), ("port-release", port, released),
                    ("release-door", released, door), ("door-shelf", door, shelf),
                    ("dispatch-shelf", dispatched, shelf), ("release-shelf", released, shelf),
                ] {
                    if let from, let to { durations[leg, default: []].append(to - from) }
                }
            }
        }
        return [
            "dispatch-port", "port-release", "release-door", "door-shelf", "dispatch-shelf", "release-shelf",
        ].compactMap { leg in
            durations[leg].map { all in
                "\(leg) \(all.filter { $0 >= 0 }.sorted()) \(all.count { $0 < 0 })"
            }
        }
    }

    /// The destination of each SKU of a shipment: that of its dispatches, else of most of the shipment.
    private func destinations(of rows: [SeasonRow]) -> [String: Set<String>] {
        let dispatches = rows.filter { $0.dispatchedTo != nil }
        let named =
            dispatches.isEmpty ? rows.map { $0["warehouse"].exact } : dispatches.compactMap(\.dispatchedTo)
        let counts = named.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        let main = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
        var destinations: [String: Set<String>] = [:]
        for row in rows where row.units != nil {
            let own = dispatches.filter { $0["sku"].exact == row["sku"].exact }.compactMap(\.dispatchedTo)
            destinations[row["sku"].exact] = own.isEmpty ? [main] : Set(own)
        }
        return destinations
    }
}

extension SeasonRow {
    /// The number of the row's shipment; nil if it has none.
    fileprivate var number: String? {
        let isDocument = [
            "shipment_dispatched", "transfer_dispatched", "port_arrived", "customs_inspected",
            "warehouse_arrived", "eta_changed", "shipment_short",
        ].contains(kind)
        let number = isDocument ? self["document"] : self["shipment"]
        return number.isEmpty ? nil : number.exact
    }

    /// The destination of a dispatch; nil for every other row.
    fileprivate var dispatchedTo: String? {
        switch kind {
        case "shipment_dispatched": self["warehouse"].exact
        case "transfer_dispatched": self["to_warehouse"].exact
        default: nil
        }
    }
}
