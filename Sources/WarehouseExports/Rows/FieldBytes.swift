/// The fields of a row of delimited text where they lie in the reader's buffer, for as long as the reader stands still.
struct FieldBytes {
    /// Where a field lies.
    struct Field {
        var start: Int
        var end: Int
        var isUnescaped: Bool
    }

    let text: UnsafeBufferPointer<UInt8>
    let fields: UnsafeBufferPointer<Field>

    /// The bytes of a field; nil where they do not stand in the file as they are meant, for a doubled quote.
    subscript(position: Int) -> UnsafeBufferPointer<UInt8>? {
        let field = fields[position]
        guard !field.isUnescaped else { return nil }
        return UnsafeBufferPointer(rebasing: text[field.start..<field.end])
    }

    func isEmpty(_ position: Int) -> Bool { fields[position].start == fields[position].end }
}
