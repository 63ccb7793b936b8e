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
    private var hasWarnedOfEncoding = false
    private var endless = EndlessInput()
    private var splitter: RowSplitter
    private var buffer: [UInt8] = []
    /// Where the next row starts in the buffer.
    private var position = 0
    /// The physical line of the next row, from 1.
    private var nextLine: Int64 = 1

    private var rowStart = 0
    private var rowEnd = 0

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
        splitter = RowSplitter(
            delimiter: format.delimiter
                ?? HeaderLine.delimiter(of: headerLine ?? buffer[start...], quote: format.quote),
            quote: format.quote
        )
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

    var fieldCount: Int { splitter.fields.count }

    /// The bytes of a field of the current row, without quotes.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        let field = splitter.fields[index]
        return field.isUnescaped
            ? splitter.unescaped[field.start..<field.end] : buffer[field.start..<field.end]
    }

    func isFieldEmpty(_ index: Int) -> Bool {
        let field = splitter.fields[index]
        return field.start == field.end
    }

    func withFieldBytes<T>(_ body: (FieldBytes) -> T) -> T? {
        buffer.withUnsafeBufferPointer { text in
            splitter.fields.withUnsafeBufferPointer { body(FieldBytes(text: text, fields: $0)) }
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
        guard source.isGuessed, !hasWarnedOfEncoding, let encoding = source.encoding, encoding != .utf8 else {
            return []
        }
        hasWarnedOfEncoding = true
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
    private mutating func split() -> RowSplitter.Split {
        // The splitter leaves the reader while it works, since the reader lends it the buffer.
        var splitter = RowSplitter(delimiter: splitter.delimiter, quote: splitter.quote)
        swap(&splitter, &self.splitter)
        rowStart = position
        line = nextLine
        let (start, isLastChunk) = (position, source.isAtEnd)
        let split = buffer.withUnsafeBufferPointer {
            splitter.split($0, from: start, isLastChunk: isLastChunk)
        }
        if case .row = split {
            rowEnd = splitter.end
            position = splitter.next
            nextLine += splitter.lineBreaks
        }
        swap(&splitter, &self.splitter)
        return split
    }

    /// The reason why the current row is not text.
    private mutating func textProblem() -> RowProblem? {
        guard let found = NonText(in: rowText, encoding: source.encoding) else { return nil }
        badPlace = TextPlace(in: found.before, line: line)
        return problem(found.code, value: found.value, found.message(at: badPlace))
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
