import GRDB

/// Looks up events by their numbers.
final class EventLookup {
    private let reader: EventReader

    init(_ database: Database, names: Names) throws {
        reader = try EventReader(database, names: names, where: "WHERE e.seq = ?")
    }

    /// - Throws: `damaged` if the log has no such event.
    func event(_ seq: Int64) throws -> StoredEvent {
        guard let stored = try eventIfAny(seq) else {
            throw LedgerError(.damaged, "event \(seq) is missing; run verify")
        }
        return stored
    }

    /// The event of a number; nil beyond the log's end.
    func eventIfAny(_ seq: Int64) throws -> StoredEvent? {
        reader.bind(seq, at: 1)
        defer { reader.reset() }
        return try reader.next()
    }
}
