import GRDB

/// The options of a stock report.
public struct StockQuery: Sendable {
    /// A SKU, or a pattern with `*` and `?`; nil for all.
    public var sku: String?
    /// The warehouse; nil for all.
    public var warehouse: Warehouse?
    /// The part of the ledger that the report includes.
    public var time = ReportTime()
    /// Lists every SKU and warehouse that ever had moves, even if all units are zero now.
    public var includesZero = false

    /// The stock of every SKU in every warehouse, unless an argument limits it.
    public init(
        sku: String? = nil,
        warehouse: Warehouse? = nil,
        time: ReportTime = ReportTime(),
        includesZero: Bool = false
    ) {
        self.sku = sku
        self.warehouse = warehouse
        self.time = time
        self.includesZero = includesZero
    }
}

/// The units of one SKU in one warehouse, or on the way to it.
@dynamicMemberLookup
public struct StockPosition: Hashable, Sendable {
    /// The SKU whose units these are.
    public let sku: SKU
    /// The warehouse of the goods; for goods on the way, their destination.
    public let warehouse: Warehouse
    /// The units by stage.
    public let units: StockUnits

    /// The units at a stage, such as `position.available`.
    public subscript<Value>(dynamicMember path: KeyPath<StockUnits, Value>) -> Value { units[keyPath: path] }
}

/// The grouping of stock.
public enum StockGrouping: String, Sendable, CaseIterable {
    /// One line for each SKU.
    case sku
    /// One line for each warehouse.
    case warehouse
    /// One line for each SKU in each warehouse.
    case skuAndWarehouse = "sku,warehouse"
}

/// Stock positions, sorted by SKU and warehouse.
public struct StockReport: Sendable {
    /// The part of the ledger that the report includes.
    public let time: ReportTime
    /// The positions, sorted by SKU and warehouse.
    public let rows: [StockPosition]
    /// The names of these SKUs, where items state one.
    public let names: [SKU: String]

    /// One line of a report. What the line sums over is nil.
    public struct Line: Sendable {
        /// The SKU; nil if the line is a sum over SKUs.
        public let sku: SKU?
        /// The warehouse; nil if the line is a sum over warehouses.
        public let warehouse: Warehouse?
        /// The units by stage.
        public let units: StockUnits
    }

    /// The positions summed by SKU, by warehouse, or as they are.
    public func lines(by grouping: StockGrouping) throws -> [Line] {
        switch grouping {
        case .sku: try sums(by: \.sku).map { Line(sku: $0, warehouse: nil, units: $1) }
        case .warehouse: try sums(by: \.warehouse).map { Line(sku: nil, warehouse: $0, units: $1) }
        case .skuAndWarehouse: rows.map { Line(sku: $0.sku, warehouse: $0.warehouse, units: $0.units) }
        }
    }

    /// Grouped by the code itself, because plain text would merge codes that differ only in Unicode form.
    private func sums<C: Code>(by code: KeyPath<StockPosition, C>) throws -> [(C, StockUnits)] {
        var sums: [C: StockUnits] = [:]
        for row in rows { try add(row, to: &sums[row[keyPath: code], default: StockUnits()]) }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The sum over all positions.
    public func total() throws -> StockUnits {
        var total = StockUnits()
        for row in rows { try add(row, to: &total) }
        return total
    }

    private func add(_ row: StockPosition, to sum: inout StockUnits) throws {
        do {
            try sum.add(row.units)
        } catch {
            throw LedgerError(
                .sumOverflow,
                "the sum of all units exceeds 64 bits with SKU \(row.sku) in \(row.warehouse); check its "
                    + "stock card for a mistyped quantity"
            )
        }
    }
}

/// A difference in stock between two instants.
public struct StockChange: Hashable, Sendable {
    /// The SKU.
    public let sku: SKU
    /// The warehouse of the units, or their destination.
    public let warehouse: Warehouse
    /// The stage.
    public let stage: Stage
    /// The difference in units.
    public let units: Int64

    static func between(_ before: [StockPosition], _ after: [StockPosition]) -> [StockChange] {
        struct Key: Hashable {
            let sku: SKU
            let warehouse: Warehouse
        }
        func byKey(_ positions: [StockPosition]) -> [Key: StockUnits] {
            // A damaged ledger may contain a code twice.
            Dictionary(positions.map { (Key(sku: $0.sku, warehouse: $0.warehouse), $0.units) }) { $1 }
        }
        let (old, new) = (byKey(before), byKey(after))
        return Set(old.keys).union(new.keys)
            .sorted { ($0.sku, $0.warehouse) < ($1.sku, $1.warehouse) }
            .flatMap { key in
                (Stage.onTheWay + Stage.inWarehouse).compactMap { stage in
                    let units = (new[key]?.units(at: stage) ?? 0) &- (old[key]?.units(at: stage) ?? 0)
                    return units == 0
                        ? nil
                        : StockChange(sku: key.sku, warehouse: key.warehouse, stage: stage, units: units)
                }
            }
    }
}

extension Ledger {
    /// Stock by SKU and warehouse.
    public func stock(_ query: StockQuery = StockQuery()) throws -> StockReport {
        if let asOf = query.time.asOf, query.sku == nil { return try stock(query, asOf: asOf) }
        return try read { database in
            try StockReport(
                database,
                time: query.time,
                rows: StockReport.rows(database, query, settings: settings)
            )
        }
    }

