import InventoryLedger

/// The columns of events: the canonical ones, and where each event came from.
enum EventColumns {
    /// An event, and what its kind is called where it is shown.
    struct Shown {
        let event: Event
        let kind: String
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
    static let logged: [TypedColumn<LoggedEvent>] =
        [
            .figures("seq") { .integer($0.stored.seq) },
            .figures("batch") { .integer($0.stored.statedInBatch) },
            .figures("row") { .optional($0.stored.statedInRow) },
            .words("recorded_at", inTable: false) { .instant($0.recordedAt) },
            .figures("reverses", inTable: false) { .optional($0.stored.reverses) },
        ] + canonical.map { $0.of { Shown(event: $0.stored.event, kind: $0.stored.shownKind) } }

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
