import GRDB

/// counts -> the stock of the ledger at their places and times.
final class AssertedBook {
    private let view: BookView
    private let divided: DividedShipments
    /// The live counts of the log.
    private lazy var counts = Result { try readCounts() }
    private let readCounts: () throws -> [CountRow]

    /// - Parameter counts: the live counts of the log; nil if they are to be read on demand.
    init(_ view: BookView, counts: [CountRow]? = nil) {
        self.view = view
        divided = DividedShipments(view)
        readCounts = { try counts ?? CountRow.all(view) }
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
        let found = try counts.get()
        let lastAt = Self.lastAt(found)
        return try assertions(found.filter { lastAt[$0.shelf] == $0.at })
    }

    /// When each place was last counted.
    private static func lastAt(_ counts: [CountRow]) -> [CountRow.Shelf: Instant] {
        var lastAt: [CountRow.Shelf: Instant] = [:]
        for count in counts { lastAt[count.shelf] = max(lastAt[count.shelf] ?? count.at, count.at) }
        return lastAt
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

    /// What some rows of the log count, in order of time. Rows of one file or document that count one place at one
    /// instant are added up, so the rows of a source for a place and an instant must be complete.
    private func assertions(_ counts: [CountRow]) throws -> [StockAssertion] {
        let balances = RunningBalances(try EventLookup(view.database, names: view.names))
        return try grouped(counts).flatMap { try sums($0, balances) }
            .sorted { ($0.last.event.occurredAt, $0.last.seq) < ($1.last.event.occurredAt, $1.last.seq) }
            .map(\.assertion)
    }

    /// The events of some counts, those of a source for a place and an instant together.
    private func grouped(_ counts: [CountRow]) throws -> [[StoredEvent]] {
        let lookup = try EventLookup(view.database, names: view.names)
        return try Dictionary(grouping: counts, by: \.place).values.map { rows in
            try rows.map { try lookup.event($0.seq) }
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
    /// each place, those of the last instant at which it was counted. What a later count says makes no difference to an
    /// earlier one.
    func contradictions() throws -> [[(assertion: StockAssertion, rows: [StoredEvent])]] {
        let balances = RunningBalances(try EventLookup(view.database, names: view.names))
        let found = try counts.get()
        let lastAt = Self.lastAt(found)
        let last = found.filter { lastAt[$0.shelf] == $0.at }
        let several = Dictionary(grouping: last, by: \.shelf).values.filter { $0.count > 1 }.flatMap(\.self)
        var byPlace: [StockAssertion: [[StoredEvent]]] = [:]
        for counts in try grouped(several) {
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
        return try byPlace.compactMap { place, parts in
            guard parts.count > 1 else { return nil }
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
        let lastBatch = try LogHead(view.database).batch
        let stock = try stock(at: asserted, withMoves: true)
        let rows = try asserted.map { assertion in
            let there = stock[assertion.counting(0)] ?? StockThen()
            let book = try there.units(at: assertion.stage)
            _ = try assertion.units.adding(book.negated())
            return Reconciliation(
                assertion: assertion,
                book: book,
                allocated: there.units.allocated,
                movedWithin24h: Stage.onTheWay.contains(assertion.stage) ? nil : there.moved,
                lastAgreedAt: book == assertion.units ? assertion.at : nil,
                lastBatch: lastBatch
            )
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
        var shelves: [CountRow.Shelf: Instant] = [:]
        for (shelf, at) in open {
            guard let sku = try view.names.skus.known(shelf.sku),
                let warehouse = try view.names.warehouses.known(shelf.warehouse)
            else { continue }
            shelves[CountRow.Shelf(sku: sku, warehouse: warehouse, stage: shelf.stage)] = at
        }
        let earlier = try counts.get().filter { count in shelves[count.shelf].map { count.at < $0 } ?? false }
        let instants = Set(Set(earlier.map(\.at)).sorted(by: >).prefix(instantsMax))
        let searched = try assertions(earlier.filter { instants.contains($0.at) })
        let stock = try stock(at: searched, withMoves: false)
        var agreed: [Shelf: Instant] = [:]
        for count in searched {
            let there = stock[count.counting(0)] ?? StockThen()
            guard there.units.units(at: count.stage) == count.units else { continue }
            agreed[Shelf(count)] = max(agreed[Shelf(count)] ?? count.at, count.at)
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

    // MARK: The stock of the ledger

    /// The stock at the place and the instant of each count, and the units that moved around it if asked for.
    private func stock(at asserted: [StockAssertion], withMoves: Bool) throws -> [StockAssertion: StockThen] {
        var found: [StockAssertion: StockThen] = [:]
        let places = Set(asserted.map { $0.counting(0) })
        // Goods on the way are of their destination, which the sums of a warehouse do not tell.
        let onTheWay = places.filter { Stage.onTheWay.contains($0.stage) }
        for (at, places) in Dictionary(grouping: onTheWay, by: \.at) {
            let stock = try stock(at: at, skus: skus(of: places))
            for place in places {
                let position = Position(sku: place.sku, warehouse: place.warehouse)
                found[place] = StockThen(units: stock[position] ?? StockUnits())
            }
        }
        let questions = try places.subtracting(onTheWay).compactMap { place -> StockQuestion? in
            guard let sku = try view.names.skus.known(place.sku),
                let warehouse = try view.names.warehouses.known(place.warehouse)
            else { return nil }
            return StockQuestion(place: place, sku: sku, warehouse: warehouse)
        }
        for (question, answer) in try StockAtInstants(view).answers(to: questions, withMoves: withMoves) {
            found[question.place] = answer
        }
        return found
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
