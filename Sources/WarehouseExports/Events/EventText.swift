import InventoryLedger

/// texts by column -> event: one event as a person writes it.
package struct EventText: Sendable {
    private let reader: ValueReader
    private let defaultCurrency: Currency?

    package init(_ settings: LedgerSettings) {
        reader = ValueReader(numbers: NumberFormat(), dates: [], zone: settings.zone)
        defaultCurrency = settings.currency
    }

    /// The event of the texts.
    ///
    /// - Throws: `FieldProblem` for the first invalid value.
    package func event(_ texts: [Column: String], now: Instant) throws -> Event {
        var fields = EventFields(kind: .stockReceived)
        let texts = texts.mapValues(\.trimmedCode).filter { !$0.value.isEmpty }
        guard texts[.kind] != nil else {
            throw FieldProblem(.kind, value: "", code: .missingValue, "kind is missing")
        }
        for column in Column.allCases {
            guard let text = texts[column] else { continue }
            try reader.set(column, text, in: &fields)
        }
        if let amount = texts[.amount] {
            guard let currency = try texts[.currency].map({ try Currency($0) }) ?? defaultCurrency else {
                throw FieldProblem(
                    .currency,
                    value: "",
                    code: .missingValue,
                    "the amount has no currency"
                )
            }
            fields.amount = try reader.amount(amount, currency)
        }
        return try Event(fields)
    }
}
