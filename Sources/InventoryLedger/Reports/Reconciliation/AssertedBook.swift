import GRDB

/// assertions -> what the book has where and when they were made.
struct AssertedBook {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    private struct Shelf: Hashable {
        let sku: SKU
        let warehouse: Warehouse
        let stage: Stage

        init(_ assertion: StockAssertion) {
            sku = assertion.sku
            warehouse = assertion.warehouse
            stage = assertion.stage
        }
    }

    private struct Position: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    /// The latest count of each place.
    func latestCounts() throws -> [StockAssertion] {
        var latest: [Shelf: StockAssertion] = [:]
        for count in try counts() { latest[Shelf(count)] = count }
        return Array(latest.values)
    }

    /// The counts that the ledger holds, in the order they were made.
    private func counts() throws -> [StockAssertion] {
        let routes = try view.routes { $0.key.kind == .stockCounted }
        guard !routes.isEmpty else { return [] }
        let reader = try EventReader(
            view.database,
            names: view.names,
            where: "WHERE e.seq <= ?1 AND e.route IN (SELECT value FROM json_each(?2))"
        )
        reader.bind(view.lastSeq ?? .max, at: 1)
        reader.bind(try Declarations.encode(routes.keys.sorted()), at: 2)
        var events: [StoredEvent] = []
        while let stored = try reader.next() { events.append(stored) }
        let isLive = RouteEvents.liveness(events)
        return events.filter { isLive($0) && view.hasHappened($0.event.occurredAt) }
            .sorted(by: ShipmentStory.byTime)
            .compactMap { stored in
                guard let sku = stored.event.sku, let units = stored.event.quantity?.units else { return nil }
                return StockAssertion(
                    sku: sku,
                    warehouse: stored.event.warehouse,
                    stage: stored.event.stage ?? .available,
                    units: units,
                    at: stored.event.occurredAt
                )
            }
    }

    /// Assertions of nothing for the SKUs that complete assertions leave out.
    func missingFrom(_ asserted: [StockAssertion]) throws -> [StockAssertion] {
        struct Room: Hashable {
            let warehouse: Warehouse
            let stage: Stage
        }
        let named = Set(asserted.map(Shelf.init))
        let rooms = Dictionary(grouping: asserted) { Room(warehouse: $0.warehouse, stage: $0.stage) }
        return try rooms.flatMap { room, assertions -> [StockAssertion] in
            guard let at = assertions.map(\.at).max() else { return [] }
            return try stock(at: at, skus: nil).filter { $0.key.warehouse == room.warehouse }
                .filter { $0.value.units(at: room.stage) != 0 }
                .map {
                    StockAssertion(
                        sku: $0.key.sku,
                        warehouse: room.warehouse,
                        stage: room.stage,
                        units: 0,
                        at: at
                    )
                }
                .filter { !named.contains(Shelf($0)) }
        }
    }

    func reconcile(_ asserted: [StockAssertion]) throws -> [Reconciliation] {
        var rows: [Reconciliation] = []
        for (at, assertions) in Dictionary(grouping: asserted, by: \.at) {
            let skus = try skus(of: assertions)
            let stock = try stock(at: at, skus: skus)
            let moved = try movedAround(at, assertions, skus: skus)
            for assertion in assertions {
                let units =
                    stock[Position(sku: assertion.sku, warehouse: assertion.warehouse)] ?? StockUnits()
                let book = units.units(at: assertion.stage)
                rows.append(
                    Reconciliation(
                        assertion: assertion,
                        book: book,
                        allocated: units.allocated,
                        movedWithin24h: Stage.onTheWay.contains(assertion.stage)
                            ? nil : moved[Shelf(assertion), default: 0],
                        lastAgreedAt: book == assertion.units ? at : nil
                    )
                )
            }
        }
        return try withLastAgreement(rows).sorted {
            ($0.assertion.sku, $0.assertion.warehouse, $0.assertion.stage.rawValue, $0.assertion.at)
                < ($1.assertion.sku, $1.assertion.warehouse, $1.assertion.stage.rawValue, $1.assertion.at)
        }
    }

