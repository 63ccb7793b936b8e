import GRDB

/// The codes and routes of a ledger within one transaction.
final class Names {
    let skus: CodeTable<SKU>
    let warehouses: CodeTable<Warehouse>
    let shipments: CodeTable<Shipment>
    let sources: CodeTable<Source>
    let channels: CodeTable<Channel>
    let routes: RouteTable

    init(_ database: Database) throws {
        skus = CodeTable(database, table: "sku")
        warehouses = CodeTable(database, table: "warehouse")
        shipments = CodeTable(database, table: "shipment")
        sources = CodeTable(database, table: "source")
        channels = CodeTable(database, table: "channel")
        routes = RouteTable(database)
    }

    /// Begins a batch, which has added no code yet.
    func beginBatch() {
        skus.beginBatch()
        warehouses.beginBatch()
        shipments.beginBatch()
        sources.beginBatch()
        channels.beginBatch()
    }

    /// The ids of an event's codes.
    func ids(of event: Event) throws -> EventIDs {
        var ids = try ids(ofForm: event)
        ids.sku = try event.sku.map { try skus.id($0) } ?? 0
        ids.writtenSKU = try event.written?.sku.map { try skus.id($0) }
        return ids
    }

    /// The ids of an event's codes except the SKU.
    func ids(ofForm event: Event) throws -> EventIDs {
        let shipment = try event.shipment.map { try shipments.id($0) } ?? 0
        let route = RouteKey(
            kind: event.kind,
            warehouse: try warehouses.id(event.warehouse),
            stage: event.stage,
            fromStage: event.fromStage,
            toWarehouse: try event.toWarehouse.map { try warehouses.id($0) } ?? 0,
            shipment: shipment,
            memo: event.memo
        )
        return EventIDs(
            route: try routes.id(route),
            source: try sources.id(event.source),
            sku: 0,
            writtenSKU: nil,
            channel: try event.channel.map { try channels.id($0) },
            shipment: shipment
        )
    }
}

/// The ids of an event's codes in the log.
struct EventIDs {
    let route: Int64
    let source: Int64
    /// 0 for a milestone.
    var sku: Int64
    /// The file's code, if it differs from the event's.
    var writtenSKU: Int64?
    let channel: Int64?
    /// 0 for none.
    let shipment: Int64
}

extension Names {
    /// The ids of the SKUs that match a pattern with `*` and `?`, or of the SKU with exactly this code.
    static func skus(_ database: Database, matching pattern: String) throws -> [Int64] {
        // An exact code wins, because a code may contain a star.
        if let id = try Names(database).skus.known(SKU(trusted: pattern)) { return [id] }
        guard Wildcard.isWild(pattern) else { return [] }
        let wildcard = Wildcard(pattern)
        let statement = try RowStatement(database, "SELECT id, code FROM sku")
        var ids: [Int64] = []
        while try statement.next() {
            if wildcard.matches(statement.text(1)) { ids.append(statement.integer(0)) }
        }
        return ids
    }
}
