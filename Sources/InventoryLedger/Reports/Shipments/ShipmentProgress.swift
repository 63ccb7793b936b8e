/// Where the open units of a shipment are, for how long, and when they will be on the shelf.
public struct ShipmentProgress: Hashable, Sendable {
    /// The leg that the units are on.
    public let leg: TransitLeg
    /// The day on which it began.
    public let since: CalendarDate
    /// Open days of the leg's calendar since then.
    public let daysInLeg: Int
    /// Whether that is longer than nine of ten such legs take; nil if it is not known how long they take.
    public let isBeyondP90: Bool?
    /// The day by which half of such shipments are on the shelf; nil if it is not known.
    public let expectedOn: CalendarDate?
    /// The day by which nine of ten such shipments are on the shelf; nil if it is not known.
    public let p90On: CalendarDate?
    /// Whether the legs ahead were measured, or some are what the trade reckons with; nil if the days are not known.
    public let isMeasured: Bool?
}

/// A line of a shipment that is not closed.
public struct OpenShipmentLine: Sendable {
    /// The line.
    public let line: ShipmentLine
    /// Where its units are; nil if it has no open units, or no date to tell it by.
    public let progress: ShipmentProgress?
}

extension Ledger {
    /// The lines of shipments that are not closed, sorted by shipment, SKU and destination, each with where its units
    /// are and when they are expected.
    public func openShipments(time: ReportTime = ReportTime()) throws -> [OpenShipmentLine] {
        // The open lines and the transit times of all shipments are independent, so they are read in parallel.
        try view(time, beside: TransitWay.all) { view, ways in
            var lines = try ShipmentLine.open(view)
            let names = try Self.names(view.database, of: Set(lines.lazy.map(\.sku)))
            for place in lines.indices { lines[place].name = names[lines[place].sku] }
            let calendars = try CalendarBook(view.database, knownUpTo: time.lastKnownBatch(view.database))
            let times = TransitTimes(try ways(), view, calendars)
            return lines.map { line in
                OpenShipmentLine(line: line, progress: ShipmentTransit(line, view.zone)?.progress(times))
            }
        }
    }
}

/// The leg that the open units of a line are on.
struct ShipmentTransit {
    let leg: TransitLeg
    /// In days since 1970-01-01.
    let since: Int
    let line: ShipmentLine

    /// Nil if the line has no open units, or no date to tell it by.
    init?(_ line: ShipmentLine, _ zone: BusinessZone) {
        guard line.open > 0 else { return nil }
        self.line = line
        let isReleased = line.releasedAt != nil
        let began: (TransitLeg, Instant?) =
            if line.transferred > 0 {
                (.transfer, line.dispatchedAt)
            } else if line.inTransit > 0, line.portArrivedAt != nil {
                (.portRelease, line.portArrivedAt)
            } else if line.inTransit > 0 || !isReleased {
                (.dispatchPort, line.dispatchedAt)
            } else {
                (.releaseShelf, line.releasedAt)
            }
        guard let at = began.1 else { return nil }
        leg = began.0
        since = zone.day(of: at)
    }

    private func legs(_ times: TransitTimes) -> [LegAhead]? {
        leg == .transfer
            ? times.legs(from: leg, to: line.warehouse, mode: nil)
            : times.legs(from: leg, to: line.warehouse, mode: line.mode, forwarder: line.forwarder)
    }

    /// Whether it is not known how long the legs ahead take.
    func isOfUnknownMode(_ times: TransitTimes) -> Bool { legs(times) == nil }

    /// Open days that the leg has taken so far.
    private func elapsed(_ times: TransitTimes) -> Int {
        times.calendars.open(leg, to: line.warehouse).count(after: since, through: times.today)
    }

    /// The days on which the units may be on the shelf; nil if that is not known.
    ///
    /// - Parameter service: decides which end of a trade's range is used.
    func arrival(_ times: TransitTimes, service: Double) -> ArrivalDays? {
        guard let legs = legs(times) else { return nil }
        return ArrivalDays(from: since, over: legs, service: service, elapsed: elapsed(times))
    }

    /// The probability that the units are on the shelf by a day; nil if it is not known.
    ///
    /// - Parameter service: decides which end of a trade's range is used.
    func probability(_ times: TransitTimes, by day: Int, service: Double) -> Double? {
        guard let legs = legs(times), let first = legs.first else { return nil }
        let durations = first.estimate.durations(for: service, elapsed: elapsed(times))
        guard !durations.isEmpty else { return nil }
        let later = ArrivalChances(Array(legs.dropFirst()), by: day, service: service, from: since)
        return durations.reduce(0) { $0 + $1.probability * later[first.open.day($1.days, after: since)] }
    }

    func progress(_ times: TransitTimes) -> ShipmentProgress {
        let elapsed = elapsed(times)
        let legs = legs(times)
        let days = [0.5, 0.9].map { share in
            arrival(times, service: share)?.day(share).map { CalendarDate(dayNumber: $0) }
        }
        let isMeasured = legs?.allSatisfy { if case .measured = $0.estimate.basis { true } else { false } }
        return ShipmentProgress(
            leg: leg,
            since: CalendarDate(dayNumber: since),
            daysInLeg: elapsed,
            isBeyondP90: legs?.first?.estimate.days(0.9).map { elapsed > $0 },
            expectedOn: days[0],
            p90On: days[1],
            isMeasured: days[1] == nil ? nil : isMeasured
        )
    }
}
