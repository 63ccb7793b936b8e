/// An event with its place in the log.
public struct StoredEvent: Sendable {
    /// The event's number: 1, 2, 3, ... without gaps.
    public let seq: Int64
    /// The batch that recorded the event.
    public let batch: Int64
    /// The row of the batch's file, from 1; nil for an event by hand.
    public let row: Int64?
    /// What happened. A reversal has the reversed event with negated quantity and amount.
    public let event: Event
    /// The event that this one reverses.
    public let reverses: Int64?
    /// The batch whose file stated the event. It differs from the event's own batch if the event was recorded again
    /// under a new code map, or waited for a later batch.
    public let statedInBatch: Int64
    /// The row of that file, from 1; nil for an event by hand.
    public let statedInRow: Int64?

    let ids: EventIDs
    /// The statement that the event follows from.
    let statement: Int64?
    /// The event as first recorded, if this one was recorded again under a new code map.
    let origin: Int64?

    /// Whether the event completes a row that left something out. A complete row supersedes it.
    var wasGuessed: Bool { statement != nil && event.detail.statedAt == nil }

    /// Whether a complete row without a time of statement counts as older, because the event follows from a row that
    /// has one.
    func isNewer(in key: EventKey) -> Bool {
        statement != nil && event.detail.statedAt != nil && !(key.isOfGroup && event.memo)
    }

    var links: EventLinks { EventLinks(reverses: reverses, statement: statement, origin: origin) }

    /// The kind for people: `reversal` for an event that reverses another one.
    public var shownKind: String { reverses == nil ? event.kind.rawValue : EventKind.reversalName }
}

/// What an event refers to in the log.
struct EventLinks {
    var reverses: Int64?
    /// The statement that the event follows from.
    var statement: Int64?
    /// The event as first recorded, if this one was recorded again under a new code map.
    var origin: Int64?
}
