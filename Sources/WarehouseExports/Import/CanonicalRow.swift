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
        let comma = UInt8(ascii: ",")
        let quote = UInt8(ascii: "\"")
        for (place, column) in columns.enumerated() {
            if place > 0 { row.append(comma) }
            guard let text = canonicalText(of: column) else { continue }
            let start = row.count
            row.append(contentsOf: text.utf8)
            let mustQuote = row[start...].contains {
                $0 == quote || $0 == comma || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
            }
            guard mustQuote else { continue }
            // By bytes, because a quote with a combining mark is one character and not equal to a quote.
            let quoted = [quote] + row[start...].flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
            row.replaceSubrange(start..., with: quoted)
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
