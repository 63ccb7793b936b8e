import InventoryLedger

/// Events as rows of a report: the canonical columns, and where each came from.
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

    static func cells(_ stored: StoredEvent, recordedAt: Instant) -> [Cell] {
        [
            .integer(stored.seq), .integer(stored.toldInBatch),
            stored.toldInRow.map { .integer($0) } ?? .null,
            .text(recordedAt.description), stored.reverses.map { .integer($0) } ?? .null,
        ] + cells(stored.event, kind: stored.shownKind)
    }

    /// The canonical columns of an event.
    static func cells(_ event: Event, kind: String) -> [Cell] {
        Column.allCases.map { column in
            switch column {
            case .kind: .text(kind)
            case .quantity: event.quantity.map { .integer($0.units) } ?? .null
            case .amount: event.amount.map { .decimal($0.decimal) } ?? .null
            case .memo: .flag(event.memo)
            default: event.text(of: column).map { .text($0) } ?? .null
            }
        }
    }
}
