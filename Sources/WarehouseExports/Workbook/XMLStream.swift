/// bytes -> tags and texts: reads the XML of workbooks piece by piece.
///
/// There are no document types and only the five entities of XML itself, so a file cannot expand to more than it
/// contains. Memory is bounded by the longest allowed tag.
struct XMLStream: ~Copyable {
    enum Step {
        /// An element begins; its name and attributes can be read.
        case start
        /// The element `name` ends.
        case end
        /// A piece of text is in `text`; more may follow.
        case text
        case documentEnd
    }

    private let part: ZipArchive.Part
    private let file: String
    private var buffer: [UInt8] = []
    private var position = 0
    private var depth = 0
    /// The end of a self-closing element is still to be reported.
    private var isSelfClosed = false
    private var nameRange = 0..<0
    private var attributes: [(name: Range<Int>, value: Range<Int>)] = []
    private(set) var text: [UInt8] = []
    /// The sheet for messages, and its row if one is being read.
    var sheet: String?
    var row: Int64 = 0

    private static let chunkBytes = 1 << 16
    private static let tagBytesMax = 1 << 17
    private static let depthMax = 256

    init(_ part: ZipArchive.Part, file: String) throws {
        self.part = part
        self.file = file
        _ = try more()
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw failure("is in UTF-16; save the workbook again")
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    func failure(_ message: String) -> ImportFailure {
        let place = sheet.map { " [\($0)]" + (row > 0 ? ":\(row)" : "") } ?? ""
        return ImportFailure(.badWorkbook, "\(file)\(place): \(part.name) \(message)")
    }

    /// Whether the element has this name, with any prefix.
    func isNamed(_ name: StaticString) -> Bool { Self.isSame(buffer[nameRange], name) }

    /// An attribute of the current element, with any prefix.
    func attribute(_ name: StaticString) throws -> [UInt8]? {
        for attribute in attributes where Self.isSame(buffer[attribute.name], name) {
            var value: [UInt8] = []
            try append(buffer[attribute.value], to: &value)
            return value
        }
        return nil
    }

    func attributeText(_ name: StaticString) throws -> String? {
        try attribute(name).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isSame(_ bytes: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in bytes.count == name.count && bytes.elementsEqual(name) }
    }

    mutating func next() throws -> Step {
        if isSelfClosed {
            isSelfClosed = false
            depth -= 1
            return .end
        }
        while true {
            while position == buffer.count {
                guard try more() else {
                    guard depth == 0 else { throw failure("is cut off") }
                    return .documentEnd
                }
            }
            guard buffer[position] == UInt8(ascii: "<") else { return try takeText() }
            if try isAhead("<!--") {
                try skip(behind: "-->")
            } else if try isAhead("<![CDATA[") {
                return try takeCharacterData()
            } else if try isAhead("<?") {
                try skip(behind: "?>")
            } else if try isAhead("<!") {
                throw failure("declares a document type, which a workbook must not; it is not read")
            } else {
                return try takeTag()
            }
        }
    }

    /// Skips to the end of the current element.
    mutating func skipElement() throws {
        let outside = depth - 1
        while depth > outside { _ = try next() }
    }

    private mutating func isAhead(_ text: StaticString) throws -> Bool {
        while buffer.count - position < text.utf8CodeUnitCount, try more() {}
        return text.withUTF8Buffer { buffer[position...].starts(with: $0) }
    }

    private mutating func skip(behind end: StaticString) throws {
        while true {
            if let found = find(end, from: position) {
                position = found + end.utf8CodeUnitCount
                return
            }
            // Bytes that cannot begin the end are dropped.
            position = max(position, buffer.count - end.utf8CodeUnitCount + 1)
            guard try more() else { throw failure("is cut off") }
        }
    }

    private func find(_ text: StaticString, from start: Int) -> Int? {
        let count = text.utf8CodeUnitCount
        guard buffer.count - start >= count else { return nil }
        return text.withUTF8Buffer { text in
            (start...(buffer.count - count)).first { buffer[$0..<($0 + count)].elementsEqual(text) }
        }
    }

    private mutating func takeText() throws -> Step {
        var end = position
        while true {
            while end < buffer.count, buffer[end] != UInt8(ascii: "<") { end += 1 }
            if end < buffer.count || part.isAtEnd { break }
            let known = end - position
            if known > Self.chunkBytes {
                // An entity is never split into two pieces.
                if let entity = buffer[position..<end].suffix(16).lastIndex(of: UInt8(ascii: "&")),
                    entity > position
                {
                    end = entity
                }
                break
            }
            _ = try more()
            end = position + known
        }
        var piece: [UInt8] = []
        swap(&piece, &text)
        piece.removeAll(keepingCapacity: true)
        try append(buffer[position..<end], to: &piece)
        text = piece
        position = end
        return .text
    }

    private mutating func takeCharacterData() throws -> Step {
        position += 9
        text.removeAll(keepingCapacity: true)
        var known = 0
        while true {
            if let end = find("]]>", from: position + known) {
                text += buffer[position..<end]
                position = end + 3
                return .text
            }
            known = max(0, buffer.count - position - 2)
            guard buffer.count - position < DelimitedReader.rowBytesMax else {
                throw failure("has a text longer than a cell can be")
            }
            guard try more() else { throw failure("is cut off") }
        }
    }

    private mutating func takeTag() throws -> Step {
        var end = position + 1
        var quote: UInt8?
        while true {
            while end < buffer.count {
                let byte = buffer[end]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == UInt8(ascii: ">") {
                    break
                }
                end += 1
            }
            if end < buffer.count { break }
            let known = end - position
            guard known < Self.tagBytesMax else { throw failure("has a tag that never ends") }
            guard try more() else { throw failure("is cut off") }
            end = position + known
        }
        let tag = position + 1..<end
        position = end + 1
        attributes.removeAll(keepingCapacity: true)
        if buffer[tag.lowerBound] == UInt8(ascii: "/") {
            nameRange = name(from: tag.lowerBound + 1, to: tag.upperBound)
            depth -= 1
            guard depth >= 0 else { throw failure("is not XML") }
            return .end
        }
        var body = tag
        if !body.isEmpty, buffer[body.upperBound - 1] == UInt8(ascii: "/") {
            isSelfClosed = true
            body = body.lowerBound..<(body.upperBound - 1)
        }
        nameRange = name(from: body.lowerBound, to: body.upperBound)
        guard !nameRange.isEmpty else { throw failure("is not XML") }
        try takeAttributes(nameRange.upperBound..<body.upperBound)
        depth += 1
        guard depth <= Self.depthMax else { throw failure("is nested too deeply for a workbook") }
        return .start
    }

    /// A name without its prefix.
    private func name(from start: Int, to end: Int) -> Range<Int> {
        var index = start
        var begin = start
        while index < end, !Self.isBlank(buffer[index]), buffer[index] != UInt8(ascii: "=") {
            if buffer[index] == UInt8(ascii: ":") { begin = index + 1 }
            index += 1
        }
        return begin..<index
    }

    private mutating func takeAttributes(_ range: Range<Int>) throws {
        var index = range.lowerBound
        while true {
            while index < range.upperBound, Self.isBlank(buffer[index]) { index += 1 }
            if index == range.upperBound { return }
            let name = name(from: index, to: range.upperBound)
            index = name.upperBound
            while index < range.upperBound, Self.isBlank(buffer[index]) { index += 1 }
            guard index < range.upperBound, buffer[index] == UInt8(ascii: "=") else {
                throw failure("is not XML")
            }
            index += 1
            while index < range.upperBound, Self.isBlank(buffer[index]) { index += 1 }
            guard index < range.upperBound, case let quote = buffer[index],
                quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
                let close = buffer[(index + 1)..<range.upperBound].firstIndex(of: quote)
            else { throw failure("is not XML") }
            attributes.append((name, index + 1..<close))
            index = close + 1
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Appends a text with its entities replaced.
    private func append(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) throws {
        guard var entity = bytes.firstIndex(of: UInt8(ascii: "&")) else {
            text += bytes
            return
        }
        var rest = bytes
        while true {
            text += rest[..<entity]
            guard let end = rest[entity...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw failure("has an & without an entity")
            }
            try appendEntity(String(decoding: rest[(entity + 1)..<end], as: UTF8.self), to: &text)
            rest = rest[(end + 1)...]
            guard let next = rest.firstIndex(of: UInt8(ascii: "&")) else {
                text += rest
                return
            }
            entity = next
        }
    }

    private func appendEntity(_ name: String, to text: inout [UInt8]) throws {
        switch name {
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "amp": text.append(UInt8(ascii: "&"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        default:
            let number =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16)
                : name.hasPrefix("#") ? UInt32(name.dropFirst(), radix: 10) : nil
            guard let number, number != 0, let scalar = Unicode.Scalar(number) else {
                throw failure("uses an entity, &\(name);, that XML does not define")
            }
            text.appendUTF8(scalar.value)
        }
    }

    /// Reads more bytes, dropping those already processed. Returns false at the end.
    private mutating func more() throws -> Bool {
        if part.isAtEnd { return false }
        buffer.removeSubrange(..<position)
        position = 0
        let count = buffer.count
        try part.read(upTo: Self.chunkBytes, appendingTo: &buffer)
        return buffer.count > count
    }
}
