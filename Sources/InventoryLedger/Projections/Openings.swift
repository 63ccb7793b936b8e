import GRDB

/// From when on the stock of each warehouse is kept: the instant of its opening stock.
struct Openings {
    /// By warehouse id: the instant, and the number of live events that state it.
    private(set) var byWarehouse: [Int64: (at: Instant, events: Int64)] = [:] { didSet { version += 1 } }
    /// Increases with every change.
    private var version = 0

    /// An event that opens a warehouse, or reverses one that does.
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

    /// Whether an event happened before its warehouse was opened.
    func isBefore(_ occurredAt: Instant, warehouse: Int64) -> Bool {
        guard let opening = byWarehouse[warehouse] else { return false }
        return occurredAt < opening.at
    }

    /// Whether an event of a form, at a time in milliseconds, happened before its warehouse was opened.
    func isBefore(_ occurredAt: Int64, _ form: FormIDs) -> Bool {
        if form.opening.version != version {
            form.opening = (byWarehouse[form.warehouse]?.at.milliseconds ?? .min, version)
        }
        return occurredAt < form.opening.at
    }

    /// Whether both agree on every warehouse.
    func isSame(as other: Openings) -> Bool {
        byWarehouse.count == other.byWarehouse.count
            && byWarehouse.allSatisfy { warehouse, opening in
                other.byWarehouse[warehouse].map { $0 == opening } ?? false
            }
    }

    /// Counts an opening event of the log, or removes a reversed one.
    mutating func add(_ event: Event) {
        _ = add(event.at, warehouse: event.warehouse, isReversal: event.isReversal)
    }

    /// Counts an opening event, or removes a reversed one. Returns true if the instant of a warehouse changed.
    mutating func add(_ occurredAt: Instant, warehouse: Int64, isReversal: Bool) -> Bool {
        let known = byWarehouse[warehouse]
        let events = (known?.events ?? 0) &+ (isReversal ? -1 : 1)
        byWarehouse[warehouse] = events == 0 ? nil : (known?.at ?? occurredAt, events)
        return known == nil || events == 0
    }
}
