/// An event with its place in the log.
public struct StoredEvent: Sendable {
    /// The event's number: 1, 2, 3, ... without gaps.
    public let seq: Int64
    /// The batch that recorded the event.
    public let batch: Int64
    /// The row of the batch's file, from 1; nil for an event by hand.
    public let row: Int64?
    /// What happened. For a reversal: the reversed event with its quantity and amount turned round.
    public let event: Event
    /// The event that this one takes back.
    public let reverses: Int64?
    /// The batch whose file told the event: another than its own where it was recorded anew under a later code map,
    /// or waited for what its own batch brought.
    public let toldInBatch: Int64
    /// The row of that file, from 1; nil for an event by hand.
    public let toldInRow: Int64?

    let ids: EventIDs
    /// The statement from whose line the event follows.
    let statement: Int64?
    /// The event that this one is under a later code map.
    let origin: Int64?

    /// Whether the event completes a row that left something out: a row in full says more, and is no rival of it.
    var wasGuessed: Bool { statement != nil && event.detail.statedAt == nil }

    /// Whether a row in full that does not say how old it is counts as older: the event follows from one that does.
    func isNewer(in key: EventKey) -> Bool {
        statement != nil && event.detail.statedAt != nil && !(key.isOfGroup && event.memo)
    }

    var place: LogPlace {
        LogPlace(seq: seq, batch: batch, row: row, reverses: reverses, statement: statement, origin: origin)
    }

    /// The kind as shown: `reversal` for an event that takes another back.
    public var shownKind: String { reverses == nil ? event.kind.rawValue : EventKind.reversalName }
}

/// Where an event stands in the log, and how it got there.
struct LogPlace {
    let seq: Int64
    let batch: Int64
    let row: Int64?
    var reverses: Int64?
    /// The statement from whose line the event follows.
    var statement: Int64?
    /// The event that this one is under a later code map.
    var origin: Int64?
}
