import InventoryLedger

/// bytes -> rows: splits delimited text into fields.
///
/// Understands LF, CRLF and CR, a UTF-8 byte order mark, quoted fields with line breaks and doubled quotes. A row that
/// cannot be split is handed over as a problem and reading goes on behind it. Memory is bounded by the longest row
/// allowed, whatever the file.
struct DelimitedReader: ~Copyable {
    /// What `next` found.
    enum Step {
        case row
        /// A row that is not text or does not split; its bytes are in `rawRow`.
        case badRow(RowProblem)
        case end
    }

    /// A longer row is no row of goods: most likely a quote that never closes.
    static let rowBytesMax = 1 << 20

    private let source: ByteSource
    private let delimiter: UInt8
    private let quote: UInt8?
    private var buffer: [UInt8] = []
    /// Where the next row starts in the buffer.
    private var position = 0
    /// The physical line of the next row, from 1.
    private var nextLine: Int64 = 1

    private var rowStart = 0
    private var rowEnd = 0
    /// Where each field lies in `buffer`, or in `unescaped` for a field that held doubled quotes.
    private var fields: [Field] = []
    private var unescaped: [UInt8] = []

    /// The physical line the current row starts on.
    private(set) var line: Int64 = 0

    private struct Field {
        var start: Int
        var end: Int
        var isUnescaped: Bool
    }

    private static let chunkBytes = 1 << 18

