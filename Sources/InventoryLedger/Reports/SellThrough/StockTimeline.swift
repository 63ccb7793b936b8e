/// sums and events -> the stock of each position over time through baseline and window.
///
/// On a day, the available units fall by at most all that left. A position that begins the day with more was in stock
/// all day, and the day's sums are enough; likewise if it is below zero by more than all that came. Only the other days
/// are followed event by event.
final class StockTimeline {
    struct Position: Hashable, Sendable {
        let sku: Int64
        let warehouse: Int64
    }

    /// Units of a shipment that became available in the window.
    struct Arrival: Hashable {
        let position: Position
        let shipment: Int64
    }

    private(set) var tracks: [(position: Position, track: PositionTrack)] = []
    private(set) var arrivals: [Arrival: (units: Int64, first: Instant)] = [:]
    /// Units ordered from the warehouses asked for, by days of the window's zone.
    private(set) var demandOfDays: [Int: Int64] = [:]

    private let view: BookView
    private let window: ReportWindow
    private let zone: BusinessZone
    private let spans: PositionTrack.Spans
    private let skus: [Int64]?
    private let demand: DemandRule
    private let isWanted: (_ warehouse: Int64) -> Bool
    private let cells: MovementTotals
    private let moves: MoveReader
    private var numbers = PositionNumbers()
    private var effects = PhaseTable<PositionTrack.Effect>()
    private var days: DayCutter

    /// - Parameter isWanted: the warehouses whose days are counted.
    /// - Throws: `unknownZone`.
    init(
        _ view: BookView,
        _ window: ReportWindow,
        _ spans: PositionTrack.Spans,
        skus: [Int64]?,
        demand: DemandRule,
        isWanted: @escaping (_ warehouse: Int64) -> Bool
    ) throws {
        guard let zone = BusinessZone(window.timeZone) else {
            throw LedgerError(.unknownZone, "\"\(window.timeZone)\" is not a time zone of this machine")
        }
        self.view = view
        self.window = window
        self.zone = zone
        self.spans = spans
        self.skus = skus
        self.demand = demand
        self.isWanted = isWanted
        cells = MovementTotals(view)
        // Most moves do not change the available units, such as the dispatch of allocated ones.
        moves = try MoveReader(view) { demand.matters($0) }
        days = DayCutter(zone)
    }

    private var start: Instant { min(window.baselineStart, window.start) }

    /// Follows every position to the end of the window.
    func follow() throws {
        try startTracks()
        for stretch in stretches() {
            if stretch.isOfWholeDays {
                try followSums(stretch.days)
            } else {
                try moves.forEachDay(
                    from: max(start, view.zone.start(ofDay: stretch.days.lowerBound)),
                    to: min(window.end, view.zone.start(ofDay: stretch.days.upperBound + 1)),
                    skus: skus
                ) { _, moves in for move in moves { try follow(move) } }
            }
        }
        for number in tracks.indices { try tracks[number].track.finish(spans) }
    }

    /// Counts units of a position that arrived late.
    func addLate(_ units: Int64, at position: Position) throws {
        try tracks[track(position)].track.addLate(units)
    }

    private func startTracks() throws {
        let before = start.advanced(byMilliseconds: -1)
        let upTo = view.time.asOf.map { min($0, before) } ?? before
        for entry in try cells.totals(upTo: upTo, skus: skus) {
            let effect = try effect(of: entry.key.phase)
            guard effect.sign != 0 else { continue }
            let number = track(Position(sku: Int64(entry.key.sku), warehouse: effect.warehouse))
            let cell = PositionTrack.Cell(effect: effect, try RouteCell(entry))
            try tracks[number].track.begin(
                change: cell.change(),
                receipts: effect.isReceipt ? cell.units : 0
            )
        }
    }

    /// The number of a position's track, which is created if needed.
    private func track(_ position: Position) -> Int {
        let number = numbers.number(sku: position.sku, warehouse: position.warehouse)
        if number == tracks.count { tracks.append((position, PositionTrack(from: start))) }
        return number
    }

    private func effect(of phase: RoutePhase) throws -> PositionTrack.Effect {
        if let known = effects[phase] { return known }
        let effect = PositionTrack.Effect(
            try view.names.routes.route(phase.route),
            isBeforeOpening: phase.isBeforeOpening,
            demand
        )
        effects[phase] = effect
        return effect
    }

    // MARK: Days

    private struct Stretch {
        var days: ClosedRange<Int>
        let isOfWholeDays: Bool
    }

    /// The days of baseline and window, as stretches of whole and of partial days.
    private func stretches() -> [Stretch] {
        guard start < window.end else { return [] }
        let last = view.zone.day(of: window.end.advanced(byMilliseconds: -1))
        var stretches: [Stretch] = []
        for day in view.zone.day(of: start)...last {
            let isWhole = isWhole(day)
            if let open = stretches.last, open.isOfWholeDays == isWhole {
                stretches[stretches.count - 1].days = open.days.lowerBound...day
            } else {
                stretches.append(Stretch(days: day...day, isOfWholeDays: isWhole))
            }
        }
        return stretches
    }

