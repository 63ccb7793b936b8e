import GRDB

/// From when each warehouse's book is kept: the instant of its opening stock.
struct Openings {
    /// By warehouse id: the instant, and how many live events state it.
    private(set) var byWarehouse: [Int64: (at: Instant, events: Int64)] = [:] { didSet { version += 1 } }
    /// Rises with every change.
    private var version = 0

    /// An event that opens a warehouse's book, or takes one such back.
    struct Event {
        let warehouse: Int64
        let at: Instant
        let isReversal: Bool
    }

    init() {}

    init(_ database: Database) throws {
        let statement = try RowStatement(database, "SELECT warehouse, at, events FROM opening")
        while try statement.next() {
            byWarehouse[statement.integer(0)] = (
                Instant(milliseconds: statement.integer(1)), statement.integer(2)
            )
        }
    }

    /// Whether an event is from before its warehouse's book was opened.
    func isBefore(_ occurredAt: Instant, warehouse: Int64) -> Bool {
        guard let opening = byWarehouse[warehouse] else { return false }
        return occurredAt < opening.at
    }

    /// Whether an event of a form, at a time in milliseconds, is from before its warehouse's book was opened.
    func isBefore(_ occurredAt: Int64, _ form: FormIDs) -> Bool {
        if form.opening.version != version {
            form.opening = (byWarehouse[form.warehouse]?.at.milliseconds ?? .min, version)
        }
        return occurredAt < form.opening.at
    }

    /// Whether both say the same of every warehouse.
    func isSame(as other: Openings) -> Bool {
        byWarehouse.count == other.byWarehouse.count
            && byWarehouse.allSatisfy { warehouse, opening in
                other.byWarehouse[warehouse].map { $0 == opening } ?? false
            }
    }

    /// Counts an opening event of the log, or takes a reversed one out.
    mutating func add(_ event: Event) {
        _ = add(event.at, warehouse: event.warehouse, isReversal: event.isReversal)
    }

    /// Counts an opening event, or takes a reversed one out. True where the instant of a warehouse changed.
    mutating func add(_ occurredAt: Instant, warehouse: Int64, isReversal: Bool) -> Bool {
        let known = byWarehouse[warehouse]
        let events = (known?.events ?? 0) &+ (isReversal ? -1 : 1)
        byWarehouse[warehouse] = events == 0 ? nil : (known?.at ?? occurredAt, events)
        return known == nil || events == 0
    }
}
