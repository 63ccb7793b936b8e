/// A phrase with values, and its translation.
struct PhrasePattern: Sendable {
    /// The phrase, with `{}` for values.
    let english: String
    /// The parts between the values.
    private let pieces: [[UInt8]]
    private let translated: String
    /// The restrictions of its values: `#` is a number, as in `{#} events`, and `w` a word without a space.
    private let kinds: [Character?]
    /// How much of a text it determines.
    let literalCount: Int

    /// Nil for a phrase without values.
    init?(_ english: String, _ translated: String) {
        var pieces: [[UInt8]] = []
        var kinds: [Character?] = []
        var piece: [UInt8] = []
        var rest = Array(english.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "{"), case let kind = rest.prefix(1).filter("#w".utf8.contains),
                rest.dropFirst(kind.count).first == UInt8(ascii: "}")
            else {
                piece.append(byte)
                continue
            }
            pieces.append(piece)
            piece = []
            kinds.append(kind.first.map { Character(Unicode.Scalar($0)) })
            rest = rest.dropFirst(kind.count + 1)
        }
        guard !pieces.isEmpty else { return nil }
        pieces.append(piece)
        self.pieces = pieces
        self.kinds = kinds
        self.english = pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "{}")
        literalCount = pieces.reduce(0) { $0 + $1.count }
        self.translated = translated
    }

    /// The byte that it begins with; nil if that is a value.
    var firstByte: UInt8? { pieces.first?.first }
    /// The byte that it ends with; nil if that is a value.
    var lastByte: UInt8? { pieces.last?.last }

    /// The values in a text; nil if the text is not of this phrase.
    func values(in bytes: [UInt8]) -> [String]? {
        guard let first = pieces.first, let last = pieces.last, bytes.count >= literalCount,
            bytes.starts(with: first),
            bytes.suffix(last.count).elementsEqual(last)
        else { return nil }
        var values: [String] = []
        var place = first.count
        for piece in pieces.dropFirst().dropLast() {
            guard let found = Self.place(of: piece, in: bytes, from: place, to: bytes.count - last.count)
            else {
                return nil
            }
            values.append(String(decoding: bytes[place..<found], as: UTF8.self))
            place = found + piece.count
        }
        guard place <= bytes.count - last.count else { return nil }
        values.append(String(decoding: bytes[place..<(bytes.count - last.count)], as: UTF8.self))
        return zip(kinds, values).allSatisfy { Self.fits($1, $0) } ? values : nil
    }

    private static func fits(_ value: String, _ kind: Character?) -> Bool {
        switch kind {
        case "#": !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }
        case "w": !value.isEmpty && !value.contains(" ")
        default: true
        }
    }

    private static func place(of piece: [UInt8], in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        var place = start
        while place + piece.count <= end {
            if bytes[place..<(place + piece.count)].elementsEqual(piece) { return place }
            place += 1
        }
        return nil
    }

    func translation(with values: [String]) -> String { translated.filled(with: values) }
}

/// Phrases with values, what determines the most first, by how a text begins and ends.
struct PhrasePatterns: Sendable {
    private let patterns: [PhrasePattern]
    /// The places of those that begin with a byte.
    private var byFirst: [UInt8: [Int]] = [:]
    /// The places of those that begin with a value, and end with a byte.
    private var byLast: [UInt8: [Int]] = [:]
    /// The places of those that begin and end with a value.
    private var open: [Int] = []

    init(_ patterns: [PhrasePattern]) {
        self.patterns = patterns.sorted { $0.literalCount > $1.literalCount }
        for (place, pattern) in self.patterns.enumerated() {
            if let first = pattern.firstByte {
                byFirst[first, default: []].append(place)
            } else if let last = pattern.lastByte {
                byLast[last, default: []].append(place)
            } else {
                open.append(place)
            }
        }
    }

    /// The phrases, with `{}` for values.
    var english: [String] { patterns.map(\.english) }

    /// Those that a text may be of, in their order.
    func candidates(for bytes: [UInt8]) -> [PhrasePattern] {
        let places =
            (bytes.first.flatMap { byFirst[$0] } ?? []) + (bytes.last.flatMap { byLast[$0] } ?? []) + open
        return places.sorted().map { patterns[$0] }
    }
}
