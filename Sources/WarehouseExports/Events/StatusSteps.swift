import InventoryLedger

/// row -> what its line has been through, by its status.
struct StatusSteps: Sendable {
    private let statuses: BoundProfile.Statuses

    init(_ statuses: BoundProfile.Statuses) { self.statuses = statuses }

    /// The steps of a row; nil where the row has problems.
    func steps(
        _ fields: EventFields,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader,
        _ problems: inout [RowProblem]
    ) throws(FieldProblem) -> [Statement.Step]? {
        let found = texts.first(row, statuses.positions)
        let match = statuses.rules.first { rule, when in
            (rule.status?.matches(found?.text ?? "") ?? true) && texts.matches(when, row)
        }
        guard let rule = match?.rule else {
            problems.append(unknownStatus(found, row, texts))
            return nil
        }
        let before = problems.count
        var steps: [Statement.Step] = []
        for step in rule.steps {
            let stated: Time?
            do {
                stated = try time(of: step.kind, row, texts, reader)
            } catch {
                problems.append(texts.problem(error.problem, row.line, error.position))
                continue
            }
            if step.needsTime, stated == nil { continue }
            let occurredAt = stated.map(\.at) ?? fields.occurredAt
            guard let at = occurredAt ?? fields.detail.statedAt else {
                throw Self.missingStatedAt("stated_at is missing")
            }
            // If the source does not say when, the step happened before the row was stated.
            let isObserved = stated?.isObserved ?? false || occurredAt == nil
            steps.append(Statement.Step(kind: step.kind, occurredAt: at, isObserved: isObserved))
        }
        guard fields.detail.statedAt != nil || rule.steps.isEmpty else {
            throw Self.missingStatedAt(
                "stated_at is missing: without it, it is unknown which of two statuses is newer"
            )
        }
        placeBeforeDispatch(&steps, row, texts, reader)
        return problems.count == before ? steps : nil
    }

    // MARK: Times

    private struct Time {
        let at: Instant
        let isObserved: Bool
    }

    /// A time that cannot be read, and the column it stands in.
    private struct UnreadableTime: Error {
        let problem: FieldProblem
        let position: Int
    }

    /// When a step happened, by the columns that say it; nil where they are blank.
    private func time(
        of kind: EventKind,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader
    ) throws(UnreadableTime) -> Time? {
        guard let time = statuses.times[kind], let (position, text) = texts.first(row, time.positions) else {
            return nil
        }
        do {
            return Time(at: try reader.instant(text, kind), isObserved: time.isObserved)
        } catch {
            throw UnreadableTime(problem: error, position: position)
        }
    }

    /// Places an order that was paid after its dispatch when it was bought: at the first of its other times that is not
    /// after the dispatch, else with the dispatch.
    private func placeBeforeDispatch(
        _ steps: inout [Statement.Step],
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText,
        _ reader: ValueReader
    ) {
        guard let placed = steps.firstIndex(where: { $0.kind == .orderPlaced }),
            let shipped = steps.first(where: { $0.kind == .orderShipped }), !shipped.isObserved,
            steps[placed].occurredAt > shipped.occurredAt
        else { return }
        var at = shipped.occurredAt
        for position in statuses.times[.orderPlaced]?.positions ?? [] {
            let text = texts.text(row, position)
            guard !text.isEmpty, let other = try? reader.instant(text, .orderPlaced),
                other <= shipped.occurredAt
            else { continue }
            at = other
            break
        }
        steps[placed] = Statement.Step(
            kind: .orderPlaced,
            occurredAt: at,
            isObserved: steps[placed].isObserved
        )
    }

    // MARK: Problems

    private func unknownStatus(
        _ found: (position: Int, text: String)?,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText
    ) -> RowProblem {
        RowProblem(
            row: row.line,
            column: (found?.position ?? statuses.positions.first).map(texts.name) ?? "",
            value: found?.text ?? "",
            code: "unknown_status",
            message:
                "the statuses of the profile do not include \(words(found?.position, row, texts)); add it under "
                + "statuses in a copy of the profile"
        )
    }

    /// The status of a row, and the other values that the rules check: `"paid" (Financial Status)`.
    private func words(
        _ position: Int?,
        _ row: borrowing some TableRow & ~Copyable,
        _ texts: RowText
    ) -> String {
        var positions = position.map { [$0] } ?? Array(statuses.positions.prefix(1))
        for (_, when) in statuses.rules {
            for term in when.terms where !positions.contains(term.position) {
                positions.append(term.position)
            }
        }
        var words: [String] = []
        for position in positions {
            let text = "\"\(texts.text(row, position))\""
            words.append(positions.count == 1 ? text : "\(text) as \(texts.name(position))")
        }
        return words.joined(separator: " with ")
    }

    private static func missingStatedAt(_ message: String) -> FieldProblem {
        FieldProblem(.statedAt, value: "", code: .missingValue, message)
    }
}
