import GRDB

/// counts -> the stock of the ledger at their places and times.
struct AssertedBook {
    private let view: BookView
    private let divided: DividedShipments

    init(_ view: BookView) {
        self.view = view
        divided = DividedShipments(view)
    }

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

    /// The latest counts of each place. There are several if several sources counted at one instant.
    func latestCounts() throws -> [StockAssertion] {
        var latest: [Shelf: [StockAssertion]] = [:]
        for count in try counts() {
            let shelf = Shelf(count)
            if latest[shelf]?.first?.at == count.at {
                latest[shelf]?.append(count)
            } else {
                latest[shelf] = [count]
            }
        }
        return latest.values.flatMap { $0 }
    }

    /// Adds up rows of one SKU, place and instant, because a place may be counted bin by bin.
    static func addedUp(_ asserted: [StockAssertion]) throws -> [StockAssertion] {
        var sums: [StockAssertion: Int64] = [:]
        var order: [StockAssertion] = []
        for assertion in asserted {
            let key = assertion.counting(0)
            if sums[key] == nil { order.append(key) }
            sums[key] = try sums[key, default: 0].adding(assertion.units)
        }
        return order.map { $0.counting(sums[$0] ?? 0) }
    }

    /// The counts in the ledger, in order of time. Rows of one file or document that count one place at one instant
    /// are added up.
    private func counts() throws -> [StockAssertion] {
        let balances = RunningBalances(try EventLookup(view.database, names: view.names))
        return try Dictionary(grouping: liveCounts(), by: CountedPlace.init).values
            .flatMap { try sums($0, balances) }
            .sorted { ($0.last.event.occurredAt, $0.last.seq) < ($1.last.event.occurredAt, $1.last.seq) }
            .map(\.assertion)
    }

    private func liveCounts() throws -> [StoredEvent] {
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
    }

    /// The count of a source at a place and an instant.
    private struct CountedPlace: Hashable {
        let source: Source
        let sku: Int64
        let route: Int64
        let at: Instant

        init(_ stored: StoredEvent) {
            source = stored.event.source
            sku = stored.ids.sku
            route = stored.ids.route
            at = stored.event.occurredAt
        }
    }

    /// The rows that count a place together: those of the last file, and those of its documents in earlier files. Of balances
    /// after movements, the last one.
    private func sums(_ counts: [StoredEvent], _ balances: RunningBalances) throws -> [(
        assertion: StockAssertion, last: StoredEvent
    )] {
        let (running, others) = try balances.split(counts)
        let rows = others.isEmpty ? try balances.last(of: running).map { [$0] } ?? [] : others
        let together = Self.together(rows)
        guard let last = rows.max(by: { $0.seq < $1.seq }), let sku = last.event.sku else { return [] }
        let units = try together.reduce(Int64(0)) { try $0.adding($1.event.quantity?.units ?? 0) }
        let assertion = StockAssertion(
            sku: sku,
            warehouse: last.event.warehouse,
            stage: last.event.stage ?? .available,
            units: units,
            at: last.event.occurredAt
        )
        return [(assertion, last)]
    }

    /// The rows that count a place with the one that came last.
    private static func together(_ rows: [StoredEvent]) -> [StoredEvent] {
        guard let last = rows.max(by: { $0.seq < $1.seq }) else { return [] }
        var documents: Set<Document> = [last.event.document]
        var batches: Set<Int64> = [last.statedInBatch]
        var counted = 0
        var together: [StoredEvent] = []
        repeat {
            counted = together.count
            together = rows.filter {
                documents.contains($0.event.document) || batches.contains($0.statedInBatch)
            }
            documents.formUnion(together.map(\.event.document))
            batches.formUnion(together.map(\.statedInBatch))
        } while together.count > counted
        return together
    }

    /// The counts of a place that say different things of the end of one instant, each with the rows that make it up: of
    /// each place, those of the last instant at which there are such.
    func contradictions() throws -> [[(assertion: StockAssertion, rows: [StoredEvent])]] {
        let balances = RunningBalances(try EventLookup(view.database, names: view.names))
        var byPlace: [StockAssertion: [[StoredEvent]]] = [:]
        for counts in try Dictionary(grouping: liveCounts(), by: CountedPlace.init).values {
            let (running, others) = try balances.split(counts)
            var left = others.isEmpty ? try balances.last(of: running).map { [$0] } ?? [] : others
            while let last = left.last, let sku = last.event.sku {
                let part = Self.together(left)
                let seqs = Set(part.map(\.seq))
                left.removeAll { seqs.contains($0.seq) }
                let place = StockAssertion(
                    sku: sku,
                    warehouse: last.event.warehouse,
                    stage: last.event.stage ?? .available,
                    units: 0,
                    at: last.event.occurredAt
                )
                byPlace[place, default: []].append(part)
            }
        }
        // What a later count says makes no difference to an earlier one.
        var lastAt: [Shelf: Instant] = [:]
        for place in byPlace.keys { lastAt[Shelf(place)] = max(lastAt[Shelf(place)] ?? place.at, place.at) }
        return try byPlace.compactMap { place, parts in
            guard parts.count > 1, lastAt[Shelf(place)] == place.at else { return nil }
            let counted = try parts.map { rows in
                let units = try rows.reduce(Int64(0)) { try $0.adding($1.event.quantity?.units ?? 0) }
                return (assertion: place.counting(units), rows: rows)
            }
            guard Set(counted.map(\.assertion.units)).count > 1 else { return nil }
            return counted.sorted { $0.assertion.units < $1.assertion.units }
        }
    }

