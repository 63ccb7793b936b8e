/// What two statements of one key have in common and where they differ.
///
/// Content is every canonical column but note and stated_at. A value that only one side states is a fill.
extension Event {
    /// One column in which two statements disagree.
    package struct Difference: Hashable, Sendable, Codable {
        package let column: Column
        package let book: String
        package let file: String
    }

    /// The event without what is no content: equal contents are equal values of this.
    var content: Event {
        let detail = self.detail
        guard detail.note != nil || detail.statedAt != nil || detail.written != nil else { return self }
        var fields = self.fields
        fields.detail.note = nil
        fields.detail.statedAt = nil
        fields.detail.written = nil
        return Event(stored: fields, document: document, warehouse: warehouse, occurredAt: occurredAt)
    }

    /// The columns in which this event of the book and a file's event of the same key state different values.
    func differences(toFile other: Event) -> [Difference] {
        Column.ofContent.compactMap { column in
            guard let book = text(of: column), let file = other.text(of: column), !book.hasSameBytes(as: file)
            else { return nil }
            return Difference(column: column, book: book, file: file)
        }
    }

    /// This event with what only the other states, or nil where the other adds nothing.
    func filled(from other: Event) -> Event? {
        var fields = self.fields
        let others = other.fields
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

    /// The value of a column as the canonical format writes it, nil where it is empty.
    package func text(of column: Column) -> String? { column.rule.text(self) }
}
