/// A phrase with values, and its translation.
struct PhrasePattern: Sendable {
    /// As it is in the file. It is split when a text may be of it: a command begins by reading all phrases, and needs few.
    private let phrase: ArraySlice<UInt8>
    private let translated: ArraySlice<UInt8>
    /// The length of what comes before the first value.
    private let firstCount: Int
    /// How much of a text it determines.
    let literalCount: Int
    /// The byte that it begins with; nil if that is a value.
    let firstByte: UInt8?
    /// The byte that it ends with; nil if that is a value.
    let lastByte: UInt8?

    /// Nil for a phrase without values.
    init?(_ phrase: ArraySlice<UInt8>, _ translated: ArraySlice<UInt8>) {
        guard phrase.contains(UInt8(ascii: "{")) else { return nil }
        let parts = Parts(phrase)
        guard let first = parts.pieces.first, let last = parts.pieces.last, parts.pieces.count > 1 else {
            return nil
        }
        self.phrase = phrase
        self.translated = translated
        firstCount = first.count
        literalCount = parts.pieces.reduce(0) { $0 + $1.count }
        (firstByte, lastByte) = (first.first, last.last)
    }

    /// What a phrase consists of.
    private struct Parts {
        /// The parts between the values.
        private(set) var pieces: [ArraySlice<UInt8>] = []
        /// The restrictions of its values: `#` is a number, as in `{#} events`, and `w` a word without a space.
        private(set) var kinds: [UInt8?] = []

        init(_ phrase: ArraySlice<UInt8>) {
            var start = phrase.startIndex
            var place = start
            while let open = phrase[place...].firstIndex(of: UInt8(ascii: "{")) {
                let kind = phrase[(open + 1)...].first.flatMap { "#w".utf8.contains($0) ? $0 : nil }
                let close = open + (kind == nil ? 1 : 2)
                place = open + 1
                guard close < phrase.endIndex, phrase[close] == UInt8(ascii: "}") else { continue }
                pieces.append(phrase[start..<open])
                kinds.append(kind)
                place = close + 1
                start = place
            }
            pieces.append(phrase[start...])
        }
    }

    /// The phrase, with `{}` for values.
    var english: String {
        Parts(phrase).pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "{}")
    }

    /// The values in a text; nil if the text is not of this phrase.
    func values(in bytes: [UInt8]) -> [String]? {
        guard bytes.count >= literalCount, bytes.starts(with: phrase.prefix(firstCount)) else { return nil }
        let parts = Parts(phrase)
        guard let last = parts.pieces.last, bytes.suffix(last.count).elementsEqual(last) else { return nil }
        var values: [String] = []
        var place = firstCount
        for piece in parts.pieces.dropFirst().dropLast() {
            guard let found = Self.place(of: piece, in: bytes, from: place, to: bytes.count - last.count)
            else {
                return nil
            }
            values.append(String(decoding: bytes[place..<found], as: UTF8.self))
            place = found + piece.count
        }
        guard place <= bytes.count - last.count else { return nil }
        values.append(String(decoding: bytes[place..<(bytes.count - last.count)], as: UTF8.self))
        return zip(parts.kinds, values).allSatisfy { Self.fits($1, $0) } ? values : nil
    }

    private static func fits(_ value: String, _ kind: UInt8?) -> Bool {
        switch kind {
        case UInt8(ascii: "#"): !value.isEmpty && value.utf8.allSatisfy { (48...57).contains($0) }
        case UInt8(ascii: "w"): !value.isEmpty && !value.contains(" ")
        default: true
        }
    }

    private static func place(of piece: ArraySlice<UInt8>, in bytes: [UInt8], from start: Int, to end: Int)
        -> Int?
    {
        var place = start
        while place + piece.count <= end {
            if bytes[place..<(place + piece.count)].elementsEqual(piece) { return place }
            place += 1
        }
        return nil
    }

    func translation(with values: [String]) -> String {
        String(decoding: translated, as: UTF8.self).filled(with: values)
    }
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
