import GRDB

extension Ledger {
    /// The status of the ledger, composed of the other reports on one snapshot.
    ///
    /// - Throws: `sumOverflow` for quantities beyond 64 bits.
    public func status(_ query: StatusQuery = StatusQuery()) throws -> StatusReport {
        let time = ReportTime(asOf: query.asOf)
        let outcomes: @Sendable (BookView) throws -> StatusBuilder.Outcomes = {
            try StatusBuilder(view: $0, query: query).outcomes()
        }
        return try view(time, beside: outcomes) { view, outcomes in
            try StatusBuilder(view: view, query: query).build(self, outcomes)
        }
    }
}

/// Composes the status from the other reports.
struct StatusBuilder {
    let view: BookView
    let query: StatusQuery

    /// What takes a pass through the log, and can be found beside the rest.
    struct Outcomes: Sendable {
        let sources: [Coverage]
        let waiting: [LedgerException]
        let decisions: [StatusDecision]
    }

    private var now: Instant { view.present.advanced(byMilliseconds: -1) }
    private var today: Int { view.zone.day(of: now) }

    func outcomes() throws -> Outcomes {
        var limits = ExceptionLimits()
        limits.waitingHours = query.waitingHours
        let context = try ExceptionContext(view, limits: limits, [.orders, .coverage])
        // Those of one order stay sorted by SKU.
        let waiting = try Ledger.sorted(OrderWaiting().find(context)).sorted {
            ($0.since ?? now, $0.document ?? "") < ($1.since ?? now, $1.document ?? "")
        }
        return Outcomes(
            sources: context.coverage.sorted { $0.lastEventAt < $1.lastEventAt },
            waiting: waiting,
            decisions: try decisions(context)
        )
    }

    func build(_ ledger: Ledger, _ outcomes: () throws -> Outcomes) throws -> StatusReport {
        let lines = try linesWithNames()
        let times = TransitTimes(TransitWay.of(lines, view.zone), view, try CalendarBook(view.database))
        let since = view.zone.start(ofDay: today - query.arrivedDays)
        let arrived = lines.filter { $0.received > 0 && $0.receivedAt.map { $0 >= since } ?? false }
        let stuck = lines.filter { $0.open > 0 }.map { line in
            OpenShipmentLine(line: line, progress: ShipmentTransit(line, view.zone)?.progress(times))
        }.filter { $0.progress?.isBeyondP90 == true }
        var runsOut = RunsOutQuery()
        runsOut.before = CalendarDate(dayNumber: today + query.runsOutDays + 1)
        runsOut.time = view.time
        let ending = try RunsOutBuilder(ledger, view, runsOut).build()
        let outcomes = try outcomes()
        return StatusReport(
            at: now,
            sources: outcomes.sources,
            arrived: arrived.sorted { ($0.receivedAt ?? now) > ($1.receivedAt ?? now) },
            stuck: stuck.sorted { ($0.progress?.daysInLeg ?? 0) > ($1.progress?.daysInLeg ?? 0) },
            runsOut: ending,
            waiting: outcomes.waiting,
            decisions: outcomes.decisions
        )
    }

    private func linesWithNames() throws -> [ShipmentLine] {
        var lines = try ShipmentLine.all(view)
        let names = try Ledger.names(view.database, of: Set(lines.lazy.map(\.sku)))
        for place in lines.indices { lines[place].name = names[lines[place].sku] }
        return lines
    }

    private func decisions(_ context: ExceptionContext) throws -> [StatusDecision] {
        let rows = Dictionary(grouping: try RowWaiting().find(context), by: \.code)
        let negative = try NegativeStock().find(context).filter { $0.until == nil }
        var rejected: [Instant] = []
        var conflicts: [(count: Int64, at: Instant)] = []
        // Rows wait and are rejected on the clock of the recording, whatever the report's time.
        let recent = view.now.advanced(byMilliseconds: -Int64(query.arrivedDays) * Instant.dayMilliseconds)
        let batches = try BatchTable.fetch(view.database)
        let undone = Set(batches.compactMap(\.undoes))
        let recordedAt = Dictionary(batches.map { ($0.id, $0.recordedAt) }) { $1 }
        try RejectedRow.forEach(view.database) { row in
            if let at = recordedAt[row.batch] { rejected.append(at) }
        }
        for batch in batches where batch.counts.conflicts > 0 && !undone.contains(batch.id) {
            if batch.recordedAt >= recent { conflicts.append((batch.counts.conflicts, batch.recordedAt)) }
        }
        func decision(_ kind: StatusDecision.Kind, _ found: [LedgerException]) -> StatusDecision {
            StatusDecision(kind: kind, count: Int64(found.count), since: found.compactMap(\.since).min())
        }
        return [
            decision(.negativeStock, negative),
            decision(.waitingRow, rows[.waitingRow] ?? []),
            decision(.ambiguousLine, rows[.ambiguousLine] ?? []),
            decision(.ambiguousOrder, rows[.ambiguousOrder] ?? []),
            StatusDecision(kind: .rejectedRow, count: Int64(rejected.count), since: rejected.min()),
            StatusDecision(
                kind: .conflict,
                count: conflicts.reduce(0) { $0 &+ $1.count },
                since: conflicts.map(\.at).min()
            ),
        ].filter { $0.count > 0 }
    }
}
