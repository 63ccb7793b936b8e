/// The fields of the current row of delimited text, in the reader's buffer. Valid until the reader moves.
struct FieldBytes {
    /// The position of a field.
    struct Field {
        var start: Int
        var end: Int
        var isUnescaped: Bool
    }

    let text: UnsafeBufferPointer<UInt8>
    let fields: UnsafeBufferPointer<Field>

    /// The bytes of a field; nil if they contain doubled quotes.
    subscript(position: Int) -> UnsafeBufferPointer<UInt8>? {
        let field = fields[position]
        guard !field.isUnescaped else { return nil }
        return UnsafeBufferPointer(rebasing: text[field.start..<field.end])
    }

    func isEmpty(_ position: Int) -> Bool { fields[position].start == fields[position].end }
}
