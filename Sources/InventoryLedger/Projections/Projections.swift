import GRDB

/// The tables of sums in the ledger: positions, and moves by day and month.
enum Projections {
    /// Increases with a migration that changes the meaning of the sums.
    static let version = 1

    /// - Throws: `stale` if another version made the sums.
    static func checkVersion(_ database: Database) throws {
        let statement = try RowStatement(
            database,
            "SELECT version FROM projection WHERE name = 'sums'"
        )
        guard try statement.next(), statement.integer(0) == Int64(version) else {
            throw LedgerError(.stale, "the sums of this ledger were made by another version; rebuild them")
        }
        statement.reset()
    }

    /// The business days of all instants of a ledger, in any zone.
    static let days: ClosedRange<Int64> =
        -2...Instant.range.upperBound.milliseconds / Instant.dayMilliseconds + 2
    /// The months of those days.
    static let months: ClosedRange<Int64> = -1...Int64(Instant.years.count) * 12

    /// Reports iterate over days, so an impossible day could make them loop without end.
    ///
    /// - Throws: `damaged`.
    static func checkDays(_ database: Database) throws {
        let ends = ["event_day", "move_day"].flatMap { table in
            ["min", "max"].map { "(SELECT \($0)(day) FROM \(table))" }
        }
        let statement = try RowStatement(
            database,
            "SELECT \(ends.joined(separator: ", ")), (SELECT min(month) FROM move_month), "
                + "(SELECT max(month) FROM move_month)"
        )
        guard try statement.next() else { return }
        defer { statement.reset() }
        for column in 0..<Int32(6) where !statement.isNull(column) {
            guard (column < 4 ? days : months).contains(statement.integer(column)) else {
                throw LedgerError(.damaged, "the sums of the ledger include a day without events; run verify")
            }
        }
        try statement.checkTypes()
    }

    /// The tables of sums, or the copies that a rebuild fills.
    struct Tables {
        let position: String
        let day: String
        let month: String
        let routeUse: String
        let opening: String

        static let live = Tables(suffix: "")
        static let rebuilt = Tables(suffix: "_rebuilt")

        /// Whether they are created empty for one rebuild.
        let areFresh: Bool

        private init(suffix: String) {
            areFresh = !suffix.isEmpty
            position = "position" + suffix
            day = "move_day" + suffix
            month = "move_month" + suffix
            routeUse = "route_use" + suffix
            opening = "opening" + suffix
        }

        var all: [String] { [position, day, month, routeUse, opening] }
    }
}
