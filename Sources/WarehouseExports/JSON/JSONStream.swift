import InventoryLedger

/// UTF-8 -> JSON values, one after another: finds their ends without parsing them.
///
/// Memory is bounded by the longest allowed record, because other values are skipped.
struct JSONStream: ~Copyable {
    /// The result of finding a value.
    enum Found {
        /// Its bytes are in `value`.
        case value
        /// It is longer than a record may be, and was skipped; its beginning is in `value`.
        case tooLong
    }

    private let source: TextSource
    private var buffer: [UInt8] = []
    /// The next byte in the buffer.
    private var position = 0
    /// The place of `position` in the file.
    private(set) var place: TextPlace
    /// The last value, and where it began.
    private(set) var value: ArraySlice<UInt8> = []
    private(set) var valuePlace: TextPlace

    private var endless = EndlessInput()

    static let valueBytesMax = DelimitedReader.rowBytesMax
    private static let chunkBytes = 1 << 18

    init(_ source: TextSource) throws {
        self.source = source
        place = TextPlace(in: [])
        valuePlace = place
        while buffer.count < 3, !source.isAtEnd {
            try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
        }
        position = HeaderLine.textStart(buffer)
    }

    func digest() -> [UInt8] { source.digest() }

    /// The name of the file.
    var name: String { source.name }

    func failure(_ message: String) -> ImportFailure { failure(message, at: place) }

    func failure(_ message: String, at place: TextPlace) -> ImportFailure {
        ImportFailure(.badJSON, "\(source.name):\(place.line):\(place.column): \(message)")
    }

    var cutOff: ImportFailure {
        failure("the file ends in the middle of a value, so it was cut off; download it again")
    }

    /// The next byte that is not blank, without consuming it; nil at the end.
    mutating func nextByte() throws -> UInt8? {
        while true {
            var end = position
            while end < buffer.count, JSONRecord.isBlank(buffer[end]) { end += 1 }
            pass(to: end)
            if position < buffer.count { return buffer[position] }
            guard try more() else { return nil }
        }
    }

    mutating func expect(_ byte: UInt8) throws {
        guard let next = try nextByte() else { throw cutOff }
        guard next == byte else {
            throw failure(
                "expected \(shown(byte)), found \(shown(next)); the file is not JSON from here on"
            )
        }
        pass(to: position + 1)
    }

    /// Consumes a comma (true) or the closing bracket (false).
    mutating func separator(closing: UInt8) throws -> Bool {
        guard let next = try nextByte() else { throw cutOff }
        guard next == UInt8(ascii: ",") || next == closing else {
            throw failure(
                "expected a comma or \(shown(closing)), found \(shown(next)); the file is not JSON from here on"
            )
        }
        pass(to: position + 1)
        return next != closing
    }

    /// The key of the next member and its colon; nil at the end of an empty object.
    mutating func memberKey() throws -> String? {
        if try nextByte() == UInt8(ascii: "}") {
            pass(to: position + 1)
            return nil
        }
        guard try nextByte() == UInt8(ascii: "\"") else {
            throw try nextByte() == nil
                ? cutOff : failure("expected a key in quotes; the file is not JSON from here on")
        }
        guard try nextValue() == .value, let record = try? JSONRecord(value), let key = record.string(0)
        else {
            throw failure("the key is not a string", at: valuePlace)
        }
        try expect(UInt8(ascii: ":"))
        return key
    }

    /// Whether the next value is an array whose first element is an object.
    mutating func isArrayOfObjects() throws -> Bool {
        guard try nextByte() == UInt8(ascii: "[") else { return false }
        var end = position + 1
        while true {
            while end < buffer.count, JSONRecord.isBlank(buffer[end]) { end += 1 }
            if end < buffer.count { return buffer[end] == UInt8(ascii: "{") }
            let known = end - position
            guard known < Self.valueBytesMax, try more() else { return false }
            end = position + known
        }
    }

    /// Skips the next value.
    mutating func skipValue() throws { _ = try find(keeping: 0) }

    /// Finds the next value.
    ///
    /// - Throws: `ImportFailure` if the file ends within it.
    mutating func nextValue() throws -> Found { try find(keeping: Self.valueBytesMax) }

    /// Moves to the end of the next value, counting brackets outside of strings.
    private mutating func find(keeping bytesMax: Int) throws -> Found {
        guard let first = try nextByte() else { throw cutOff }
        valuePlace = place
        guard !",:]}".utf8.contains(first) else {
            throw failure(
                "expected a value, found \(shown(first)); the file is not JSON from here on"
            )
        }
        var index = position
        var depth = 0
        var isString = false
        var isEscaped = false
        var kept: [UInt8]?
        scan: while true {
            while index < buffer.count {
                let byte = buffer[index]
                index += 1
                if isString {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isString = false
                        if depth == 0 { break scan }
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isString = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    depth -= 1
                    // After a number, the bracket belongs to the enclosing value.
                    if depth < 0 { index -= 1 }
                    if depth <= 0 { break scan }
                case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                    if depth == 0 {
                        index -= 1
                        break scan
                    }
                default: break
                }
            }
            if index - position > bytesMax {
                if kept == nil { kept = Array(buffer[position..<min(index, position + 200)]) }
                pass(to: index)
            }
            let known = index - position
            let hasMore = try more()
            index = position + known
            if hasMore { continue }
            // Only a number or a word may end at the end of the file.
            guard depth == 0, !isString, kept == nil else { throw cutOff }
            break scan
        }
        if kept == nil, index - position > bytesMax {
            kept = Array(buffer[position..<min(index, position + 200)])
        }
        endless.hasMoved = true
        value = kept.map { $0[...] } ?? buffer[position..<index]
        pass(to: index)
        return kept == nil ? .value : .tooLong
    }

    private mutating func pass(to index: Int) {
        place.advance(over: buffer[position..<index])
        position = index
    }

    /// Reads more bytes, dropping processed ones. Returns false at the end.
    private mutating func more() throws -> Bool {
        if source.isAtEnd { return false }
        value = []
        buffer.removeSubrange(..<position)
        position = 0
        let count = buffer.count
        while buffer.count == count, !source.isAtEnd {
            try source.read(upTo: Self.chunkBytes, appendingTo: &buffer)
        }
        try endless.check(source.source, line: place.line)
        return buffer.count > count
    }

    private func shown(_ byte: UInt8) -> String {
        (0x21..<0x7F).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(hexadecimal([byte]))"
    }
}