    init(path: String, format: TextFormat) throws {
        let source = try ByteSource(path: path)
        var buffer: [UInt8] = []
        var headerLine: ArraySlice<UInt8>?
        // A pipe hands over what there is, which may be less than the header.
        while headerLine == nil, !source.isAtEnd, buffer.count <= Self.rowBytesMax {
            try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
            headerLine = HeaderLine.find(row: format.headerRow, in: buffer, quote: format.quote)
        }
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw ImportFailure(.unsupportedText, "\(path) is UTF-16; save it as UTF-8 and try again")
        }
        let start = HeaderLine.textStart(buffer)
        if buffer.count == start { throw ImportFailure(.emptyFile, "\(path) is empty") }
        delimiter =
            format.delimiter ?? HeaderLine.delimiter(of: headerLine ?? buffer[start...], quote: format.quote)
        quote = format.quote
        position = start
        self.buffer = buffer
        self.source = source
    }

    var fieldCount: Int { fields.count }

    /// The bytes of a field of the current row, quotes taken off.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        let field = fields[index]
        return field.isUnescaped ? unescaped[field.start..<field.end] : buffer[field.start..<field.end]
    }

    func isFieldEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

    /// The current row as it stands in the file, without its line end.
    var rawRow: ArraySlice<UInt8> { buffer[rowStart..<rowEnd] }

    /// The SHA-256 of the bytes read.
    func digest() -> [UInt8] { source.digest() }

    /// Goes to the next row that is not blank.
    mutating func next() throws -> Step {
        while true {
            guard try fill() else { return .end }
            switch split() {
            case .row(let isBlank):
                if isBlank { continue }
                if rowEnd - rowStart > Self.rowBytesMax {
                    // It happened to end within the chunks that were read; that makes it no shorter.
                    position = rowStart
                    nextLine = line
                    return try skipLongRow()
                }
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

    private enum Split {
        case row(isBlank: Bool)
        /// The buffer ends before the row does.
        case needsMore
        case badQuote
    }

    /// Makes sure that there is at least one unread byte; false at the end of the file.
    private mutating func fill() throws -> Bool {
        while position == buffer.count {
            if source.isAtEnd { return false }
            buffer.removeAll(keepingCapacity: true)
            position = 0
            try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
        }
        return true
    }

    /// Reads on behind a row that the buffer holds only the start of.
    private mutating func grow() throws {
        buffer.removeSubrange(..<position)
        position = 0
        try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
    }

    /// Makes sure that the buffer holds the rest of the line at `position`; false where that is too long.
    private mutating func readLine() throws -> Bool {
        while !source.isAtEnd {
            if let lineEnd = lineEnd(), !isCutOff(lineEnd) { return true }
            if buffer.count - position > Self.rowBytesMax { return false }
            try grow()
        }
        return true
    }

    /// Where the line at `position` ends, nil where the buffer does not hold its end.
    private func lineEnd() -> Int? { buffer[position...].firstIndex { $0 == 0x0A || $0 == 0x0D } }

    /// Whether a line feed may still follow a carriage return.
    private func isCutOff(_ lineEnd: Int) -> Bool { buffer[lineEnd] == 0x0D && lineEnd + 1 == buffer.count }

    /// Splits the row at `position`, and moves `position` behind it.
    private mutating func split() -> Split {
        var fields = [Field]()
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

        // A local pointer into the buffer: bounds are checked once per row here instead of once per byte.
        let result: (split: Split, end: Int, next: Int) = buffer.withUnsafeBufferPointer { bytes in
            let count = bytes.count
            var index = rowStart
            while true {
                var field = Field(start: index, end: index, isUnescaped: false)
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
                        field = Field(start: unescapedStart, end: unescaped.count, isUnescaped: true)
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

    /// What keeps the current row from being text.
    private func textProblem() -> RowProblem? {
        var hasNUL = false
        var isASCII = true
        rawRow.withUnsafeBufferPointer { bytes in
            for byte in bytes {
                if byte == 0 { hasNUL = true }
                if byte >= 0x80 { isASCII = false }
            }
        }
        if hasNUL {
            return problem(.nulByte, "the row holds a NUL character; export the file again as text")
        }
        if !isASCII, String(validating: rawRow, as: UTF8.self) == nil {
            return problem(
                .notUTF8,
                value: invalidBytes(),
                "the row is not UTF-8; save the file as UTF-8 and import it again"
            )
        }
        return nil
    }

    /// The bytes around the first place that is no UTF-8, in hexadecimal.
    private func invalidBytes() -> String {
        var valid = rawRow.startIndex
        var decoder = Unicode.UTF8.ForwardParser()
        var iterator = rawRow.makeIterator()
        scan: while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): valid += scalar.count
            case .error, .emptyInput: break scan
            }
        }
        return rawRow[valid...].prefix(6).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined(separator: " ")
    }

    /// Gives up a row that is longer than any row may be, and goes on at its second line.
    private mutating func skipLongRow() throws -> Step {
        let start = position
        rowStart = position
        rowEnd = min(buffer.count, position + 200)
        line = nextLine
        let found = problem(
            .rowTooLong,
            value: String(decoding: buffer[rowStart..<min(rowEnd, rowStart + 40)], as: UTF8.self),
            "the row is longer than \(Self.rowBytesMax / 1024) KiB; see whether a quote is never closed"
        )
        position = start
        while true {
            if let lineEnd = lineEnd() {
                if isCutOff(lineEnd), !source.isAtEnd {
                    try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
                    continue
                }
                // The raw bytes kept are the start of the row: what follows may be gigabytes.
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
            // Drops what was passed, but for the start of the row.
            let kept = Array(buffer[rowStart..<rowEnd])
            buffer = kept
            rowStart = 0
            rowEnd = kept.count
            position = kept.count
            try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
        }
    }

    /// Gives up a row whose quotes do not match, and goes on at its second line.
    private mutating func skipBadQuote(_ reason: String) -> Step {
        line = nextLine
        rowStart = position
        let lineEnd = lineEnd() ?? buffer.count
        rowEnd = lineEnd
        stepOver(lineEnd)
        return .badRow(
            problem(
                .badQuote,
                value: String(decoding: buffer[rowStart..<min(rowEnd, rowStart + 40)], as: UTF8.self),
                "\(reason); double a quote that belongs to the text, or set quote: none in the profile"
            )
        )
    }

    /// Moves behind a line end.
    private mutating func stepOver(_ lineEnd: Int) {
        position = lineEnd
        guard position < buffer.count else { return }
        nextLine += 1
        let isCRLF = buffer[position] == 0x0D && position + 1 < buffer.count && buffer[position + 1] == 0x0A
        position += isCRLF ? 2 : 1
    }

    /// Puts the kept bytes of a dropped row where `rawRow` finds them, ahead of what is still unread.
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

/// What is wrong with a row before its fields are looked at.
enum TextProblem: String {
    case nulByte = "nul_byte"
    case notUTF8 = "not_utf8"
    case rowTooLong = "row_too_long"
    case badQuote = "bad_quote"
    case tooManyFields = "too_many_fields"
    case tooFewFields = "too_few_fields"
}
