/// The open days of the calendars of a report, over the days that it looks at.
final class TransitCalendars {
    private let book: CalendarBook
    private let days: ClosedRange<Int>
    private var known: [CalendarName: OpenDays] = [:]

    /// - Parameter days: the days that are looked at; beyond them every day is open.
    init(_ book: CalendarBook, days: ClosedRange<Int>) {
        self.book = book
        self.days = days
    }

    func open(_ name: CalendarName) -> OpenDays {
        if let open = known[name] { return open }
        let open = OpenDays(book.calendar(name), from: days.lowerBound, to: days.upperBound)
        known[name] = open
        return open
    }

    /// The days on which a leg advances on the way to a warehouse.
    func open(_ leg: TransitLeg, to warehouse: Warehouse) -> OpenDays {
        switch leg {
        case .dispatchPort: .always
        case .portRelease: open(.mexicanCustoms)
        case .releaseShelf, .transfer: open(.of(warehouse))
        }
    }
}

/// shipments -> how many open days each leg takes.
struct TransitTimes {
    /// A leg by one mode, or by one forwarder and mode.
    private struct Key: Hashable {
        let leg: TransitLeg
        let mode: String?
        let forwarder: String?
    }

    private let curves: [Key: SurvivalCurve]
    let calendars: TransitCalendars
    /// Warehouses to which goods were only ever sent on from others.
    let reachedByTransfer: Set<Warehouse>
    /// The report's day, in days since 1970-01-01.
    let today: Int

    /// - Parameter ways: those of all shipments.
    init(_ ways: [TransitWay], _ view: BookView, _ calendars: CalendarBook) {
        let today = view.zone.day(of: view.present.advanced(byMilliseconds: -1))
        let first = min(ways.compactMap(\.dispatched).min() ?? today, today)
        self.init(ways, TransitCalendars(calendars, days: first...today + Self.daysAhead), today: today)
    }

    /// Plans look less than this many days ahead.
    private static let daysAhead = 3_000

    init(_ ways: [TransitWay], _ calendars: TransitCalendars, today: Int) {
        var ended: [Key: [Int64]] = [:]
        var running: [Key: [Int64]] = [:]
        for way in ways {
            for (leg, from, to) in way.legs {
                let open = calendars.open(leg, to: way.warehouse)
                let mode = way.isTransfer ? nil : Self.mode(way.mode)
                for forwarder in way.forwarder.map({ [nil, $0] }) ?? [nil] {
                    let key = Key(leg: leg, mode: mode, forwarder: forwarder)
                    if let to {
                        // A leg that ended before it began has a wrong date.
                        guard to >= from else { continue }
                        ended[key, default: []].append(Int64(open.count(after: from, through: to)))
                    } else {
                        running[key, default: []].append(Int64(open.count(after: from, through: today)))
                    }
                }
            }
        }
        let direct = Set(ways.lazy.filter { !$0.isTransfer }.map(\.warehouse))
        reachedByTransfer = Set(ways.lazy.filter(\.isTransfer).map(\.warehouse)).subtracting(direct)
        curves = Dictionary(
            Set(ended.keys).union(running.keys).map {
                ($0, SurvivalCurve(ended: ended[$0] ?? [], running: running[$0] ?? []))
            },
            uniquingKeysWith: { first, _ in first }
        )
        self.calendars = calendars
        self.today = today
    }

    /// One word for each mode, whatever the language of the file.
    private static func mode(_ written: String?) -> String? {
        written.map { TransportMode(written: $0)?.rawValue ?? $0.lowercased() }
    }

    /// How long a leg takes: of a forwarder with enough legs, else of the mode, else what is usual in the trade. Nil
    /// for the way to the port by an unknown mode.
    func estimate(_ leg: TransitLeg, mode: String?, forwarder: String? = nil) -> LegEstimate? {
        let mode = Self.mode(mode)
        if let forwarder, let curve = curves[Key(leg: leg, mode: mode, forwarder: forwarder)],
            let own = LegEstimate(curve, endedMin: LegEstimate.endedMinOfForwarder)
        {
            return own
        }
        if let measured = curves[Key(leg: leg, mode: mode, forwarder: nil)].flatMap({ LegEstimate($0) }) {
            return measured
        }
        return LegEstimate.usual(leg, by: mode.flatMap { TransportMode(rawValue: $0) })
    }

