/// Compares two statements of one key.
///
/// Content is every canonical column except note and stated_at. A value that only one side states is not a
/// difference.
extension Event {
    /// One column in which two statements disagree.
    package struct Difference: Hashable, Sendable, Codable {
        package let column: Column
        package let book: String
        package let file: String

        /// What the ledger has, for people: an instant on a zone's clock.
        func bookText(in zone: BusinessZone) -> String {
            guard column == .occurredAt || column == .eta, let instant = Instant(book) else { return book }
            return zone.clock(instant)
        }
    }

    /// The event without what is not content. Events of equal content are equal here.
    var content: Event {
        let detail = self.detail
        guard detail.note != nil || detail.statedAt != nil || detail.written != nil else {
            return withoutFoundShipment
        }
        var fields = withoutFoundShipment.fields
        fields.detail.note = nil
        fields.detail.statedAt = nil
        fields.detail.written = nil
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    /// The columns in which this event of the ledger and a file's event of the same key have different values.
    func differences(toFile other: Event) -> [Difference] {
        let (own, other) = (withoutFoundShipment, other.withoutFoundShipment)
        return Column.ofContent.compactMap { column in
            guard let book = own.text(of: column), let file = other.text(of: column),
                !book.hasSameBytes(as: file)
            else { return nil }
            return Difference(column: column, book: book, file: file)
        }
    }

    /// This event with the values that only the other one has; nil if the other one adds nothing.
    func filled(from other: Event) -> Event? {
        var fields = withoutFoundShipment.fields
        let others = other.withoutFoundShipment.fields
        var isFilled = false
        for column in Column.ofFacts {
            guard let value = column.rule.value, !value.isStated(fields), value.isStated(others) else {
                continue
            }
            value.take(&fields, others)
            isFilled = true
        }
        guard isFilled else { return nil }
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    /// The value of a column in the canonical format; nil if it is empty.
    package func text(of column: Column) -> String? { column.rule.text(self) }
}
