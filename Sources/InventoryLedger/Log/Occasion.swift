/// When and where a movement happened, as stated by its row.
///
/// Movements come in parts: an order leaves in two parcels on two days, a receipt is counted over a week, an order
/// ships from two warehouses. Without ids, the occasion distinguishes the parts of one key.
struct Occasion: Hashable {
    let occurredAt: Instant
    /// As the file wrote it, so that a new code map does not create another part.
    let warehouse: Warehouse
}

extension EventKind {
    /// Whether events of one key at several times or warehouses are several events. A milestone is reached once, but
    /// an expected arrival may change often.
    var comesInParts: Bool { hasGoods || self == .etaChanged }
}

extension Event {
    /// The occasion, if it distinguishes the event from others of its key; nil if the key alone does.
    func occasion(in key: EventKey) -> Occasion? {
        guard key.isOfGroup, kind.comesInParts else { return nil }
        return Occasion(occurredAt: occurredAt, warehouse: detail.written?.warehouse ?? warehouse)
    }
}

extension StoredEvent {
    /// The occasion, if it distinguishes the event from others of its key; nil if the key alone does. Events of
    /// statements belong to a line, whatever their time.
    func occasion(in key: EventKey) -> Occasion? {
        statement == nil ? event.occasion(in: key) : nil
    }
}
