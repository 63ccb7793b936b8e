/// One valid JSON value as nodes in one array.
struct JSONRecord {
    /// What is wrong with a value, and at which byte.
    struct Mistake: Error {
        let offset: Int
        let message: String
    }

    enum Kind {
        case null, flag, number, string, array, object
    }

    struct Node {
        let kind: Kind
        /// The text within the bytes, without the quotes of a string.
        var start: Int
        var end: Int
        var hasEscape = false
        /// The key of a member; -1 if the node is not one.
        var keyStart = -1
        var keyEnd = -1
        var keyHasEscape = false
        /// The node after this one and its children.
        var next = 0
    }

    let bytes: ArraySlice<UInt8>
    private(set) var nodes: [Node] = []

    /// No program nests values for goods deeper.
    static let depthMax = 64

    /// - Throws: `Mistake` for invalid JSON: grammar, UTF-8, repeated keys.
    init(_ bytes: ArraySlice<UInt8>) throws(Mistake) {
        self.bytes = bytes
        var index = bytes.startIndex
        skipBlanks(&index)
        try value(&index, depth: 0)
        skipBlanks(&index)
        guard index == bytes.endIndex else { throw mistake(index, "there is text after the value") }
    }

    /// The children of an array or object.
    func children(_ node: Int) -> [Int] {
        var children: [Int] = []
        var child = node + 1
        while child < nodes[node].next {
            children.append(child)
            child = nodes[child].next
        }
        return children
    }

