import Foundation
import GRDB

/// log -> the live events of some routes, found through the sums or the lists of their kinds. The cost mostly depends on
/// their number, not on the length of the log.
struct RouteEvents {
    private let view: BookView

    init(_ view: BookView) { self.view = view }

    /// The live events of routes with sums that had happened by the report's instant, in the order of the log.
    ///
    /// - Parameter from: leaves out events on days before this instant's day.
    func events(of routes: [Int64: Route], from: Instant? = nil) throws -> [StoredEvent] {
        let lookup = try EventLookup(view.database, names: view.names)
        var events: [StoredEvent] = []
        try forEachRow(of: routes, from: from, "e.seq") { events.append(try lookup.event($0.integer(0))) }
        let isLive = Self.liveness(events)
        let start = from ?? Instant(milliseconds: .min)
        return events.filter { stored in
            let occurredAt = stored.event.occurredAt
            return isLive(stored) && view.hasHappened(occurredAt) && occurredAt >= start
        }
    }

    /// What a block makes of the live events of routes with sums, in the order of the log.
    ///
    /// - Parameters:
    ///   - from: leaves out events on days before this instant's day.
    ///   - skus: of events of other SKUs, some may be left out; nil for all.
    func live<Value>(_ events: LiveEvents<Value>, from: Instant? = nil, skus: Set<Int64>? = nil) throws
        -> [Value]
    {
        try forEachRow(
            of: events.routes,
            from: from,
            skus: skus,
            events.columns.joined(separator: ", "),
            events.take
        )
        return events.values()
    }

    /// Passes columns of events of routes with sums, in the order of the log, including reversals and the events they
    /// reverse: at least those between an instant and the report's instant.
    ///
    /// - Parameters:
    ///   - from: leaves out events on days before this instant's day.
    ///   - skus: of events of other SKUs, some may be left out.
    ///   - columns: of the event `e` and of its detail `d`.
    func forEachRow(
        of routes: [Int64: Route],
        from: Instant? = nil,
        skus: Set<Int64>? = nil,
        _ columns: String,
        _ body: (FedRow) throws -> Void
    ) throws {
        guard !routes.isEmpty else { return }
        guard view.hasSums else { return try scan(routes, from: from, columns, body) }
        let first = Lazily { try firstSeq(onDay: from.map { view.zone.day(of: $0) }) }
        // What was reversed since is in no sum, and was live for the report.
        let reversed = try view.later?.reversedSince.get().map(\.seq) ?? []
        switch try places(of: routes, from: from, skus: skus, first) {
        case .days(let cells):
            let row = try RowFeed(view.database, columns, "\(Self.source(columns)) WHERE e.seq = ?")
            for seq in try numbers(of: routes, in: cells, and: reversed) {
                row.bind(seq, at: 1)
                try row.forEachRow(body)
            }
        case .logSince(let day):
            // Events that live were not recorded before the first one of their first day.
            let start = reversed.isEmpty ? try firstSeq(onDay: day) : try first.value()
            try scan(routes, first: max(start, first.value()), from: from, columns, body)
        case .log: try scan(routes, first: first.value(), from: from, columns, body)
        }
    }

    /// Passes columns of the events of routes, in the order of the log, from one pass through it, or through the lists
    /// of their kinds if those are short.
    ///
    /// - Parameters:
    ///   - first: leaves out events before this one.
    ///   - from: leaves out events before this instant.
    func scan(
        _ routes: [Int64: Route],
        first: Int64 = 1,
        from: Instant? = nil,
        _ columns: String,
        _ body: (FedRow) throws -> Void
    ) throws {
        let last = try view.lastSeq ?? LogHead.seq(view.database)
        guard first <= last else { return }
        let lists = KindLists(view.database)
        let kinds = Set(routes.values.map(\.key.kind))
        let usesLists = try lists.areShort(kinds, in: first...last)
        let filter = RouteFilter(routes.keys)
        var conditions: [String] = []
        var values: [Int64] = []
        if !usesLists {
            conditions.append("e.seq BETWEEN ? AND ?")
            values += [first, last]
        }
        // Further bounds are checked at every row.
        if let from {
            conditions.append("e.occurred_at >= ?")
            values.append(from.milliseconds)
        }
        conditions.append(filter.condition)
        let source = Self.source(columns, usesLists: usesLists)
        let rows = try RowFeed(
            view.database,
            columns,
            "\(source) WHERE \(conditions.joined(separator: " AND "))"
        )
        var index: Int32 = usesLists ? 2 : 1
        for value in values {
            rows.bind(value, at: index)
            index += 1
        }
        try filter.bind(to: rows, from: index)
        guard usesLists else { return try rows.forEachRow(body) }
        try lists.forEachBlock(of: kinds, in: first...last) { numbers in
            try rows.bind(EventDays.json(numbers), at: 1)
            try rows.forEachRow(body)
        }
    }

    /// - Parameter usesLists: whether the first parameter has the numbers of the events, as JSON.
    private static func source(_ columns: String, usesLists: Bool = false) -> String {
        (usesLists ? "FROM json_each(?) n CROSS JOIN event e ON e.seq = n.value" : "FROM event e")
            + (columns.contains("d.") ? " LEFT JOIN event_detail d ON d.seq = e.seq" : "")
    }

    /// Whether reading the log is the way to the events of some routes: the sums do not have them, or so many that
    /// finding them one by one takes longer.
    func needsScan(_ routes: [Int64: Route]) throws -> Bool {
        try !view.hasSums || !routes.values.allSatisfy(\.isSummed) || isCommon(routes)
    }

    /// Values that are computed on demand, once.
    private final class Lazily {
        private let compute: () throws -> Int64
        private var known: Int64?

