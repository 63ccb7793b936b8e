/// bytes -> fields: splits one row of delimited text. Every row of every text file comes through here.
struct RowSplitter {
    /// What was found at the start of a row.
    enum Split {
        case row(isBlank: Bool)
        /// The buffer ends before the row.
        case needsMore
        case badQuote
    }

    let delimiter: UInt8
    let quote: UInt8?

    /// Where each field of the row lies in the buffer, or in `unescaped` for a field that held doubled quotes.
    private(set) var fields: [FieldBytes.Field] = []
    private(set) var unescaped: [UInt8] = []
    /// Where the row ends, without its line end.
    private(set) var end = 0
    /// Where the next row starts.
    private(set) var next = 0
    /// The line breaks of the row, those in quotes included.
    private(set) var lineBreaks: Int64 = 0

    init(delimiter: UInt8, quote: UInt8?) {
        self.delimiter = delimiter
        self.quote = quote
    }

    /// Splits the row that begins at an index of the buffer.
    ///
    /// The buffer is lent as a pointer, so that its bounds are checked once per row instead of once per byte: every index
    /// below is held against `count` first.
    mutating func split(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLastChunk: Bool) -> Split {
        fields.removeAll(keepingCapacity: true)
        unescaped.removeAll(keepingCapacity: true)
        lineBreaks = 0
        let count = bytes.count
        let delimiter = delimiter
        let quote = quote
        var index = start
        while true {
            var field = FieldBytes.Field(start: index, end: index)
            if let quote, index < count, bytes[index] == quote {
                guard let quoted = quotedField(bytes, &index, quote, isLastChunk) else { return .needsMore }
                field = quoted
            } else {
                while index < count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D {
                    index += 1
                }
                field.end = index
            }
            if index == count {
                guard isLastChunk else { return .needsMore }
                fields.append(field)
                return ends(at: index, next: index)
            }
            let byte = bytes[index]
            if byte == delimiter {
                fields.append(field)
                index += 1
                continue
            }
            guard byte == 0x0A || byte == 0x0D else { return .badQuote }
            if byte == 0x0D, index + 1 == count, !isLastChunk { return .needsMore }
            fields.append(field)
            lineBreaks += 1
            let isCRLF = byte == 0x0D && index + 1 < count && bytes[index + 1] == 0x0A
            return ends(at: index, next: index + (isCRLF ? 2 : 1))
        }
    }

    private mutating func ends(at end: Int, next: Int) -> Split {
        self.end = end
        self.next = next
        return .row(isBlank: fields.count == 1 && fields[0].start == fields[0].end)
    }

    /// The field whose opening quote is at an index, which is moved behind the closing one; nil where the buffer ends first.
    private mutating func quotedField(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ index: inout Int,
        _ quote: UInt8,
        _ isLastChunk: Bool
    ) -> FieldBytes.Field? {
        let count = bytes.count
        index += 1
        let start = index
        var pieceStart = index
        var unescapedStart = -1
        while true {
            guard index < count else { return nil }
            let byte = bytes[index]
            if byte == quote {
                if index + 1 == count && !isLastChunk { return nil }
                guard index + 1 < count, bytes[index + 1] == quote else { break }
                if unescapedStart < 0 { unescapedStart = unescaped.count }
                unescaped.append(contentsOf: bytes[pieceStart...index])
                index += 2
                pieceStart = index
                continue
            }
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < count && bytes[index + 1] == 0x0A)) {
                lineBreaks += 1
            }
            index += 1
        }
        defer { index += 1 }
        guard unescapedStart >= 0 else {
            return FieldBytes.Field(start: start, end: index)
        }
        unescaped.append(contentsOf: bytes[pieceStart..<index])
        return FieldBytes.Field(start: unescapedStart, end: unescaped.count, isUnescaped: true)
    }
}
