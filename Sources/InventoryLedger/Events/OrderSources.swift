/// Which sources have an order of one number, and whose order an event of the number is about.
///
/// Numbers are unique within a source only: two shops may both have an order 1001.
struct OrderSources {
    enum Choice: Equatable {
        case none
        case one(Source)
        case several([Source])
    }

    /// The kinds that say which orders there are.
    static let kinds: Set<EventKind> = [.orderPlaced, .orderShipped, .saleShipped]

    /// By their bytes.
    let known: [Source]

    /// What one live event of the number says of whose order it is.
    struct Mention {
        let kind: EventKind
        let source: Source
        let memo: Bool
    }

    init(_ events: some Sequence<Event>) {
        self.init(events.lazy.map { Mention(kind: $0.kind, source: $0.source, memo: $0.memo) })
    }

    /// - Parameter mentions: the live events of the number.
    init(_ mentions: some Sequence<Mention>) {
        var placed = Tally()
        var sold = Tally()
        var shipped: Set<Source> = []
        for one in mentions {
            switch one.kind {
            case .orderPlaced: placed.note(one)
            case .saleShipped: sold.note(one)
            case .orderShipped: shipped.insert(one.source)
            default: break
            }
        }
        var known = placed.sources
        if known.isEmpty {
            known = sold.sources
        } else {
            // A sale beside an order of another source is that order only where one of the two is a memo: both would
            // take the goods from the shelf.
            for source in sold.sources.subtracting(known) {
                let moves = sold.moving.contains(source)
                let hasPartner = moves ? placed.moving != placed.sources : !placed.moving.isEmpty
                if !hasPartner { known.insert(source) }
            }
        }
        self.known = (known.isEmpty ? shipped : known).sorted { $0.text < $1.text }
    }

    private struct Tally {
        var sources: Set<Source> = []
        /// Those of which not all is memo.
        var moving: Set<Source> = []

        mutating func note(_ mention: Mention) {
            sources.insert(mention.source)
            if !mention.memo { moving.insert(mention.source) }
        }
    }

    /// The source whose order a row means: the one that it names, its own, or the only one.
    func choose(asking source: Source, of explicit: Source?) -> Choice {
        if let explicit { return known.contains(explicit) ? .one(explicit) : .none }
        if known.contains(source) { return .one(source) }
        switch known.count {
        case 0: return .none
        case 1: return .one(known[0])
        default: return .several(known)
        }
    }

    /// The source whose order an event is about.
    func choose(_ event: Event) -> Choice { choose(asking: event.source, of: event.detail.orderSource) }
}