    /// Whether stored sums are enough for a day: it is known, over, a day of the window's own zone, and entirely in
    /// the window, in the baseline or in neither.
    private func isWhole(_ day: Int) -> Bool {
        guard view.hasSums, zone.identifier == view.zone.identifier else { return false }
        let (first, last) = (view.zone.start(ofDay: day), view.zone.end(ofDay: day))
        guard first >= start, last < window.end, view.hasHappened(last) else { return false }
        return ([spans.window] + spans.baseline).allSatisfy { span in
            span.contains(first.milliseconds) == span.contains(last.milliseconds)
                && (span.contains(first.milliseconds) || span.upperBound <= first.milliseconds
                    || span.lowerBound > last.milliseconds)
        }
    }

    private func followSums(_ days: ClosedRange<Int>) throws {
        let roles = days.map { DayRole(day: $0, view.zone, spans) }
        var warehouses: [Int64] = []
        var restless: [Int64] = []
        var ofDay: [PositionTrack.Cell] = []
        try cells.forEachWholeDay(days, skus: skus) { day, sku, cells in
            let role = roles[min(max(0, day - days.lowerBound), roles.count - 1)]
            ofDay.removeAll(keepingCapacity: true)
            warehouses.removeAll(keepingCapacity: true)
            restless.removeAll(keepingCapacity: true)
            for cell in cells {
                let effect = try effect(of: cell.phase)
                guard effect.matters else { continue }
                ofDay.append(PositionTrack.Cell(effect: effect, cell))
                if !warehouses.contains(effect.warehouse) { warehouses.append(effect.warehouse) }
            }
            for warehouse in warehouses {
                let own = ofDay.lazy.filter { $0.effect.warehouse == warehouse }
                let number = track(Position(sku: sku, warehouse: warehouse))
                // For arrivals in the window, the hour matters too.
                if role.isInWindow && own.contains(where: \.effect.isArrival)
                    || !tracks[number].track.keepsItsSign(own)
                {
                    restless.append(warehouse)
                } else {
                    try follow(own, number, role)
                }
            }
            guard !restless.isEmpty else { return }
            for move in try moves.moves(onDay: day, sku: sku) where restless.contains(move.warehouse) {
                try follow(move)
            }
        }
    }

    /// The period that a whole day belongs to.
    private struct DayRole {
        let day: Int
        let start: Instant
        let isInWindow: Bool
        let isBaseline: Bool

        init(day: Int, _ zone: BusinessZone, _ spans: PositionTrack.Spans) {
            self.day = day
            start = zone.start(ofDay: day)
            isInWindow = spans.window.contains(start.milliseconds)
            isBaseline = spans.isBaseline(start)
        }
    }

    /// Applies a whole day on which a position keeps its sign.
    private func follow(_ cells: some Sequence<PositionTrack.Cell>, _ number: Int, _ role: DayRole) throws {
        if role.isInWindow { try tracks[number].track.pass(to: role.start, spans) }
        for cell in cells {
            try tracks[number].track.applyKeepingSign(cell, isInWindow: role.isInWindow)
            guard cell.effect.isDemand else { continue }
            try noteDemand(
                cell.units,
                number,
                day: role.day,
                isInWindow: role.isInWindow,
                isBaseline: role.isBaseline
            )
        }
    }

    // MARK: Moves

    private func follow(_ move: LoggedMove) throws {
        let position = Position(sku: move.sku, warehouse: move.warehouse)
        let number = track(position)
        try tracks[number].track.apply(move, demand, spans)
        if demand.isDemand(move.route) {
            try noteDemand(
                move.units,
                number,
                day: Int(days.day(of: move.occurredAt)),
                isInWindow: window.contains(move.occurredAt),
                isBaseline: spans.isBaseline(move.occurredAt)
            )
        }
        try noteArrival(move, position)
    }

    private func noteDemand(_ units: Int64, _ number: Int, day: Int, isInWindow: Bool, isBaseline: Bool)
        throws
    {
        try tracks[number].track.addOrdered(units, onDay: day)
        if isInWindow {
            try tracks[number].track.addOrdered(units)
        } else if isBaseline {
            try tracks[number].track.addBaselineOrdered(units)
        }
        if isWanted(tracks[number].position.warehouse) {
            demandOfDays[day] = try demandOfDays[day, default: 0].adding(units)
        }
    }

    private func noteArrival(_ move: LoggedMove, _ position: Position) throws {
        guard move.route.key.kind == .stockReceived, move.route.key.shipment != 0,
            window.contains(move.occurredAt),
            move.route.availableSign(isBeforeOpening: move.isBeforeOpening) != 0
        else { return }
        let arrival = Arrival(position: position, shipment: move.route.key.shipment)
        let known = arrivals[arrival]
        arrivals[arrival] = (
            try (known?.units ?? 0).adding(move.units), min(known?.first ?? move.occurredAt, move.occurredAt)
        )
    }
}

extension DemandRule {
    /// Whether a route's moves change the available units, or are demand.
    func matters(_ route: Route) -> Bool {
        route.availableSign(isBeforeOpening: false) != 0 || route.availableSign(isBeforeOpening: true) != 0
            || isDemand(route)
    }
}