    /// The stock of everything at an instant. The two halves of the months are summed in parallel.
    private func stock(_ query: StockQuery, asOf: Instant) throws -> StockReport {
        try view(
            query.time,
            beside: { view in
                let cells = MovementTotals(view)
                return try cells.middleMonth(upTo: asOf).map { try cells.totals(throughMonth: $0) } ?? []
            },
            report: { view, earlierMonths in
                let cells = MovementTotals(view)
                let middle = try cells.middleMonth(upTo: asOf)
                var totals = CellRuns()
                try totals.add(run: cells.totals(upTo: asOf, skus: nil, after: middle))
                if middle != nil { try totals.add(run: earlierMonths()) }
                var positions = PositionSums()
                try positions.add(totals.merged(), view.names.routes)
                let rows = try StockReport.rows(view, positions, includesZero: query.includesZero)
                return try StockReport(
                    view.database,
                    time: query.time,
                    rows: rows.filter { query.warehouse == nil || $0.warehouse == query.warehouse }
                )
            }
        )
    }

    /// The positions of one SKU, by warehouse.
    public func stock(sku: SKU) throws -> [StockPosition] {
        try read { database in
            guard let id = try Names(database).skus.known(sku) else { return [] }
            return try StockReport.rows(database, StockQuery(), skus: [id], settings: settings)
        }
    }
}

extension StockReport {
    fileprivate init(_ database: Database, time: ReportTime, rows: [StockPosition]) throws {
        self.time = time
        self.rows = rows
        names = try Ledger.names(database, of: Set(rows.lazy.map(\.sku)))
    }

    static func rows(_ database: Database, _ query: StockQuery, settings: LedgerSettings) throws
        -> [StockPosition]
    {
        let skus = try query.sku.map { try Names.skus(database, matching: $0) }
        return try rows(database, query, skus: skus, settings: settings)
    }

    /// The positions of some SKUs, or of all.
    static func rows(
        _ database: Database,
        _ query: StockQuery,
        skus: [Int64]?,
        settings: LedgerSettings
    ) throws -> [StockPosition] {
        // Stock is about an instant, so no time passes.
        let view = try BookView(
            database,
            settings: settings,
            time: query.time,
            now: Instant(milliseconds: 0),
            isOfFewSKUs: skus.map { $0.count <= Self.fewSKUsMax } ?? false
        )
        let positions = try PositionSource(view).positions(skus: skus, includesEmpty: query.includesZero)
        return try rows(view, positions, includesZero: query.includesZero)
            .filter { query.warehouse == nil || $0.warehouse == query.warehouse }
    }

    private static let fewSKUsMax = 16

    /// The positions by SKU and warehouse. Goods on the way are listed under their destination.
    ///
    /// - Parameters:
    ///   - upTo: the instant, if it is not the report's.
    ///   - divided: the shares of shipments, if stock is read several times.
    static func rows(
        _ view: BookView,
        _ positions: PositionSums,
        includesZero: Bool,
        upTo: Instant? = nil,
        divided: DividedShipments? = nil
    ) throws -> [StockPosition] {
        let divided = divided ?? DividedShipments(view)
        let stages = positions.places.map { Stage(rawValue: $0.stage) }
        var rows: [(sku: Int64, warehouse: Int64, units: StockUnits)] = []
        // Positions are sorted by SKU, so the rows of the current one are the last ones.
        var first = 0
        func add(_ count: Int64, at stage: Stage, sku: Int64, warehouse: Int64) throws {
            if let row = rows[first...].firstIndex(where: { $0.warehouse == warehouse }) {
                try rows[row].units.add(count, at: stage)
            } else {
                var units = StockUnits()
                try units.add(count, at: stage)
                rows.append((sku, warehouse, units))
            }
        }
        // The shipments of the current SKU that are already divided; each has up to two places.
        var shared: (sku: Int64, shipments: Set<Int64>) = (0, [])
        try positions.forEachPosition { sku, index, count in
            guard count != 0 || includesZero, let stage = stages[index] else { return }
            if let last = rows.last, last.sku != sku { first = rows.count }
            let place = positions.places[index]
            guard place.shipment != 0 else {
                return try add(count, at: stage, sku: sku, warehouse: place.warehouse)
            }
            let bound = try view.destinations().bound(ofShipment: place.shipment, sku: sku)
            guard case .several = bound else {
                return try add(count, at: stage, sku: sku, warehouse: bound.main)
            }
            if shared.sku != sku { shared = (sku, []) }
            guard shared.shipments.insert(place.shipment).inserted else { return }
            let shares = try divided.shares(
                ofShipment: place.shipment,
                sku: sku,
                among: bound,
                upTo: upTo
            )
            for warehouse in bound.warehouses {
                guard let share = shares[warehouse] else { continue }
                try add(share.inTransit, at: .inTransit, sku: sku, warehouse: warehouse)
                try add(share.cleared, at: .released, sku: sku, warehouse: warehouse)
            }
        }
        return
            try rows
            .filter { includesZero || !$0.units.isZero }
            .map { row in
                StockPosition(
                    sku: try view.names.skus.code(row.sku),
                    warehouse: try view.names.warehouses.code(row.warehouse),
                    units: row.units
                )
            }
            .sorted { ($0.sku, $0.warehouse) < ($1.sku, $1.warehouse) }
    }
}
