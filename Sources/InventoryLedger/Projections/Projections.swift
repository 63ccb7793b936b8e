import GRDB

/// What is made from the log: the tables of sums, which are positions and moves by day and month, and the lists of events.
enum Projections {
    /// What is made from the log, as it is named in the table `projection`.
    enum Part: String, CaseIterable {
        case sums
        /// The lists of events by month and SKU.
        case days
        /// The runs of keys.
        case keys
        /// The lists of the events of kinds.
        case kinds

        /// Increases with a migration that changes the meaning or the form of the part.
        var version: Int64 { self == .sums ? 3 : 1 }
    }

    /// The tables of sums.
    static let tables = ["position", "move", "route_use", "opening"]

    /// Whether a migration left it to the program to make a part.
    static func areMissing(_ database: Database) throws -> Bool {
        try RowStatement(database, "SELECT min(version) FROM projection").onlyInteger() == 0
    }

    /// Whether this version made a part.
    static func has(_ part: Part, _ database: Database) throws -> Bool {
        let version = try RowStatement(database, "SELECT version FROM projection WHERE name = ?")
        version.bind(part.rawValue, at: 1)
        return try version.onlyInteger() == part.version
    }

    /// - Throws: `stale` if another version made the sums.
    static func checkVersion(_ database: Database) throws {
        guard try Part.allCases.allSatisfy({ try has($0, database) }) else {
            throw LedgerError(.stale, "the sums of this ledger were made by another version; rebuild them")
        }
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
        let statement = try RowStatement(
            database,
            """
            SELECT (SELECT min(month) FROM event_month), (SELECT max(month) FROM event_month),
                   (SELECT min(month) FROM move), (SELECT max(month) FROM move)
            """
        )
        guard try statement.next() else { return }
        defer { statement.reset() }
        for column in 0..<Int32(4) where !statement.isNull(column) {
            guard months.contains(statement.integer(column)) else {
                throw LedgerError(.damaged, "the sums of the ledger include a day without events; run verify")
            }
        }
        try statement.checkTypes()
    }
}
