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
        let lock = try WriteLock.acquire(ledgerPath: path)
        defer { lock.release() }
        let last = try connections.read { try LogHead.seq($0) }
        let fold = LogFold(
            zone: settings.zone,
            openings: try connections.read { try LogFold.openings($0, last: last) }
        )
        let sums = try foldInParallel(fold, last: last)
        return try connections.write { database in
            var difference: String?
            try database.inTransaction(.immediate) {
                try RebuiltTables.make(database, sums: sums, openings: fold.openings)
                if checkOnly {
                    difference = try RebuiltTables.firstDifference(database)
                    return .rollback
                }
                try RebuiltTables.swapIn(database)
                return .commit
            }
            connections.checkpoint(database)
            return RebuildResult(events: last, difference: difference)
        }
    }

    /// Folds ranges of the log side by side and adds the parts.
    func foldInParallel(_ fold: LogFold, last: Int64) throws -> Sums {
        let parts = last < 20_000 ? 1 : max(1, min(4, ProcessInfo.processInfo.activeProcessorCount))
        let results = Mutex<[Result<Sums, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let first = last * Int64(part) / Int64(parts) + 1
            let end = last * Int64(part + 1) / Int64(parts)
            let result = Result { try connections.read { try fold.sums($0, first: first, last: end) } }
            results.withLock { $0.append(result) }
        }
        var total = Sums()
        for result in results.withLock({ $0 }) {
            let part = try result.get()
            if total.isEmpty { total = part } else { try total.merge(part) }
        }
        return total
    }
}

/// The tables that a rebuild fills beside the live ones.
enum RebuiltTables {
    static func make(_ database: Database, sums: Sums, openings: Openings) throws {
        for (live, rebuilt) in pairs {
            try database.execute(sql: "DROP TABLE IF EXISTS \(rebuilt)")
            try database.execute(sql: "CREATE TABLE \(rebuilt) " + definition(of: live))
        }
        let writer = try ProjectionWriter(database, names: Names(database), tables: .rebuilt)
        try writer.add(sums)
        try writer.set(openings)
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

    /// The first row that stands in only one of two twins. A position of no units says nothing: it tells only that
    /// units were once booked there, which depends on whether the warehouse had been opened by then.
    static func firstDifference(_ database: Database) throws -> String? {
        for (live, rebuilt) in pairs {
            let saysSomething = live == Projections.Tables.live.position ? "units <> 0" : "true"
            for (one, other, what) in [
                (live, rebuilt, "but not in the log"), (rebuilt, live, "only in the log"),
            ] {
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT * FROM \(one) WHERE \(saysSomething) EXCEPT SELECT * FROM \(other) LIMIT 1"
                )
                if let row {
                    let values = row.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
                    return
                        "\(live): \(values) stands \(what == "only in the log" ? what : "in the sums " + what)"
                }
            }
        }
        return nil
    }

    private static var pairs: [(String, String)] {
        Array(zip(Projections.Tables.live.all, Projections.Tables.rebuilt.all))
    }
}
