import GRDB

/// The tables of sums in the ledger: positions and the cube of moves.
enum Projections {
    /// Rises with a migration when the meaning of the sums changes.
    static let version = 1

    /// - Throws: `stale` where the sums are of another version than this program reads.
    static func checkVersion(_ database: Database) throws {
        let statement = try RowStatement(database, "SELECT version FROM projection WHERE name = 'sums'")
        guard try statement.next(), statement.integer(0) == Int64(version) else {
            throw LedgerError(.stale, "the sums of this ledger are of another version; run: tarima rebuild")
        }
        statement.reset()
    }

    /// The tables of sums, or the twins that a rebuild fills beside them.
    struct Tables {
        let position: String
        let day: String
        let month: String
        let routeUse: String
        let opening: String

        static let live = Tables(suffix: "")
        static let rebuilt = Tables(suffix: "_rebuilt")

        private init(suffix: String) {
            position = "position" + suffix
            day = "move_day" + suffix
            month = "move_month" + suffix
            routeUse = "route_use" + suffix
            opening = "opening" + suffix
        }

        var all: [String] { [position, day, month, routeUse, opening] }
    }
}

/// Adds sums to the tables of sums.
final class ProjectionWriter {
    private let routes: RouteTable
    private let addDay: RowStatement
    private let dropDay: RowStatement
    private let addMonth: RowStatement
    private let dropMonth: RowStatement
    private let addPosition: RowStatement
    private let addRouteUse: RowStatement
    private let dropRouteUse: RowStatement
    private let clearOpenings: RowStatement
    private let insertOpening: RowStatement

    init(_ database: Database, names: Names, tables: Projections.Tables = .live) throws {
        routes = names.routes
        func addCell(_ table: String, _ grain: String) throws -> RowStatement {
            try RowStatement(
                database,
                """
                INSERT INTO \(table) (\(grain), sku, route, before_opening, units, events) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET units = units + excluded.units, events = events + excluded.events
                """
            )
        }
        func dropCell(_ table: String, _ grain: String) throws -> RowStatement {
            try RowStatement(
                database,
                """
                DELETE FROM \(table) WHERE \(grain) = ? AND sku = ? AND route = ? AND before_opening = ?
                    AND units = 0 AND events = 0
                """
            )
        }
        addDay = try addCell(tables.day, "day")
        dropDay = try dropCell(tables.day, "day")
        addMonth = try addCell(tables.month, "month")
        dropMonth = try dropCell(tables.month, "month")
        addPosition = try RowStatement(
            database,
            """
            INSERT INTO \(tables.position) (sku, warehouse, shipment, stage, units) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET units = units + excluded.units
            """
        )
        addRouteUse = try RowStatement(
            database,
            """
            INSERT INTO \(tables.routeUse) (route, events) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET events = events + excluded.events
            """
        )
        dropRouteUse = try RowStatement(database, "DELETE FROM \(tables.routeUse) WHERE events = 0")
        clearOpenings = try RowStatement(database, "DELETE FROM \(tables.opening)")
        insertOpening = try RowStatement(
            database,
            "INSERT INTO \(tables.opening) (warehouse, at, events) VALUES (?, ?, ?)"
        )
    }

    /// Adds the sums of a part of the log.
    ///
    /// - Throws: `sumOverflow` where a sum leaves Int64; the transaction is then to be rolled back.
    func add(_ sums: Sums) throws {
        do {
            let months = try sums.byMonth()
            try addCells(sums.cells, addDay, dropDay)
            try addCells(months, addMonth, dropMonth)
            // Months say the same as days, in fewer cells.
            try addPositions(months)
            for (route, events) in sums.routeUse.sorted(by: { $0.key < $1.key }) {
                addRouteUse.bind(Int64(route), at: 1)
                addRouteUse.bind(events, at: 2)
                try addRouteUse.run()
            }
            try dropRouteUse.run()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_DATATYPE {
            // SQLite turns an overflowing sum into a float, which a STRICT column refuses.
            throw LedgerError.sumOverflow
        }
    }

    /// Sets when each warehouse was opened.
    func set(_ openings: Openings) throws {
        try clearOpenings.run()
        for (warehouse, opening) in openings.byWarehouse.sorted(by: { $0.key < $1.key }) {
            insertOpening.bind(warehouse, at: 1)
            insertOpening.bind(opening.at.milliseconds, at: 2)
            insertOpening.bind(opening.events, at: 3)
            try insertOpening.run()
        }
    }

    private func addCells(_ cells: [Sums.Cell: Sums.Sum], _ add: RowStatement, _ drop: RowStatement) throws {
        // In the order of the table's key, so that pages are visited once.
        for (cell, sum) in cells.sorted(by: { $0.key < $1.key }) {
            func bindKey(_ statement: RowStatement) {
                statement.bind(Int64(cell.day), at: 1)
                statement.bind(Int64(cell.sku), at: 2)
                statement.bind(Int64(cell.route), at: 3)
                statement.bind(Int64(cell.isBeforeOpening ? 1 : 0), at: 4)
            }
            bindKey(add)
            add.bind(sum.units, at: 5)
            add.bind(sum.events, at: 6)
            try add.run()
            // A cell whose events were all taken back is as if it had never been.
            if sum.events <= 0 {
                bindKey(drop)
                try drop.run()
            }
        }
    }

    private func addPositions(_ cells: [Sums.Cell: Sums.Sum]) throws {
        var positions = PositionSums()
        for (cell, sum) in cells {
            let route = try routes.route(Int64(cell.route))
            guard let ends = cell.isBeforeOpening ? route.endsBeforeOpening : route.ends else { continue }
            try positions.add(sku: Int64(cell.sku), ends: ends, units: sum.units)
        }
        for (key, units) in positions.units.sorted(by: { $0.key < $1.key }) {
            addPosition.bind(key.sku, at: 1)
            addPosition.bind(key.place.warehouse, at: 2)
            addPosition.bind(key.place.shipment, at: 3)
            addPosition.bind(key.place.stage, at: 4)
            addPosition.bind(units, at: 5)
            try addPosition.run()
        }
    }
}

extension Sums.Cell: Comparable {
    static func < (lhs: Self, rhs: Self) -> Bool {
        if lhs.day != rhs.day { return lhs.day < rhs.day }
        if lhs.sku != rhs.sku { return lhs.sku < rhs.sku }
        if lhs.route != rhs.route { return lhs.route < rhs.route }
        return !lhs.isBeforeOpening && rhs.isBeforeOpening
    }
}

extension PositionSums.Key: Comparable {
    static func < (lhs: Self, rhs: Self) -> Bool {
        if lhs.sku != rhs.sku { return lhs.sku < rhs.sku }
        if lhs.place.warehouse != rhs.place.warehouse { return lhs.place.warehouse < rhs.place.warehouse }
        if lhs.place.shipment != rhs.place.shipment { return lhs.place.shipment < rhs.place.shipment }
        return lhs.place.stage < rhs.place.stage
    }
}
