/// When and where a movement took place, as its row states it.
///
/// Movements come in parts: an order leaves in two parcels on two days, a receipt is counted in over a week, one order
/// is sent from two warehouses. For rows without an id of their own the occasion tells the parts of one key apart.
struct Occasion: Hashable {
    let occurredAt: Instant
    /// As the file wrote it, so that a changed code map makes no other part.
    let warehouse: Warehouse
}

extension EventKind {
    /// Whether events of one key at several instants or warehouses are several events. A milestone is reached once, but
    /// its expected time may change often.
    var comesInParts: Bool { hasGoods || self == .etaChanged }
}

extension Event {
    /// The occasion that tells the event from others of its key; nil where the key alone does.
    func occasion(in key: EventKey) -> Occasion? {
        guard key.isOfGroup, kind.comesInParts else { return nil }
        return Occasion(occurredAt: occurredAt, warehouse: detail.written?.warehouse ?? warehouse)
    }
}

extension StoredEvent {
    /// The occasion that tells the event from others of its key; nil where the key alone does. What follows from
    /// statements is about a line, whatever its time.
    func occasion(in key: EventKey) -> Occasion? {
        statement == nil ? event.occasion(in: key) : nil
    }
}
