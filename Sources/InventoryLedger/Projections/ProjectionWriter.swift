import GRDB

/// Adds sums to their tables.
final class ProjectionWriter {
    private let routes: RouteTable
    /// Whether the tables are new and empty, so that no row exists and none becomes empty.
    private let isFresh: Bool
    private var days: ManyRows
    private let dropDay: RowStatement
    private var months: ManyRows
    private let dropMonth: RowStatement
    private var positions: ManyRows
    private var routeUse: ManyRows
    private let dropRouteUse: RowStatement
    private let clearOpenings: RowStatement
    private let insertOpening: RowStatement

    init(_ database: Database, names: Names, tables: Projections.Tables = .live) throws {
        routes = names.routes
        let isFresh = tables.areFresh
        self.isFresh = isFresh
        func rows(_ table: String, _ key: [String], _ sums: [String]) throws -> ManyRows {
            let added = sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
            return try ManyRows(
                database,
                "INSERT INTO \(table) (\((key + sums).joined(separator: ", ")))",
                columns: key.count + sums.count,
                conflict: isFresh ? "" : "ON CONFLICT DO UPDATE SET \(added)"
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
        days = try rows(tables.day, ["day", "sku", "route", "before_opening"], ["units", "events"])
        dropDay = try dropCell(tables.day, "day")
        months = try rows(tables.month, ["month", "sku", "route", "before_opening"], ["units", "events"])
        dropMonth = try dropCell(tables.month, "month")
        positions = try rows(tables.position, ["sku", "warehouse", "shipment", "stage"], ["units"])
        routeUse = try rows(tables.routeUse, ["route"], ["events"])
        dropRouteUse = try RowStatement(database, "DELETE FROM \(tables.routeUse) WHERE events = 0")
        clearOpenings = try RowStatement(database, "DELETE FROM \(tables.opening)")
        insertOpening = try RowStatement(
            database,
            "INSERT INTO \(tables.opening) (warehouse, at, events) VALUES (?, ?, ?)"
        )
    }

    /// Adds the sums of a part of the log.
    ///
    /// - Throws: `SumOverflow` if a sum exceeds 64 bits. The transaction must then be rolled back.
    func add(_ sums: SortedSums) throws {
        do {
            for day in sums.days { try addCells(day, &days, dropDay) }
            for month in sums.months { try addCells(month, &months, dropMonth) }
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

    private func addCells(_ span: SortedSums.Span, _ rows: inout ManyRows, _ drop: RowStatement) throws {
        let cells = isFresh ? span.cells.filter(\.isAnything) : span.cells
        try rows.insert(cells) { cell, statement, first in
            Self.bind(cell.key, of: span, to: statement, first)
            try statement.bind(cell.units64(), at: first + 4)
            statement.bind(cell.events, at: first + 5)
        }
        guard !isFresh else { return }
        // A cell without live events is removed.
        for cell in cells where cell.events <= 0 {
            Self.bind(cell.key, of: span, to: drop, 1)
            try drop.run()
        }
    }

    private static func bind(
        _ key: CellKey,
        of span: SortedSums.Span,
        to statement: RowStatement,
        _ first: Int32
    ) {
        statement.bind(Int64(span.number), at: first)
        statement.bind(Int64(key.sku), at: first + 1)
        statement.bind(Int64(key.route), at: first + 2)
        statement.bind(Int64(key.isBeforeOpening ? 1 : 0), at: first + 3)
    }
}

extension CellTable.Entry {
    /// Whether the cell has live events.
    var isAnything: Bool { units != 0 || events != 0 }
}