    /// Looks back through the counts of places that differ for the last one that agreed.
    private func withLastAgreement(_ rows: [Reconciliation]) throws -> [Reconciliation] {
        var open: [Shelf: Instant] = [:]
        for row in rows where row.lastAgreedAt == nil { open[Shelf(row.assertion)] = row.assertion.at }
        guard !open.isEmpty else { return rows }
        let earlier = try counts().filter { count in open[Shelf(count)].map { count.at < $0 } ?? false }
        var agreed: [Shelf: Instant] = [:]
        let byTime = Dictionary(grouping: earlier, by: \.at).sorted { $0.key > $1.key }
        for (at, counts) in byTime.prefix(Self.instantsMax) {
            let wanted = counts.filter { agreed[Shelf($0)] == nil }
            guard !wanted.isEmpty else { continue }
            let stock = try stock(at: at, skus: skus(of: wanted))
            for count in wanted {
                let units = stock[Position(sku: count.sku, warehouse: count.warehouse)] ?? StockUnits()
                if units.units(at: count.stage) == count.units { agreed[Shelf(count)] = at }
            }
        }
        return rows.map { row in
            guard row.lastAgreedAt == nil else { return row }
            return Reconciliation(
                assertion: row.assertion,
                book: row.book,
                allocated: row.allocated,
                movedWithin24h: row.movedWithin24h,
                lastAgreedAt: agreed[Shelf(row.assertion)]
            )
        }
    }

    /// How many moments are looked back at: each costs a stock of its own.
    private static let instantsMax = 400
    /// From how many SKUs on all are read at once, instead of one by one.
    private static let skusMax = 200

    private func skus(of assertions: [StockAssertion]) throws -> [Int64]? {
        let skus = Set(assertions.map(\.sku))
        return skus.count > Self.skusMax ? nil : try skus.compactMap { try view.names.skus.known($0) }
    }

    private func stock(at: Instant, skus: [Int64]?) throws -> [Position: StockUnits] {
        let asOf = view.time.asOf.map { min($0, at) } ?? at
        let positions = try PositionSource(view).positions(upTo: asOf, skus: skus)
        let rows = try StockReport.rows(view, positions, includesZero: false)
        return Dictionary(rows.map { (Position(sku: $0.sku, warehouse: $0.warehouse), $0.units) }) { $1 }
    }

    private func movedAround(_ at: Instant, _ assertions: [StockAssertion], skus: [Int64]?) throws
        -> [Shelf: Int64]
    {
        var moved: [Shelf: Int64] = [:]
        let shelves = Dictionary(grouping: Set(assertions.map(Shelf.init)), by: \.sku)
        let day = Instant.dayMilliseconds
        let span = (at.advanced(byMilliseconds: -day), at.advanced(byMilliseconds: day + 1))
        try MoveReader(view, isWanted: { $0.ends != nil }).forEachDay(
            from: span.0,
            to: span.1,
            skus: skus,
            body: { _, moves in
                for move in moves {
                    guard let ends = move.ends, move.units != .min else { continue }
                    let units = move.isReversal ? -abs(move.units) : abs(move.units)
                    let warehouse = try view.names.warehouses.code(move.warehouse)
                    for shelf in shelves[try view.names.skus.code(move.sku)] ?? []
                    where shelf.warehouse == warehouse {
                        let isIn = ends.to.isInWarehouse && shelf.stage.includes(ends.to.stage)
                        let isOut = ends.from.isInWarehouse && shelf.stage.includes(ends.from.stage)
                        if isIn != isOut { moved[shelf] = try moved[shelf, default: 0].adding(units) }
                    }
                }
            }
        )
        return moved
    }
}

extension Stage {
    /// Whether units at a stage of a warehouse count towards this one, which may be a sum of stages.
    fileprivate func includes(_ stage: String) -> Bool {
        switch self {
        case .sellable: stage == Stage.available.rawValue || stage == Stage.allocated.rawValue
        case .onHand: true
        default: stage == rawValue
        }
    }
}