        init(_ compute: @escaping () throws -> Int64) { self.compute = compute }

        func value() throws -> Int64 {
            if let known { return known }
            let value = try compute()
            known = value
            return value
        }
    }

    /// Separates live events from reversals and the events they reverse.
    static func liveness(_ events: [StoredEvent]) -> (StoredEvent) -> Bool {
        let takenBack = Set(events.compactMap(\.reverses))
        return { $0.reverses == nil && !takenBack.contains($0.seq) }
    }

    private struct DayCell: Hashable {
        let day: Int
        let sku: Int64
    }

    /// Whether so many events of the log belong to the routes that reading the log is faster than finding them one by
    /// one.
    private func isCommon(_ routes: [Int64: Route]) throws -> Bool {
        let statement = try RowStatement(
            view.database,
            "SELECT sum(events) FROM route_use WHERE route IN (SELECT value FROM json_each(?))"
        )
        statement.bind(try Declarations.encode(routes.keys.sorted()), at: 1)
        defer { statement.reset() }
        guard try statement.next() else { return false }
        let events = statement.integer(0)
        return try events > Self.commonMin && events > LogHead.seq(view.database) / 100
    }

    private static let commonMin: Int64 = 1000

    /// Whether reading the log from the day on is faster than looking up this many months of SKUs, each with a
    /// look-up for each of its days.
    private func isMany(_ months: Int, _ first: Lazily) throws -> Bool {
        guard months > Self.monthsLookedUp else { return false }
        return try Int64(months) > (LogHead.seq(view.database) - first.value()) / Self.rowsPerMonth
    }

    /// From this number of SKUs on, all are read at once instead of one by one.
    private static let skusMax = 200

    private static let monthsLookedUp = 100
    /// The number of rows of the log that can be read in the time of looking up one month of a SKU.
    private static let rowsPerMonth: Int64 = 1000

    /// The first event of the log on a day or later; the first of all without a day.
    private func firstSeq(onDay day: Int?) throws -> Int64 {
        guard let day else { return 1 }
        var first: Int64 = .max
        try view.eventDays.forEachEvent(of: day...max(day, Int(Projections.days.upperBound))) {
            first = min(first, $0.seq)
        }
        return first == .max ? 1 : max(1, first)
    }

    /// The numbers of the known events of some routes on some days of SKUs, and among some others.
    ///
    /// - Returns: the numbers in the order of the log.
    private func numbers(of routes: [Int64: Route], in cells: Set<DayCell>, and others: [Int64]) throws
        -> [Int64]
    {
        let rows = try RowFeed(
            view.database,
            "e.seq, e.route",
            "FROM json_each(?) d CROSS JOIN event e ON e.seq = d.value"
        )
        var numbers: Set<Int64> = []
        func note(_ row: FedRow) {
            if routes[row.integer(1)] != nil { numbers.insert(row.integer(0)) }
        }
        for (sku, days) in Dictionary(grouping: cells, by: \.sku).mapValues({ Set($0.map(\.day)) }) {
            guard let first = days.min(), let last = days.max() else { continue }
            var ofDays: [Int64] = []
            try view.eventDays.forEachEvent(of: first...last, sku: sku) {
                if days.contains(Int($0.day)) { ofDays.append($0.seq) }
            }
            try rows.bind(EventDays.json(ofDays), at: 1)
            try rows.forEachRow(note)
        }
        let one = try RowFeed(view.database, "seq, route", "FROM event WHERE seq = ?")
        for seq in others {
            one.bind(seq, at: 1)
            try one.forEachRow(note)
        }
        let last = view.lastSeq ?? .max
        return numbers.filter { $0 <= last }.sorted()
    }

    /// Where the log has events of some routes.
    private enum Places {
        case days(Set<DayCell>)
        /// On so many days that reading the log is faster; none before a day.
        case logSince(day: Int)
        case log
    }

    /// The days and SKUs with live events of the routes, unless they are many.
    private func places(of routes: [Int64: Route], from: Instant?, skus: Set<Int64>?, _ first: Lazily)
        throws -> Places
    {
        if skus == nil, try isCommon(routes) { return .log }
        let days = Projections.days
        let firstDay = from.map { view.zone.day(of: $0) } ?? Int(days.lowerBound)
        let lastDay = view.time.asOf.map { view.zone.day(of: $0) } ?? Int(days.upperBound)
        guard firstDay <= lastDay else { return .days([]) }
        let table = MoveTable(view.database)
        var months = 0
        var firstMonth = Int.max
        var cells: Set<DayCell> = []
        // Many SKUs are found faster among all than one by one.
        let single = skus.flatMap { $0.count <= Self.skusMax ? $0.sorted() : nil }
        for sku in single.map({ $0.map(Optional.some) }) ?? [nil] {
            try table.forEachRow(ofDays: firstDay...lastDay, sku: sku) { row in
                guard skus?.contains(Int64(row.sku)) ?? true else { return }
                var hasSome = false
                try row.cells.forEachTotal { hasSome = hasSome || routes[$0.phase.route] != nil }
                guard hasSome else { return }
                months += 1
                firstMonth = min(firstMonth, row.month)
                guard try !isMany(months, first) else { return }
                let before = CalendarDate.firstDayNumber(ofMonth: row.month) - 1
                try row.cells.forEachCell { cell in
                    guard routes[cell.phase.route] != nil else { return }
                    cells.insert(DayCell(day: before + cell.day, sku: Int64(row.sku)))
                }
            }
        }
        guard try isMany(months, first) else { return .days(cells) }
        return .logSince(day: CalendarDate.firstDayNumber(ofMonth: firstMonth))
    }
}
