import GRDB
import Synchronization

/// log -> the sums of all of it, on all cores. The caller holds the write lock, so that all connections see one state
/// of the log.
struct WholeFold {
    let connections: Connections
    let zone: BusinessZone

    /// Replaces the stored sums.
    func replaceSums(last: Int64) throws {
        let (sums, openings) = try self.sums(last: last)
        try write { try ProjectionWriter.replace($0, by: sums, openings) }
    }

    /// Makes the lists of events and the runs of keys that this version did not make.
    func makeLists() throws { try write { _ in } }

    /// Runs a block within one transaction, after making those lists and runs.
    private func write(_ block: (Database) throws -> Void) throws {
        try connections.write { database in
            try SecureDelete.withoutOverwriting(database) {
                try database.transaction {
                    if try !Projections.has(.days, database) { try DayWriter.replace(database, zone: zone) }
                    if try !Projections.has(.kinds, database) { try KindWriter.replace(database) }
                    if try !Projections.has(.keys, database) { try LiveKeys.replace(database) }
                    try block(database)
                }
            }
            connections.checkpoint(database)
        }
    }

    /// The sums of events `1...last`, and their openings.
    func sums(last: Int64) throws -> (SortedSums, Openings) {
        // The meaning of an event depends on the opening of its warehouse, which is in the log too. The log is read
        // with the stored openings, and once more if its openings differ.
        var openings = try connections.read { try Openings($0) }
        while true {
            let fold = LogFold(zone: zone, openings: openings)
            let parts = try parts(fold, ranges: LogRange.parts(ofLogTo: last))
            var found = Openings()
            for event in parts.flatMap(\.openingEvents) { found.add(event) }
            if found.isSame(as: openings) { return (SortedSums(parts.map(\.sums)), openings) }
            openings = found
        }
    }

    /// Folds ranges of the log in parallel.
    func parts(_ fold: LogFold, ranges: [LogRange]) throws -> [LogFold.Part] {
        let results = Mutex<[Int: Result<LogFold.Part, any Error>]>([:])
        Cores.forEach(ranges.count) { [connections] index in
            let range = ranges[index]
            let result = Result {
                try connections.read { try fold.part($0, first: range.first, last: range.last, packs: true) }
            }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in try ranges.indices.compactMap { try results[$0]?.get() } }
    }
}