    /// The member of an object by its key, ignoring the letter case of ASCII.
    func member(_ object: Int, _ key: [UInt8]) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        let start = bytes.startIndex
        // Lent as pointers, so that neither is retained for each member.
        return bytes.withUnsafeBufferPointer { text in
            nodes.withUnsafeBufferPointer { nodes in
                var child = object + 1
                while child < nodes[object].next {
                    let (first, end) = (nodes[child].keyStart, nodes[child].keyEnd)
                    let isKey =
                        nodes[child].keyHasEscape
                        ? unescaped(first..<end).withUnsafeBufferPointer { Self.isSame($0[...], key) }
                        // Most keys differ in their length.
                        : end - first == key.count && Self.isSame(text[(first - start)..<(end - start)], key)
                    if isKey { return child }
                    child = nodes[child].next
                }
                return nil
            }
        }
    }

    /// Appends the keys of an object as they are written, each ended by a byte that no key contains.
    func appendKeys(of object: Int, to text: inout [UInt8]) {
        var child = object + 1
        while child < nodes[object].next {
            text += bytes[nodes[child].keyStart..<nodes[child].keyEnd]
            text.append(0)
            child = nodes[child].next
        }
    }

    private static func isSame(_ own: Slice<UnsafeBufferPointer<UInt8>>, _ key: [UInt8]) -> Bool {
        guard own.count == key.count else { return false }
        var place = own.startIndex
        for letter in key {
            let differs = own[place] ^ letter
            guard differs == 0 || differs == 0x20 && (0x61...0x7A).contains(letter | 0x20) else {
                return false
            }
            place += 1
        }
        return true
    }

    func key(_ node: Int) -> String {
        let node = nodes[node]
        return String(decoding: unescaped(node.keyStart..<node.keyEnd), as: UTF8.self)
    }

    /// The text of a string; nil for another value.
    func string(_ node: Int) -> String? {
        nodes[node].kind == .string ? String(decoding: text(node), as: UTF8.self) : nil
    }

    /// A value as meant: a string without escapes, anything else as written.
    func text(_ node: Int) -> ArraySlice<UInt8> {
        let node = nodes[node]
        return node.hasEscape ? unescaped(node.start..<node.end)[...] : bytes[node.start..<node.end]
    }

    // MARK: Reading

    private func mistake(_ offset: Int, _ message: String) -> Mistake {
        Mistake(offset: offset, message: message)
    }

    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func skipBlanks(_ index: inout Int) {
        while index < bytes.endIndex, Self.isBlank(bytes[index]) { index += 1 }
    }

    private mutating func value(_ index: inout Int, depth: Int) throws(Mistake) {
        guard index < bytes.endIndex else { throw mistake(index, "a value is missing") }
        guard depth <= Self.depthMax else {
            throw mistake(index, "values are nested deeper than \(Self.depthMax) levels")
        }
        let node = nodes.count
        switch bytes[index] {
        case UInt8(ascii: "\""):
            let (range, hasEscape) = try string(&index)
            nodes.append(
                Node(kind: .string, start: range.lowerBound, end: range.upperBound, hasEscape: hasEscape)
            )
        case UInt8(ascii: "{"): try object(&index, depth: depth)
        case UInt8(ascii: "["):
            nodes.append(Node(kind: .array, start: index, end: index))
            index += 1
            skipBlanks(&index)
            if index < bytes.endIndex, bytes[index] == UInt8(ascii: "]") {
                index += 1
            } else {
                repeat {
                    skipBlanks(&index)
                    try value(&index, depth: depth + 1)
                } while try isMore(&index, closing: UInt8(ascii: "]"))
            }
            nodes[node].end = index
        case UInt8(ascii: "-"), 0x30...0x39: try number(&index)
        default: try word(&index)
        }
        nodes[node].next = nodes.count
    }

    private mutating func object(_ index: inout Int, depth: Int) throws(Mistake) {
        let node = nodes.count
        nodes.append(Node(kind: .object, start: index, end: index))
        index += 1
        skipBlanks(&index)
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: "}") {
            index += 1
            nodes[node].end = index
            return
        }
        var keys: Set<[UInt8]> = []
        var members = 0
        repeat {
            skipBlanks(&index)
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else {
                throw mistake(index, "expected a key in quotes")
            }
            let keyPlace = index
            let (range, hasEscape) = try string(&index)
            let key = hasEscape ? unescaped(range)[...] : bytes[range]
            members += 1
            guard isNew(key, of: node, members: members, &keys) else {
                throw mistake(
                    keyPlace,
                    "the key \"\(String(decoding: key.prefix(100), as: UTF8.self))\" appears twice"
                )
            }
            skipBlanks(&index)
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ":") else {
                throw mistake(index, "expected a colon after the key")
            }
            index += 1
            skipBlanks(&index)
            let child = nodes.count
            try value(&index, depth: depth + 1)
            nodes[child].keyStart = range.lowerBound
            nodes[child].keyEnd = range.upperBound
            nodes[child].keyHasEscape = hasEscape
        } while try isMore(&index, closing: UInt8(ascii: "}"))
        nodes[node].end = index
    }

    /// Whether no earlier member of an object that is being read has a key. The keys of few members are compared, those of
    /// many are in a set.
    private func isNew(
        _ key: ArraySlice<UInt8>,
        of object: Int,
        members: Int,
        _ keys: inout Set<[UInt8]>
    ) -> Bool {
        if members > Self.comparedKeysMax { return keys.insert(Array(key)).inserted }
        if members == Self.comparedKeysMax { keys.insert(Array(key)) }
        var child = object + 1
        while child < nodes.count {
            let node = nodes[child]
            if members == Self.comparedKeysMax { keys.insert(text(ofKey: node)) }
            if node.keyHasEscape || node.keyEnd - node.keyStart == key.count,
                text(ofKey: node).elementsEqual(key)
            {
                return false
            }
            child = node.next
        }
        return true
    }

    private func text(ofKey node: Node) -> [UInt8] {
        node.keyHasEscape
            ? unescaped(node.keyStart..<node.keyEnd) : Array(bytes[node.keyStart..<node.keyEnd])
    }

    /// Beyond so many members, comparing each key with all others would take too long.
    private static let comparedKeysMax = 32

    private func isMore(_ index: inout Int, closing: UInt8) throws(Mistake) -> Bool {
        skipBlanks(&index)
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ",") || bytes[index] == closing else {
            throw mistake(index, "expected a comma or a closing bracket")
        }
        index += 1
        return bytes[index - 1] != closing
    }

    /// Source of the grammar: RFC 8259, section 6.
    private mutating func number(_ index: inout Int) throws(Mistake) {
        let start = index
        func byte() -> UInt8? { index < bytes.endIndex ? bytes[index] : nil }
        func digits() -> Int {
            let first = index
            while let digit = byte(), (0x30...0x39).contains(digit) { index += 1 }
            return index - first
        }
        if byte() == UInt8(ascii: "-") { index += 1 }
        let isZero = byte() == 0x30
        let whole = digits()
        guard whole > 0, whole == 1 || !isZero else {
            throw mistake(start, "this is not a JSON number")
        }
        if byte() == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { throw mistake(start, "this is not a JSON number") }
        }
        if let exponent = byte(), exponent | 0x20 == UInt8(ascii: "e") {
            index += 1
            if let sign = byte(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
            guard digits() > 0 else { throw mistake(start, "this is not a JSON number") }
        }
        nodes.append(Node(kind: .number, start: start, end: index))
    }

    private mutating func word(_ index: inout Int) throws(Mistake) {
        for (word, kind) in [("true", Kind.flag), ("false", .flag), ("null", .null)]
        where bytes[index...].starts(with: word.utf8) {
            nodes.append(Node(kind: kind, start: index, end: index + word.utf8.count))
            index += word.utf8.count
            return
        }
        throw mistake(index, "expected a JSON value")
    }

    /// Skips a string and returns its range without quotes.
    private func string(_ index: inout Int) throws(Mistake) -> (range: Range<Int>, hasEscape: Bool) {
        let start = index + 1
        var hasEscape = false
        index = start
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return (start..<index - 1, hasEscape)
            case UInt8(ascii: "\\"):
                hasEscape = true
                try escape(&index)
            case ..<0x20:
                throw mistake(index, "a string contains a control character; write it as \\u00XX")
            case ..<0x80: index += 1
            default:
                let length = UTF8Sequence.length(bytes, at: index)
                guard length > 0 else {
                    throw mistake(index, "the bytes \(hexadecimal(bytes[index...].prefix(4))) are not UTF-8")
                }
                index += length
            }
        }
        throw mistake(index, "a string is never closed")
    }

    private func escape(_ index: inout Int) throws(Mistake) {
        let start = index
        guard index + 1 < bytes.endIndex else { throw mistake(start, "an escape is incomplete") }
        index += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "u"):
            guard let unit = unit(at: start) else {
                throw mistake(start, "\\u needs four hexadecimal digits")
            }
            index = start + 6
            if unit == 0 { throw mistake(start, "a string contains a NUL character") }
            guard unit & 0xF800 == 0xD800 else { return }
            guard unit < 0xDC00, let low = self.unit(at: index), low & 0xFC00 == 0xDC00 else {
                throw mistake(start, "one half of a pair of \\u escapes is missing")
            }
            index += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        default: throw mistake(start, "JSON has no such escape")
        }
    }

    /// The code unit of `\uXXXX` at an index.
    private func unit(at index: Int) -> UInt32? {
        guard index + 6 <= bytes.endIndex, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[(index + 2)..<(index + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            unit = unit << 4 | UInt32(truncatingIfNeeded: digit)
        }
        return unit
    }

    /// A valid string without its escapes.
    private func unescaped(_ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = unit(at: index) ?? 0xFFFD
                if scalar & 0xFC00 == 0xD800, let low = unit(at: index + 6) {
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                    index += 6
                }
                text.appendUTF8(scalar)
                index += 4
            default: text.append(bytes[index + 1])
            }
            index += 2
        }
        return text
    }
}
