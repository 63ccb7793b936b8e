import InventoryLedger

/// events -> warnings of what is odd in them.
struct EventOddities: Sendable {
    /// Later times get a warning.
    let latest: Instant
    /// The clock on which people read times.
    let zone: BusinessZone

    func warn(_ event: Event, _ line: Int64, _ warnings: inout [RowProblem]) {
        for warning in event.warnings { warnings.append(RowProblem(row: line, warning)) }
        if event.occurredAt > latest {
            warnings.append(
                RowProblem(
                    row: line,
                    FieldProblem(
                        .occurredAt,
                        value: event.occurredAt.description,
                        code: .futureDate,
                        "\(zone.clock(event.occurredAt)) is more than a day ahead; check whether day and month are swapped"
                    )
                )
            )
        }
    }

    /// Warns of oddities in the events of a statement alone, once each.
    func warn(_ statement: Statement, _ line: Int64, _ warnings: inout [RowProblem]) throws(FieldProblem) {
        // Few statements have anything to warn of, so events are created only for those.
        guard statement.steps.contains(where: { $0.occurredAt > latest || $0.kind == .customsReleased })
        else { return }
        var found: [RowProblem] = []
        for event in try statement.samples() { warn(event, line, &found) }
        for (index, warning) in found.enumerated() where !found[..<index].contains(warning) {
            warnings.append(warning)
        }
    }
}
