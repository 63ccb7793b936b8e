import InventoryLedger

/// bytes -> rows: splits delimited text into fields.
///
/// Accepts LF, CRLF and CR, the byte order mark of UTF-8, quoted fields with line breaks and doubled quotes. A row
/// that cannot be split becomes a problem, and reading continues after it. Memory is bounded by the longest allowed
/// row.
struct DelimitedReader: RowReader, ~Copyable {
    /// A longer row is probably a quote that is never closed.
    static let rowBytesMax = 1 << 20

    private let source: TextSource
    private var hasToldEncoding = false
    private var endless = EndlessInput()
    private let delimiter: UInt8
    private let quote: UInt8?
    private var buffer: [UInt8] = []
    /// Where the next row starts in the buffer.
    private var position = 0
    /// The physical line of the next row, from 1.
    private var nextLine: Int64 = 1

    private var rowStart = 0
    private var rowEnd = 0
    /// The position of each field in `buffer`, or in `unescaped` for a field with doubled quotes.
    private var fields: [FieldBytes.Field] = []
    private var unescaped: [UInt8] = []

    /// The physical line the current row starts on.
    private(set) var line: Int64 = 0
    /// Where a bad row stops being text; its beginning if unknown.
    private(set) var badPlace = TextPlace(in: [])

    private static let chunkBytes = 1 << 18

    init(path: String, format: TextFormat) throws {
        try self.init(TextSource(ByteSource(path: path), encodings: format.encodings), format: format)
    }

    /// - Throws: `ImportFailure` if the text is empty or its encoding cannot be determined.
    init(_ source: TextSource, format: TextFormat) throws {
        var buffer: [UInt8] = []
        var headerLine: ArraySlice<UInt8>?
        // A pipe returns what it has, which may be less than the header.
        while headerLine == nil, !source.isAtEnd, buffer.count <= Self.rowBytesMax {
            try Self.read(source, &buffer, from: 0, line: 1)
            headerLine = HeaderLine.find(row: format.headerRow ?? 1, in: buffer, quote: format.quote)
        }
        let start = HeaderLine.textStart(buffer)
        if buffer.count == start { throw ImportFailure(.emptyFile, "\(source.name) is empty") }
        delimiter =
            format.delimiter ?? HeaderLine.delimiter(of: headerLine ?? buffer[start...], quote: format.quote)
        quote = format.quote
        position = start
        self.buffer = buffer
        self.source = source
    }

    /// Reads more bytes, and reports where the encoding cannot be determined.
    private static func read(
        _ source: TextSource,
        _ buffer: inout [UInt8],
        from position: Int,
        line: Int64
    ) throws {
        do {
            try source.read(upTo: chunkBytes, appendingTo: &buffer)
        } catch let undecided as TextSource.Undecided {
            let place = TextPlace(in: buffer[position...], line: line)
            throw ImportFailure(
                .unsupportedText,
                "\(source.name):\(place.line):\(place.column): the bytes \(hexadecimal(undecided.bytes)) are not "
                    + "UTF-8, and they may be \(TextEncoding.gb18030.title) or \(TextEncoding.windows1252.title); "
                    + "name the encoding, gb18030 or windows-1252",
                .encodings([TextEncoding.gb18030.rawValue, TextEncoding.windows1252.rawValue])
            )
        }
    }

    private mutating func readMore() throws {
        try Self.read(source, &buffer, from: position, line: nextLine)
        try endless.check(source.source, line: nextLine)
    }

    var fieldCount: Int { fields.count }

