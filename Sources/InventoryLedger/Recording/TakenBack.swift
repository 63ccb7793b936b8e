import GRDB

/// Events of a group that an undo reversed while others of the group stayed.
///
/// They once lived side by side. So a file that restates them reports further movements, not other values of the
/// remaining ones. Importing an undone file again restores its events.
final class TakenBack {
    private let log: LogWriter
    private let key: EventKey
    private let after: Int64
    private let reader: EventReader
    private let days: EventDays
    /// How many are still missing, by content.
    private var left: [Event: Int] = [:]

    /// - Parameter after: the last of the others. An event reversed before that was recorded never lived beside it.
    init(_ log: LogWriter, key: EventKey, after: Int64) throws {
        self.log = log
        self.key = key
        self.after = after
        try log.settleDays()
        days = EventDays(log.database)
        reader = try EventReader(
            log.database,
            names: log.names,
            where: """
                WHERE e.seq IN (SELECT value FROM json_each(?)) AND e.document = ?
                    AND e.reverses IS NULL AND e.seq <= ? ORDER BY e.seq
                """
        )
    }

    /// Whether an event with this content was undone and is still missing; it is then counted as restored.
    func take(_ event: Event) throws -> Bool {
        let content = event.content
        let missing = try left[content] ?? count(content)
        left[content] = max(missing - 1, 0)
        return missing > 0
    }

    /// How many events of the group with this content were undone and not recorded again.
    private func count(_ content: Event) throws -> Int {
        let day = log.zone.day(of: content.occurredAt)
        reader.bind(EventDays.json(try days.numbers(onDay: day, sku: key.sku)), at: 1)
        reader.bind(content.document.text, at: 2)
        reader.bind(log.head.seq, at: 3)
        let selectUndo = try RowStatement(
            log.database,
            "SELECT r.seq, b.undoes IS NOT NULL FROM event r JOIN batch b ON b.id = r.batch WHERE r.reverses = ?"
        )
        var count = 0
        var firstUndo = Int64.max
        var living: [Int64] = []
        while let stored = try reader.next() {
            guard EventKey(stored.event, stored.ids) == key, stored.event.content == content else { continue }
            selectUndo.bind(stored.seq, at: 1)
            defer { selectUndo.reset() }
            guard try selectUndo.next() else {
                living.append(stored.seq)
                continue
            }
            if selectUndo.integer(1) != 0, selectUndo.integer(0) > after {
                count += 1
                firstUndo = min(firstUndo, selectUndo.integer(0))
            }
        }
        return count - living.filter { $0 > firstUndo }.count
    }
}