    /// The legs from one on to the shelf of a warehouse; nil if one of them is not known.
    func legs(from first: TransitLeg, to warehouse: Warehouse, mode: String?, forwarder: String? = nil)
        -> [LegAhead]?
    {
        let legs: [TransitLeg] =
            switch first {
            case .dispatchPort: [.dispatchPort, .portRelease, .releaseShelf]
            case .portRelease: [.portRelease, .releaseShelf]
            case .releaseShelf: [.releaseShelf]
            case .transfer: [.transfer]
            }
        var ahead: [LegAhead] = []
        for leg in legs {
            guard let estimate = estimate(leg, mode: mode, forwarder: forwarder) else { return nil }
            ahead.append(LegAhead(leg: leg, open: calendars.open(leg, to: warehouse), estimate: estimate))
        }
        return ahead
    }

    /// The way from China to a warehouse by a mode. Goods for a warehouse that only transfers reach are first received
    /// by another one.
    func route(to warehouse: Warehouse, by mode: TransportMode) -> TransitRoute? {
        guard var legs = legs(from: .dispatchPort, to: warehouse, mode: mode.rawValue) else { return nil }
        if reachedByTransfer.contains(warehouse), let last = legs.popLast(),
            let onward = self.legs(from: .transfer, to: warehouse, mode: nil)
        {
            legs.append(LegAhead(leg: last.leg, open: calendars.open(.mexico), estimate: last.estimate))
            legs += onward
        }
        return TransitRoute(dispatch: calendars.open(.china), legs: legs)
    }
}

/// The days of a shipment's way to one warehouse, as days since 1970-01-01.
struct TransitWay {
    let warehouse: Warehouse
    let mode: String?
    let forwarder: String?
    let isTransfer: Bool
    let dispatched: Int?
    let portArrived: Int?
    let released: Int?
    let shelf: Int?
    /// Whether units are still under way.
    let isOpen: Bool

    /// The legs that have begun, each with its end if it has ended. What skipped a milestone is not under way to it.
    var legs: [(leg: TransitLeg, from: Int, to: Int?)] {
        var legs: [(leg: TransitLeg, from: Int, to: Int?)] = []
        func add(_ leg: TransitLeg, _ from: Int?, _ to: Int?, isRunning: Bool) {
            if let from, to != nil || isRunning { legs.append((leg, from, to)) }
        }
        let isUnderWay = isOpen && shelf == nil
        if isTransfer {
            // Transfers between warehouses have no mode that matters.
            add(.transfer, dispatched, shelf, isRunning: isUnderWay)
        } else {
            add(.dispatchPort, dispatched, portArrived, isRunning: isUnderWay && released == nil)
            add(.portRelease, portArrived, released, isRunning: isUnderWay)
            add(.releaseShelf, released, shelf, isRunning: isUnderWay)
        }
        return legs
    }

    /// The ways of some shipments, one for each destination.
    static func of(_ lines: [ShipmentLine], _ zone: BusinessZone) -> [TransitWay] {
        struct Part: Hashable {
            let shipment: Shipment
            let warehouse: Warehouse
        }
        let parts = Dictionary(grouping: lines) { Part(shipment: $0.shipment, warehouse: $0.warehouse) }
        let sorted = parts.sorted {
            ($0.key.shipment, $0.key.warehouse) < ($1.key.shipment, $1.key.warehouse)
        }
        return sorted.map { part, lines in
            func day(_ instants: [Instant], _ choose: ([Instant]) -> Instant?) -> Int? {
                choose(instants).map { zone.day(of: $0) }
            }
            return TransitWay(
                warehouse: part.warehouse,
                mode: lines.lazy.compactMap(\.mode).first,
                forwarder: lines.lazy.compactMap(\.forwarder).first,
                isTransfer: lines.contains { $0.transferred > 0 },
                dispatched: day(lines.compactMap(\.dispatchedAt)) { $0.min() },
                portArrived: day(lines.compactMap(\.portArrivedAt)) { $0.min() },
                released: day(lines.compactMap(\.releasedAt)) { $0.max() },
                shelf: day(lines.compactMap(\.receivedAt)) { $0.max() },
                isOpen: lines.contains { $0.open > 0 }
            )
        }
    }
}