    /// The bytes of a field of the current row, without quotes.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        let field = fields[index]
        return field.isUnescaped ? unescaped[field.start..<field.end] : buffer[field.start..<field.end]
    }

    func isFieldEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? {
        buffer.withUnsafeBufferPointer { text in
            fields.withUnsafeBufferPointer { body(FieldBytes(text: text, fields: $0)) }
        }
    }

    /// The current row as in the file, without its line end.
    private var rowText: ArraySlice<UInt8> { buffer[rowStart..<rowEnd] }

    var rawRow: [UInt8] {
        if source.encoding == nil || source.encoding == .utf8 { return Array(rowText) }
        var row: [UInt8] = []
        var isMarked = false
        for byte in rowText {
            // A byte after a mark may itself look like one.
            isMarked = byte == undecodableMark && !isMarked
            if !isMarked { row.append(byte) }
        }
        return row
    }

    var rawRowCount: Int { rowEnd - rowStart }

    mutating func takeWarnings() -> [RowProblem] {
        guard source.isGuessed, !hasToldEncoding, let encoding = source.encoding, encoding != .utf8 else {
            return []
        }
        hasToldEncoding = true
        return [
            RowProblem(
                row: nil,
                column: "",
                value: encoding.rawValue,
                code: TextProblem.guessedEncoding.rawValue,
                message: "read as \(encoding.title), guessed from its bytes; name the encoding to be sure"
            )
        ]
    }

    /// The SHA-256 of the bytes read.
    func digest() -> [UInt8] { source.digest() }

    /// Moves to the next row that is not blank.
    mutating func next() throws -> RowStep {
        while true {
            guard try fill() else { return .end }
            switch split() {
            case .row(let isBlank):
                if isBlank { continue }
                if rowEnd - rowStart > Self.rowBytesMax {
                    // It ended within the chunks already read, but it is still too long.
                    position = rowStart
                    nextLine = line
                    return try skipLongRow()
                }
                endless.hasMoved = true
                if let problem = textProblem() { return .badRow(problem) }
                return .row
            case .needsMore:
                if buffer.count - position > Self.rowBytesMax { return try skipLongRow() }
                if source.isAtEnd { return skipBadQuote("the quote is never closed") }
                try grow()
            case .badQuote:
                if try readLine() { return skipBadQuote("text follows a closing quote") }
                return try skipLongRow()
            }
        }
    }

    /// Moves to the row that begins on a line.
    mutating func skip(through line: Int64) throws {
        while self.line < line {
            if case .end = try next() { return }
        }
    }

    private enum Split {
        case row(isBlank: Bool)
        /// The buffer ends before the row.
        case needsMore
        case badQuote
    }

    /// Ensures at least one unread byte. Returns false at the end of the file.
    private mutating func fill() throws -> Bool {
        while position == buffer.count {
            if source.isAtEnd { return false }
            buffer.removeAll(keepingCapacity: true)
            position = 0
            try readMore()
        }
        return true
    }

    /// Reads more of a row that the buffer contains only in part.
    private mutating func grow() throws {
        buffer.removeSubrange(..<position)
        position = 0
        try readMore()
    }

    /// Ensures that the buffer contains the rest of the line at `position`. Returns false if it is too long.
    private mutating func readLine() throws -> Bool {
        while !source.isAtEnd {
            if let lineEnd = lineEnd(), !isCutOff(lineEnd) { return true }
            if buffer.count - position > Self.rowBytesMax { return false }
            try grow()
        }
        return true
    }

    /// The end of the line at `position`; nil if it is not in the buffer.
    private func lineEnd() -> Int? { buffer[position...].firstIndex { $0 == 0x0A || $0 == 0x0D } }

    /// Whether a line feed may follow a carriage return.
    private func isCutOff(_ lineEnd: Int) -> Bool { buffer[lineEnd] == 0x0D && lineEnd + 1 == buffer.count }

    /// Splits the row at `position`, and moves `position` after it.
    private mutating func split() -> Split {
        var fields = [FieldBytes.Field]()
        var unescaped = [UInt8]()
        swap(&fields, &self.fields)
        swap(&unescaped, &self.unescaped)
        fields.removeAll(keepingCapacity: true)
        unescaped.removeAll(keepingCapacity: true)
        rowStart = position
        line = nextLine
        let rowStart = rowStart
        let isLastChunk = source.isAtEnd
        let delimiter = delimiter
        let quote = quote
        var lineBreaks: Int64 = 0

        // A local pointer into the buffer, so that bounds are checked once per row instead of once per byte.
        let result: (split: Split, end: Int, next: Int) = buffer.withUnsafeBufferPointer { bytes in
            let count = bytes.count
            var index = rowStart
            while true {
                var field = FieldBytes.Field(start: index, end: index, isUnescaped: false)
                if let quote, index < count, bytes[index] == quote {
                    index += 1
                    field.start = index
                    var pieceStart = index
                    var unescapedStart = -1
                    while true {
                        guard index < count else { return (.needsMore, 0, 0) }
                        let byte = bytes[index]
                        if byte == quote {
                            if index + 1 == count && !isLastChunk { return (.needsMore, 0, 0) }
                            guard index + 1 < count, bytes[index + 1] == quote else { break }
                            if unescapedStart < 0 { unescapedStart = unescaped.count }
                            unescaped.append(contentsOf: bytes[pieceStart...index])
                            index += 2
                            pieceStart = index
                            continue
                        }
                        if byte == 0x0A || (byte == 0x0D && !(index + 1 < count && bytes[index + 1] == 0x0A))
                        {
                            lineBreaks += 1
                        }
                        index += 1
                    }
                    if unescapedStart >= 0 {
                        unescaped.append(contentsOf: bytes[pieceStart..<index])
                        field = FieldBytes.Field(
                            start: unescapedStart,
                            end: unescaped.count,
                            isUnescaped: true
                        )
                    } else {
                        field.end = index
                    }
                    index += 1
                } else {
                    while index < count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D
                    {
                        index += 1
                    }
                    field.end = index
                }
                if index == count {
                    guard isLastChunk else { return (.needsMore, 0, 0) }
                    fields.append(field)
                    return (.row(isBlank: fields.count == 1 && field.start == field.end), index, index)
                }
                let byte = bytes[index]
                if byte == delimiter {
                    fields.append(field)
                    index += 1
                    continue
                }
                guard byte == 0x0A || byte == 0x0D else { return (.badQuote, 0, 0) }
                if byte == 0x0D, index + 1 == count, !isLastChunk { return (.needsMore, 0, 0) }
                fields.append(field)
                let isCRLF = byte == 0x0D && index + 1 < count && bytes[index + 1] == 0x0A
                lineBreaks += 1
                return (
                    .row(isBlank: fields.count == 1 && field.start == field.end), index,
                    index + (isCRLF ? 2 : 1)
                )
            }
        }
        swap(&fields, &self.fields)
        swap(&unescaped, &self.unescaped)
        if case .row = result.split {
            rowEnd = result.end
            position = result.next
            nextLine += lineBreaks
        }
        return result.split
    }

    /// The reason why the current row is not text.
    private mutating func textProblem() -> RowProblem? {
        var hasNUL = false
        var isASCII = true
        rowText.withUnsafeBufferPointer { bytes in
            for byte in bytes {
                if byte == 0 { hasNUL = true }
                if byte >= 0x80 { isASCII = false }
            }
        }
        if hasNUL {
            badPlace = TextPlace(in: rowText.prefix { $0 != 0 }, line: line)
            return problem(.nulByte, "the row contains a NUL character; export the file again as text")
        }
        if !isASCII, String(validating: rowText, as: UTF8.self) == nil {
            let bad = invalidBytes()
            let encoding = source.encoding ?? .utf8
            let place = TextPlace(in: bad.before, line: line)
            badPlace = place
            return problem(
                encoding == .utf8 ? .notUTF8 : .badEncoding,
                value: hexadecimal(bad.bytes),
                "at line \(place.line), character \(place.column) the row is not \(encoding.title); "
                    + (encoding == .utf8
                        ? "save the file as UTF-8, or name its encoding"
                        : "check the encoding of the file, and name the right one")
            )
        }
        return nil
    }

    /// The bytes from the first invalid UTF-8 on, and the text before them.
    private func invalidBytes() -> (before: ArraySlice<UInt8>, bytes: [UInt8]) {
        let text = rowText
        var valid = text.startIndex
        while valid < text.endIndex, case let length = UTF8Sequence.length(text, at: valid), length > 0 {
            valid += length
        }
        let before = text[..<valid]
        guard valid < text.endIndex, text[valid] == undecodableMark, source.encoding != .utf8 else {
            return (before, Array(text[valid...].prefix(6)))
        }
        let bytes = text[(valid + 1)...].prefix(3)
        guard source.encoding?.isUTF16 == true, bytes.count == 3, let first = bytes.first else {
            return (before, Array(bytes.prefix(1)))
        }
        // Half of a UTF-16 pair, as marked by the decoder.
        let unit =
            UInt16(truncatingIfNeeded: first & 0x0F) << 12 | UInt16(
                truncatingIfNeeded: bytes[valid + 2] & 0x3F
            ) << 6
            | UInt16(truncatingIfNeeded: bytes[valid + 3] & 0x3F)
        let isBigEndian = source.encoding == .utf16BigEndian
        let halves = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit & 0xFF)]
        return (before, isBigEndian ? halves : halves.reversed())
    }

    /// Skips a row that is too long, and continues at its second line.
    private mutating func skipLongRow() throws -> RowStep {
        let start = position
        rowStart = position
        rowEnd = min(buffer.count, position + 200)
        line = nextLine
        badPlace = TextPlace(in: [], line: line)
        endless.hasMoved = true
        let found = problem(
            .rowTooLong,
            value: String(decoding: buffer[rowStart..<min(rowEnd, rowStart + 40)], as: UTF8.self),
            "the row is longer than \(Self.rowBytesMax / 1024) KiB; check for a quote that is never closed"
        )
        position = start
        while true {
            if let lineEnd = lineEnd() {
                if isCutOff(lineEnd), !source.isAtEnd {
                    try readMore()
                    continue
                }
                // Only the start of the row is kept, because the rest may be gigabytes.
                let kept = Array(buffer[rowStart..<min(rowEnd, lineEnd)])
                stepOver(lineEnd)
                keepRaw(kept)
                return .badRow(found)
            }
            if source.isAtEnd {
                let kept = Array(buffer[rowStart..<rowEnd])
                position = buffer.count
                keepRaw(kept)
                return .badRow(found)
            }
            // Drops processed bytes, except the start of the row.
            let kept = Array(buffer[rowStart..<rowEnd])
            buffer = kept
            rowStart = 0
            rowEnd = kept.count
            position = kept.count
            try readMore()
        }
    }

    /// Skips a row with unbalanced quotes, and continues at its second line.
    private mutating func skipBadQuote(_ reason: String) -> RowStep {
        line = nextLine
        badPlace = TextPlace(in: [], line: line)
        endless.hasMoved = true
        rowStart = position
        let lineEnd = lineEnd() ?? buffer.count
        rowEnd = lineEnd
        stepOver(lineEnd)
        return .badRow(
            problem(
                .badQuote,
                value: String(decoding: buffer[rowStart..<min(rowEnd, rowStart + 40)], as: UTF8.self),
                "\(reason); double each quote inside the text, or set quote: none in the profile"
            )
        )
    }

    /// Moves after a line end.
    private mutating func stepOver(_ lineEnd: Int) {
        position = lineEnd
        guard position < buffer.count else { return }
        nextLine += 1
        let isCRLF = buffer[position] == 0x0D && position + 1 < buffer.count && buffer[position + 1] == 0x0A
        position += isCRLF ? 2 : 1
    }

    /// Stores the kept bytes of a dropped row for `rawRow`, before what is still unread.
    private mutating func keepRaw(_ kept: [UInt8]) {
        buffer.replaceSubrange(..<position, with: kept)
        rowStart = 0
        rowEnd = kept.count
        position = kept.count
    }

    private func problem(_ code: TextProblem, value: String = "", _ message: String) -> RowProblem {
        RowProblem(row: line, column: "", value: value, code: code.rawValue, message: message)
    }
}

/// A problem with a row before its fields are read.
enum TextProblem: String {
    case nulByte = "nul_byte"
    case notUTF8 = "not_utf8"
    case badEncoding = "bad_encoding"
    case guessedEncoding = "guessed_encoding"
    case rowTooLong = "row_too_long"
    case badQuote = "bad_quote"
    case tooManyFields = "too_many_fields"
    case tooFewFields = "too_few_fields"
    case badJSON = "bad_json"
    case notAnObject = "not_an_object"
    case unknownColumn = "unknown_column"
    case missingColumn = "missing_column"
    case repeatedColumn = "repeated_column"
    case anotherSheet = "another_sheet"
}