    /// Counts of zero for the SKUs that a complete list leaves out.
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

    /// - Parameter instantsMax: the number of earlier instants to search for the last count that agreed.
    func reconcile(_ asserted: [StockAssertion], instantsMax: Int) throws -> [Reconciliation] {
        var rows: [Reconciliation] = []
        let lastBatch = try LogHead(view.database).batch
        for (at, assertions) in Dictionary(grouping: asserted, by: \.at) {
            let skus = try skus(of: assertions)
            let stock = try stock(at: at, skus: skus)
            let moved = try movedAround(at, assertions, skus: skus)
            for assertion in assertions {
                let units =
                    stock[Position(sku: assertion.sku, warehouse: assertion.warehouse)] ?? StockUnits()
                let book =
                    try assertion.stage == .sellable ? units.sellable() : units.units(at: assertion.stage)
                _ = try assertion.units.adding(book.negated())
                rows.append(
                    Reconciliation(
                        assertion: assertion,
                        book: book,
                        allocated: units.allocated,
                        movedWithin24h: Stage.onTheWay.contains(assertion.stage)
                            ? nil : moved[Shelf(assertion), default: 0],
                        lastAgreedAt: book == assertion.units ? at : nil,
                        lastBatch: lastBatch
                    )
                )
            }
        }
        return try withLastAgreement(rows, instantsMax).sorted {
            Self.isSame($0.assertion, $1.assertion)
                ? $0.assertion.units < $1.assertion.units
                : ($0.assertion.sku, $0.assertion.warehouse, $0.assertion.stage.rawValue, $0.assertion.at)
                    < ($1.assertion.sku, $1.assertion.warehouse, $1.assertion.stage.rawValue, $1.assertion.at)
        }
    }

    private static func isSame(_ one: StockAssertion, _ other: StockAssertion) -> Bool {
        one.counting(0) == other.counting(0)
    }

    /// Searches earlier counts of places that differ for the last one that agreed.
    private func withLastAgreement(_ rows: [Reconciliation], _ instantsMax: Int) throws -> [Reconciliation] {
        var open: [Shelf: Instant] = [:]
        for row in rows where row.lastAgreedAt == nil { open[Shelf(row.assertion)] = row.assertion.at }
        guard !open.isEmpty else { return rows }
        let earlier = try counts().filter { count in open[Shelf(count)].map { count.at < $0 } ?? false }
        var agreed: [Shelf: Instant] = [:]
        let byTime = Dictionary(grouping: earlier, by: \.at).sorted { $0.key > $1.key }
        for (at, counts) in byTime.prefix(instantsMax) {
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
                lastAgreedAt: agreed[Shelf(row.assertion)],
                lastBatch: row.lastBatch
            )
        }
    }

    /// From this number of SKUs on, all are read at once instead of one by one.
    private static let skusMax = 200

    private func skus(of assertions: [StockAssertion]) throws -> [Int64]? {
        let skus = Set(assertions.map(\.sku))
        return skus.count > Self.skusMax ? nil : try skus.compactMap { try view.names.skus.known($0) }
    }

    private func stock(at: Instant, skus: [Int64]?) throws -> [Position: StockUnits] {
        let asOf = view.time.asOf.map { min($0, at) } ?? at
        let positions = try PositionSource(view).positions(upTo: asOf, skus: skus)
        let rows = try StockReport.rows(
            view,
            positions,
            includesZero: false,
            upTo: asOf,
            divided: divided
        )
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
                    guard let ends = move.ends else { continue }
                    // Units in and out count alike; a reversal subtracts.
                    let units = (move.units < 0) == move.isReversal ? move.units : try move.units.negated()
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
    /// Whether units at a stage of a warehouse count towards this stage, which may be a sum of stages.
    func includes(_ stage: String) -> Bool {
        switch self {
        case .sellable: stage == Stage.available.rawValue || stage == Stage.allocated.rawValue
        case .onHand: true
        default: stage == rawValue
        }
    }
}
