import InventoryLedger

/// Events as rows of a report: the canonical columns, and the origin of each event.
enum EventRows {
    static var columns: [ReportColumn] {
        let shown: [Column] = [.kind, .document, .sku, .warehouse, .quantity, .occurredAt, .stage, .shipment]
        return [
            ReportColumn(key: "seq", title: "seq", alignment: .right),
            ReportColumn(key: "batch", title: "batch", alignment: .right),
            ReportColumn(key: "row", title: "row", alignment: .right),
            ReportColumn(key: "recorded_at", title: "recorded_at", inTable: false),
            ReportColumn(key: "reverses", title: "reverses", alignment: .right, inTable: false),
        ]
            + Column.allCases.map {
                ReportColumn(
                    key: $0.rawValue,
                    title: $0.rawValue,
                    alignment: $0 == .quantity ? .right : .left,
                    inTable: shown.contains($0)
                )
            }
    }

    /// The cell of an event in one of the columns.
    static func cell(_ logged: LoggedEvent, _ column: Int) -> Cell {
        let stored = logged.stored
        switch column {
        case 0: return .integer(stored.seq)
        case 1: return .integer(stored.toldInBatch)
        case 2: return .optional(stored.toldInRow)
        case 3: return .text(logged.recordedAt.description)
        case 4: return .optional(stored.reverses)
        default:
            guard canonical.indices.contains(column - 5) else { return .null }
            return cell(stored.event, canonical[column - 5], kind: stored.shownKind)
        }
    }

    /// The canonical columns of an event.
    static func cells(_ event: Event, kind: String) -> [Cell] {
        canonical.map { cell(event, $0, kind: kind) }
    }

    private static let canonical = Column.allCases

    /// An event in a canonical column.
    private static func cell(_ event: Event, _ column: Column, kind: String) -> Cell {
        switch column {
        case .kind: .text(kind)
        case .quantity: event.quantity.map { .integer($0.units) } ?? .null
        case .amount: event.amount.map { .decimal($0.decimal) } ?? .null
        case .memo: .flag(event.memo)
        default: event.text(of: column).map { .text($0) } ?? .null
        }
    }
}
