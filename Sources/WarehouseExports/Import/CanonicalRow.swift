import InventoryLedger

extension Event {
    /// The event as a row of the canonical format.
    ///
    /// Fields are quoted only if needed and otherwise unchanged, so that reading the row gives the same event.
    public func canonicalRow(_ columns: [Column] = Column.allCases) -> String {
        columns.map { column in
            guard let text = canonicalText(of: column) else { return "" }
            let mustQuote = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            guard mustQuote else { return text }
            // By bytes, because a quote with a combining mark is one character and not equal to a quote.
            let doubled = text.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }
            return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
        }.joined(separator: ",")
    }

    /// The header of the canonical format.
    public static var canonicalHeader: String { Column.allCases.map(\.rawValue).joined(separator: ",") }

    private func canonicalText(of column: Column) -> String? {
        // Left out unless set, so that a row shows only what it states.
        if column == .memo && !memo { return nil }
        return text(of: column)
    }
}
