import GRDB

/// Adds sums to their tables.
final class ProjectionWriter {
    private let routes: RouteTable
    private let moves: MoveWriter
    private var positions: ManyRows
    private var routeUse: ManyRows
    private let dropRouteUse: RowStatement
    private let clearOpenings: RowStatement
    private let insertOpening: RowStatement

    init(_ database: Database, names: Names) throws {
        routes = names.routes
        func rows(_ table: String, _ key: [String], sum: String) throws -> ManyRows {
            try ManyRows(
                database,
                "INSERT INTO \(table) (\((key + [sum]).joined(separator: ", ")))",
                columns: key.count + 1,
                conflict: "ON CONFLICT DO UPDATE SET \(sum) = \(sum) + excluded.\(sum)"
            )
        }
        moves = try MoveWriter(database)
        positions = try rows("position", ["sku", "warehouse", "shipment", "stage"], sum: "units")
        routeUse = try rows("route_use", ["route"], sum: "events")
        dropRouteUse = try RowStatement(database, "DELETE FROM route_use WHERE events = 0")
        clearOpenings = try RowStatement(database, "DELETE FROM opening")
        insertOpening = try RowStatement(
            database,
            "INSERT INTO opening (warehouse, at, events) VALUES (?, ?, ?)"
        )
    }

    /// Adds the sums of a part of the log.
    ///
    /// - Throws: `SumOverflow` if a sum exceeds 64 bits. The transaction must then be rolled back.
    func add(_ sums: SortedSums) throws {
        try moves.add(sums.months)
        try addTotals(sums)
    }

    /// Replaces all sums by those of the whole log, within the caller's transaction.
    ///
    /// - Throws: `SumOverflow` if a sum exceeds 64 bits.
    static func replace(_ database: Database, by sums: SortedSums, _ openings: Openings) throws {
        for table in Projections.tables { try database.execute(sql: "DELETE FROM \(table)") }
        let writer = try ProjectionWriter(database, names: Names(database))
        try writer.moves.fill(sums.months)
        try writer.addTotals(sums)
        try writer.set(openings)
        try database.execute(
            sql: "UPDATE projection SET version = ? WHERE name = 'sums'",
            arguments: [Projections.Part.sums.version]
        )
    }

    private func addTotals(_ sums: SortedSums) throws {
        do {
            try positions.insert(sums.positions(routes).sorted()) { position, statement, first in
                statement.bind(position.key.sku, at: first)
                statement.bind(position.key.place.warehouse, at: first + 1)
                statement.bind(position.key.place.shipment, at: first + 2)
                statement.bind(position.key.place.stage, at: first + 3)
                guard let units = Int64(exactly: position.units) else {
                    throw SumOverflow(sku: position.key.sku)
                }
                statement.bind(units, at: first + 4)
            }
            try routeUse.insert(sums.routeUse) { use, statement, first in
                statement.bind(Int64(use.route), at: first)
                statement.bind(use.events, at: first + 1)
            }
            try dropRouteUse.run()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_DATATYPE {
            // SQLite turns an overflowing sum into a float, which a STRICT column refuses.
            throw SumOverflow(sku: nil)
        }
    }

    /// Sets the opening of each warehouse.
    func set(_ openings: Openings) throws {
        try clearOpenings.run()
        for (warehouse, opening) in openings.byWarehouse.sorted(by: { $0.key < $1.key }) {
            insertOpening.bind(warehouse, at: 1)
            insertOpening.bind(opening.at.milliseconds, at: 2)
            insertOpening.bind(opening.events, at: 3)
            try insertOpening.run()
        }
    }
}

extension CellTable.Entry {
    /// Whether the cell has live events.
    var isAnything: Bool { units != 0 || events != 0 }
}
