/// The fields of the current row, in the reader's buffer. Valid until the reader moves.
struct FieldBytes {
    /// The position of a field.
    struct Field {
        var start: Int
        var end: Int
        /// Whether the text stands elsewhere, without its doubled quotes.
        var isUnescaped = false
        /// A doubt that the file itself raises about the value.
        var doubt: ValueDoubt?
    }

    let text: UnsafeBufferPointer<UInt8>
    let fields: UnsafeBufferPointer<Field>

    /// The bytes of a field; nil if they contain doubled quotes or are doubtful.
    subscript(position: Int) -> UnsafeBufferPointer<UInt8>? {
        let field = fields[position]
        guard !field.isUnescaped, field.doubt == nil else { return nil }
        return UnsafeBufferPointer(rebasing: text[field.start..<field.end])
    }

    /// The bytes of a field with a time, which a sheet may show as a date.
    func time(_ position: Int) -> UnsafeBufferPointer<UInt8>? {
        let field = fields[position]
        guard !field.isUnescaped, field.doubt == nil || field.doubt == .date else { return nil }
        return UnsafeBufferPointer(rebasing: text[field.start..<field.end])
    }

    func isEmpty(_ position: Int) -> Bool { fields[position].start == fields[position].end }
}
