/// log -> the orders that have most of what was ordered of a position.
struct ReviewBulkOrders {
    struct Position: Hashable {
        let sku: SKU
        let warehouse: Warehouse
    }

    struct Order {
        let document: Document
        let units: Int64
    }

    typealias Found = [Position: Order]

    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The largest order of each position with missed units, if it has more than 30 % of the units ordered.
    func read(_ report: SellThroughReport) throws -> Found {
        let rows = report.rows.filter { $0.bulkOrder != nil && ($0.stock?.missedUnits ?? 0) > 0 }
        let skus = try Set(rows.compactMap(\.sku)).compactMap { try view.names.skus.known($0) }
        guard !skus.isEmpty else { return [:] }
        let wanted = Set(
            rows.compactMap { row in
                row.sku.flatMap { sku in
                    row.warehouse.map { Position(sku: sku, warehouse: $0) }
                }
            }
        )
        let demand = try DemandRule(view)
        var orders: [Position: [Key: Int64]] = [:]
        try MoveReader(view, isWanted: { demand.isDemand($0) }).forEachMove(
            from: report.window.start,
            to: report.window.end,
            skus: skus,
            orders: .all
        ) { move in
            guard let order = move.order, let document = order.document else { return }
            let position = Position(
                sku: try view.names.skus.code(move.sku),
                warehouse: try view.names.warehouses.code(move.warehouse)
            )
            guard wanted.contains(position) else { return }
            let key = Key(source: order.source, document: document)
            orders[position, default: [:]][key, default: 0] =
                try orders[position, default: [:]][key, default: 0].adding(move.units)
        }
        return orders.compactMapValues { orders in
            orders.max { ($0.value, $1.key.document) < ($1.value, $0.key.document) }
                .map { Order(document: $0.key.document, units: $0.value) }
        }
    }

    private struct Key: Hashable {
        let source: Int64
        let document: Document
    }
}
