import Foundation
import GRDB
import Migrations
import Synchronization

extension Ledger {
    /// What a rebuild found.
    public struct RebuildResult: Sendable {
        /// Events folded.
        public let events: Int64
        /// The first difference between the sums kept and the sums of the log, nil where there is none.
        public let difference: String?
    }

    /// Adds up the whole log anew.
    ///
    /// The sums are made beside the live ones, on both cores, and swapped in within one transaction; readers see the
    /// old ones until then.
    ///
    /// - Parameter checkOnly: compares and keeps the live sums as they are.
    public func rebuild(checkOnly: Bool = false) throws -> RebuildResult {
        // Held while the parts are folded: on their several connections they all see one state of the log.
        let lock: WriteLock
        do {
            lock = try WriteLock.acquire(ledgerPath: path)
        } catch let error as LedgerError where checkOnly && [.noPermission, .nameTaken].contains(error.code) {
            // To compare is to read, which needs nothing that this user may not make.
            return try compareStill()
        }
        defer { lock.release() }
        let last = try connections.read { try LogHead.seq($0) }
        if checkOnly { return try compare(last: last) }
        let (sums, openings) = try foldWhole(last: last)
        return try connections.write { database in
            try RebuiltTables.withoutOverwriting(database) {
                try database.inTransaction(.immediate) {
                    try RebuiltTables.make(database, sums: sums, openings: openings)
                    try RebuiltTables.swapIn(database)
                    return .commit
                }
            }
            connections.checkpoint(database)
            return RebuildResult(events: last, difference: nil)
        }
    }

    /// Compares the sums kept with those of the log. The caller holds the write lock.
    private func compare(last: Int64) throws -> RebuildResult {
        let (sums, openings) = try foldWhole(last: last)
        let comparison = SumComparison(connections: connections, sums: sums, openings: openings)
        return RebuildResult(events: last, difference: try comparison.firstDifference())
    }

    /// Compares where this user cannot lock the ledger. A writer that comes between shows in the number of events, and
    /// the comparison is made again.
    private func compareStill() throws -> RebuildResult {
        for _ in 0..<3 {
            let last = try connections.read { try LogHead.seq($0) }
            let result = try compare(last: last)
            if try connections.read({ try LogHead.seq($0) }) == last { return result }
        }
        throw LedgerError(.busy, "\(path) is written all the time, and cannot be locked here; try again")
    }

    /// The sums of the whole log and the openings that it states. The caller holds the write lock.
    private func foldWhole(last: Int64) throws -> (SortedSums, Openings) {
        // What an event means depends on when its warehouse was opened, which the log tells too: it is read once, with
        // the openings that are stored, and once more where it tells of others.
        var openings = try connections.read { try Openings($0) }
        while true {
            let fold = LogFold(zone: settings.zone, openings: openings)
            let parts = try foldInParallel(fold, ranges: LogRange.parts(ofLogTo: last))
            var told = Openings()
            for event in parts.flatMap(\.openingEvents) { told.add(event) }
            if told.isSame(as: openings) { return (SortedSums(parts.map(\.sums)), openings) }
            openings = told
        }
    }

    /// Folds ranges of the log side by side. The caller holds the write lock.
    func foldInParallel(_ fold: LogFold, ranges: [LogRange]) throws -> [LogFold.Part] {
        let results = Mutex<[Int: Result<LogFold.Part, any Error>]>([:])
        Cores.forEach(ranges.count) { index in
            let range = ranges[index]
            let result = Result {
                try self.connections.read { try fold.part($0, first: range.first, last: range.last) }
            }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in try ranges.indices.compactMap { try results[$0]?.get() } }
    }
}

/// Events of the log from one number to another, both included.
struct LogRange: Equatable, Sendable {
    let first: Int64
    let last: Int64

    /// One range for each core where that is worth it.
    static func parts(ofLogTo last: Int64) -> [LogRange] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return parts(ofLogTo: last, count: last < 20_000 ? 1 : max(1, min(4, cores)))
    }

    static func parts(ofLogTo last: Int64, count: Int) -> [LogRange] {
        let count = Int64(count)
        let (size, rest) = last.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { part in
            // Never `last * part`: the number of a damaged log may be of any size.
            let first = size * part + min(part, rest)
            return LogRange(first: first + 1, last: first + size + (part < rest ? 1 : 0))
        }
    }
}

/// The tables that a rebuild fills beside the live ones.
enum RebuiltTables {
    static func make(_ database: Database, sums: SortedSums, openings: Openings) throws {
        for (live, rebuilt) in pairs {
            try database.execute(sql: "DROP TABLE IF EXISTS \(rebuilt)")
            try database.execute(sql: "CREATE TABLE \(rebuilt) " + definition(of: live))
        }
        let writer = try ProjectionWriter(database, names: Names(database), tables: .rebuilt)
        try writer.add(sums)
        try writer.set(openings)
    }

    /// Debian's SQLite overwrites what is deleted with zeros. Sums that are made anew are no secret of the old ones, and
    /// the zeros would be as many bytes again.
    static func withoutOverwriting(_ database: Database, _ body: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA secure_delete = OFF")
        defer { try? database.execute(sql: "PRAGMA secure_delete = ON") }
        try body()
    }

    /// What follows the name of a table where the migrations make it. Never the file's own schema: a stranger's file may
    /// say anything there.
    private static func definition(of table: String) throws -> Substring {
        for step in Migration.all.reversed() {
            guard let start = step.sql.range(of: "CREATE TABLE \(table) ("),
                // The comments in between hold semicolons of their own.
                let close = step.sql.range(of: "\n)", range: start.upperBound..<step.sql.endIndex),
                let end = step.sql.range(of: ";", range: close.upperBound..<step.sql.endIndex)
            else { continue }
            return step.sql[step.sql.index(before: start.upperBound)..<end.lowerBound]
        }
        throw LedgerError(.unexpected, "no migration makes a table \(table)")
    }

    /// Replaces the live tables; part of the caller's transaction.
    static func swapIn(_ database: Database) throws {
        for (live, rebuilt) in pairs {
            try database.execute(sql: "DROP TABLE \(live)")
            try database.execute(sql: "ALTER TABLE \(rebuilt) RENAME TO \(live)")
        }
        try database.execute(
            sql: "UPDATE projection SET version = ? WHERE name = 'sums'",
            arguments: [Projections.version]
        )
    }

    private static var pairs: [(String, String)] {
        Array(zip(Projections.Tables.live.all, Projections.Tables.rebuilt.all))
    }
}
