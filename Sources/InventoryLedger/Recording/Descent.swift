import GRDB

/// Follows an event through the undos that brought it back: what took it away was undone, so a copy of it lives.
final class Descent {
    /// The undos of each batch.
    private let undos: [Int64: [BatchSpan]]
    private let zone: BusinessZone
    private let selectReversal: RowStatement
    private let copies: EventReader

    init(_ database: Database, names: Names, zone: BusinessZone) throws {
        self.zone = zone
        undos = try Dictionary(grouping: BatchSpan.undos(database)) { $0.undoes ?? 0 }
        selectReversal = try RowStatement(database, "SELECT batch FROM event WHERE reverses = ?")
        copies = try EventReader(
            database,
            names: names,
            where: """
                WHERE e.seq IN (SELECT seq FROM event_day WHERE day = ? AND sku = ? AND seq BETWEEN ? AND ?)
                    AND e.reverses IS NULL ORDER BY e.seq
                """
        )
    }

    /// Whether any batch after this one was undone, so that something of this one may have come back.
    func canLead(to span: BatchSpan) -> Bool { undos.keys.contains { $0 > span.batch } }

    /// The copy that lives of an event that was taken back.
    func livingCopy(of stored: StoredEvent) throws -> StoredEvent? {
        guard let taker = try taker(of: stored) else { return nil }
        for span in undos[taker] ?? [] {
            for copy in try copies(of: stored, in: span) {
                if try self.taker(of: copy) == nil { return copy }
                if let living = try livingCopy(of: copy) { return living }
            }
        }
        return nil
    }

    /// The batch that took an event back, nil where it lives.
    private func taker(of stored: StoredEvent) throws -> Int64? {
        selectReversal.bind(stored.seq, at: 1)
        defer { selectReversal.reset() }
        return try selectReversal.next() ? selectReversal.integer(0) : nil
    }

    private func copies(of stored: StoredEvent, in span: BatchSpan) throws -> [StoredEvent] {
        copies.bind(Int64(zone.day(of: stored.event.occurredAt)), at: 1)
        copies.bind(stored.ids.sku, at: 2)
        copies.bind(span.first, at: 3)
        copies.bind(span.last, at: 4)
        var found: [StoredEvent] = []
        while let copy = try copies.next() {
            if copy.row == stored.row, copy.event == stored.event { found.append(copy) }
        }
        return found
    }
}
