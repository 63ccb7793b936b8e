import InventoryLedger

extension Event {
    /// The event as a row of the canonical format.
    ///
    /// Fields are quoted only if needed and otherwise unchanged, so that reading the row gives the same event.
    public func canonicalRow(_ columns: [Column] = Column.allCases) -> String {
        var row: [UInt8] = []
        appendCanonicalRow(columns, to: &row)
        return String(decoding: row, as: UTF8.self)
    }

    /// Appends the event as a row of the canonical format, without the end of the line.
    public func appendCanonicalRow(_ columns: [Column] = Column.allCases, to row: inout [UInt8]) {
        for (place, column) in columns.enumerated() {
            if place > 0 { row.append(UInt8(ascii: ",")) }
            if let text = canonicalText(of: column) { row.append(csvField: text) }
        }
    }

    /// The header of the canonical format.
    public static var canonicalHeader: String { Column.allCases.map(\.rawValue).joined(separator: ",") }

    private func canonicalText(of column: Column) -> String? {
        // Left out unless set, so that a row shows only what it states.
        if column == .memo && !memo || column == .shipment && hasFoundShipment { return nil }
        return text(of: column)
    }
}
