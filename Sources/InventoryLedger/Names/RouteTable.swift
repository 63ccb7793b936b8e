import GRDB

/// The codes that decide where an event's units come from and go to, as ids.
struct RouteKey: Hashable {
    var kind: EventKind
    var warehouse: Int64
    var stage: Stage?
    var fromStage: Stage?
    /// 0 for none.
    var toWarehouse: Int64
    /// 0 for none.
    var shipment: Int64
    var memo: Bool
}

/// A route of the ledger with its two ends, as ids. A class, because reports pass one along with every cell.
final class Route: Sendable {
    let id: Int64
    let key: RouteKey
    /// Nil if nothing moves: memos, milestones, assertions, voided sales.
    let ends: RouteEnds?
    /// The ends of events before the opening of the warehouse.
    let endsBeforeOpening: RouteEnds?

    /// Whether its events are in the sums: they move units or count as demand.
    let isSummed: Bool
    private let availableSigns: (beforeOpening: Int64, since: Int64)

    init(id: Int64, key: RouteKey) {
        self.id = id
        self.key = key
        isSummed = key.kind.rule.isSummed
        (ends, endsBeforeOpening) = Self.ends(of: key)
        availableSigns = (Self.availableSign(endsBeforeOpening), Self.availableSign(ends))
    }

    /// 1 if a unit becomes available, -1 if it ceases to be, else 0.
    func availableSign(isBeforeOpening: Bool) -> Int64 {
        isBeforeOpening ? availableSigns.beforeOpening : availableSigns.since
    }

    private static func availableSign(_ ends: RouteEnds?) -> Int64 {
        guard let ends, ends.to.isAvailable != ends.from.isAvailable else { return 0 }
        return ends.to.isAvailable ? 1 : -1
    }
}

struct RouteEnds: Hashable {
    let from: PlaceKey
    let to: PlaceKey
}

/// A place as ids, the key of the position table.
struct PlaceKey: Hashable {
    /// 0 unless the place is in a warehouse.
    let warehouse: Int64
    /// 0 unless the place is a shipment.
    let shipment: Int64
    /// A stage's name, or the name of a place outside.
    let stage: String

    var isAvailable: Bool { stage == Stage.available.rawValue }
    var isInWarehouse: Bool { warehouse != 0 }
}

/// The routes of the ledger, each stored once and referred to by its id.
final class RouteTable {
    private let find: LazyStatement
    private let insert: LazyStatement
    private let fetch: LazyStatement
    private let fetchAll: LazyStatement
    private let countAll: LazyStatement
    /// By id, because reports look up the route of every sum. Ids are handed out without gaps.
    private var routes: [Route?] = []
    private static let routesMax: Int64 = 1 << 20
    private var ids: [RouteKey: Int64] = [:]
    /// Consecutive rows mostly share a route, so the last one is compared without hashing.
    private var last: (key: RouteKey, id: Int64)?

    init(_ database: Database) {
        find = LazyStatement(
            database,
            """
            SELECT id FROM route WHERE kind = ? AND warehouse = ? AND stage = ? AND from_stage = ?
                AND to_warehouse = ? AND shipment = ? AND memo = ?
            """
        )
        insert = LazyStatement(
            database,
            """
            INSERT INTO route (id, kind, warehouse, stage, from_stage, to_warehouse, shipment, memo)
            VALUES ((SELECT coalesce(max(id), 0) + 1 FROM route), ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """
        )
        let columns = "kind, warehouse, stage, from_stage, to_warehouse, shipment, memo, id"
        fetch = LazyStatement(database, "SELECT \(columns) FROM route WHERE id = ?")
        fetchAll = LazyStatement(database, "SELECT \(columns) FROM route")
        countAll = LazyStatement(database, "SELECT count(*) FROM route")
    }

    /// The number of routes. Ids are 1, 2, 3, ... without gaps, so they can index arrays.
    func count() throws -> Int {
        let count = try countAll.prepared()
        defer { count.reset() }
        return try count.next() ? Int(count.integer(0)) : 0
    }

