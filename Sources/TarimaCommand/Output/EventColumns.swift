import InventoryLedger

/// The columns of events: the canonical ones, and where each event came from.
enum EventColumns {
    /// An event, and what its kind is called where it is shown. A class, because a copy of an event for each of its cells
    /// would cost more than the cells.
    final class Shown: Sendable {
        let event: Event
        let kind: String

        init(_ event: Event, kind: String) {
            self.event = event
            self.kind = kind
        }
    }

    /// A recorded event.
    final class Logged: Sendable {
        let event: LoggedEvent
        let shown: Shown

        init(_ event: LoggedEvent) {
            self.event = event
            shown = Shown(event.stored.event, kind: event.stored.shownKind)
        }
    }

    /// The columns of canonical CSV.
    static let canonical: [TypedColumn<Shown>] = Column.allCases.map { column in
        let isShown = inTable.contains(column)
        let typed: TypedColumn<Shown> =
            column == .quantity
            ? .figures(column.rawValue, inTable: isShown) { .optional($0.event.quantity?.units) }
            : .words(column.rawValue, inTable: isShown) { cell($0, column) }
        return kept.contains(column) ? typed.kept : typed
    }

    /// Those of a recorded event.
    static let logged: [TypedColumn<Logged>] =
        [
            .figures("seq") { .integer($0.event.stored.seq) },
            .figures("batch") { .integer($0.event.stored.statedInBatch) },
            .figures("row") { .optional($0.event.stored.statedInRow) },
            .words("recorded_at", inTable: false) { .instant($0.event.recordedAt) },
            .figures("reverses", inTable: false) { .optional($0.event.stored.reverses) },
        ] + canonical.map { $0.of { $0.shown } }

    private static let inTable: Set<Column> = [
        .kind, .document, .sku, .warehouse, .quantity, .occurredAt, .stage, .shipment,
    ]

    private static let kept: Set<Column> = [.kind, .sku, .quantity, .occurredAt]

    private static func cell(_ shown: Shown, _ column: Column) -> Cell {
        switch column {
        case .kind: .text(shown.kind)
        case .amount: shown.event.amount.map { .decimal($0.decimal) } ?? .null
        case .memo: .flag(shown.event.memo)
        case .occurredAt: .instant(shown.event.occurredAt)
        default: .optional(shown.event.text(of: column))
        }
    }
}