    /// The id of a route, which is added if it is new.
    func id(_ key: RouteKey) throws -> Int64 {
        if let last, last.key == key { return last.id }
        if let id = ids[key] {
            last = (key, id)
            return id
        }
        let find = try find.prepared()
        bind(key, to: find)
        if try find.next() {
            let id = find.integer(0)
            find.reset()
            ids[key] = id
            return id
        }
        let insert = try insert.prepared()
        bind(key, to: insert)
        defer { insert.reset() }
        guard try insert.next() else { throw LedgerError(.unexpected, "a route got no id") }
        let id = insert.integer(0)
        guard id <= Int64(Int32.max) else {
            throw LedgerError(.sumOverflow, "the ledger cannot hold more routes")
        }
        ids[key] = id
        keep(Route(id: id, key: key))
        return id
    }

    /// Clears the cache. Routes are looked up again on demand.
    func forget() {
        routes.removeAll()
        ids.removeAll()
    }

    func route(_ id: Int64) throws -> Route {
        if id >= 0, id < routes.count, let route = routes[Int(id)] { return route }
        let fetch = try fetch.prepared()
        fetch.bind(id, at: 1)
        defer { fetch.reset() }
        guard try fetch.next() else { throw Self.missing(id) }
        return try kept(fetch)
    }

    /// Reads all routes at once, which takes less time than one after the other if most of them are looked up.
    func readAll() throws { _ = try all() }

    /// All routes, read at once.
    func all() throws -> [Route] {
        let fetch = try fetchAll.prepared()
        defer { fetch.reset() }
        var all: [Route] = []
        while try fetch.next() {
            let id = fetch.integer(7)
            let known = id >= 0 && id < routes.count ? routes[Int(id)] : nil
            all.append(try known ?? kept(fetch))
        }
        return all
    }

    /// The route of a row, which is kept.
    private func kept(_ row: RowStatement) throws -> Route {
        let id = row.integer(7)
        guard let kind = EventKind(rawValue: row.text(0)) else { throw Self.missing(id) }
        let key = RouteKey(
            kind: kind,
            warehouse: row.integer(1),
            stage: Stage(rawValue: row.text(2)),
            fromStage: Stage(rawValue: row.text(3)),
            toWarehouse: row.integer(4),
            shipment: row.integer(5),
            memo: row.integer(6) != 0
        )
        let route = Route(id: id, key: key)
        keep(route)
        return route
    }

    private static func missing(_ id: Int64) -> LedgerError {
        LedgerError(.damaged, "route \(id) is missing or of an unknown kind; run verify")
    }

    private func keep(_ route: Route) {
        guard 0..<Self.routesMax ~= route.id else { return }
        while routes.count <= route.id { routes.append(nil) }
        routes[Int(route.id)] = route
    }

    private func bind(_ key: RouteKey, to statement: RowStatement) {
        statement.bind(key.kind.rawValue, at: 1)
        statement.bind(key.warehouse, at: 2)
        statement.bind(key.stage?.rawValue ?? "", at: 3)
        statement.bind(key.fromStage?.rawValue ?? "", at: 4)
        statement.bind(key.toWarehouse, at: 5)
        statement.bind(key.shipment, at: 6)
        statement.bind(Int64(key.memo ? 1 : 0), at: 7)
    }
}

extension Route {
    private static func ends(of key: RouteKey) -> (RouteEnds?, beforeOpening: RouteEnds?) {
        // The ends depend on the kinds of places, not on their names.
        let ends =
            key.memo
            ? nil
            : Ends(
                kind: key.kind,
                warehouse: "W",
                stage: key.stage,
                fromStage: key.fromStage,
                shipment: key.shipment == 0 ? nil : "S"
            )
        func place(_ place: Place) -> PlaceKey {
            switch place {
            case .warehouse(_, let stage):
                PlaceKey(warehouse: key.warehouse, shipment: 0, stage: stage.rawValue)
            case .shipment(_, let stage):
                PlaceKey(warehouse: 0, shipment: key.shipment, stage: stage.rawValue)
            case .outside(let outside): PlaceKey(warehouse: 0, shipment: 0, stage: outside.rawValue)
            }
        }
        return (
            ends.map { RouteEnds(from: place($0.from), to: place($0.to)) },
            ends.map { RouteEnds(from: place($0.beforeOpening.from), to: place($0.beforeOpening.to)) }
        )
    }
}
