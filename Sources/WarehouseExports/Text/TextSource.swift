/// file -> UTF-8: decodes a file's bytes if needed.
///
/// The encoding is decided at the first non-ASCII byte, from it and what follows, because ASCII is the same in every
/// encoding except UTF-16, which is recognized at once. So a file is read once, and a pipe works like a file.
final class TextSource {
    /// The bytes cannot be decoded: those at the end of what was appended.
    struct Undecided: Error {
        let bytes: [UInt8]
    }

    private enum State {
        /// ASCII so far.
        case undecided
        case passing
        case decoding(any TextDecoder)
    }

    let source: ByteSource
    /// The encodings of the user or the profile, tried in order; empty to detect it.
    private let named: [TextEncoding]
    private var state = State.undecided
    /// Bytes of a character that continues in what is still to be read.
    private var undecoded: [UInt8] = []
    /// Set once it was decided.
    private(set) var encoding: TextEncoding?
    /// Whether the encoding was guessed from the bytes.
    private(set) var isGuessed = false
    private(set) var isAtEnd = false

    var name: String { source.name }

    /// The number of bytes used to determine the encoding.
    static let evidenceBytes = 1 << 18

    init(_ source: ByteSource, encodings: [TextEncoding]) throws {
        self.source = source
        named = encodings
        let start = try source.peek(atLeast: 4).prefix(1024)
        if let (declared, markBytes) = TextEncoding.declared(by: start) {
            try decide(declared)
            // Readers skip the mark of UTF-8 themselves, because they count bytes from the first.
            if declared != .utf8 {
                var mark: [UInt8] = []
                while mark.count < markBytes {
                    try source.read(upTo: markBytes - mark.count, appendingTo: &mark)
                }
            }
        } else if encodings.isEmpty || encodings.contains(where: \.isUTF16),
            let encoding = TextEncoding.utf16(by: start)
        {
            try decide(encoding)
        } else if encodings.count == 1, let encoding = encodings.first {
            try decide(encoding)
        }
    }

    /// Reads about `count` bytes of UTF-8 and appends them to a buffer.
    ///
    /// - Throws: `Undecided` if the encoding cannot be determined; what comes before has then been appended.
    func read(upTo count: Int, appendingTo buffer: inout [UInt8]) throws {
        switch state {
        case .passing:
            try source.read(upTo: count, appendingTo: &buffer)
            isAtEnd = source.isAtEnd
        case .undecided:
            let start = buffer.count
            try source.read(upTo: count, appendingTo: &buffer)
            isAtEnd = source.isAtEnd
            guard let first = buffer.firstBeyondASCII(from: start) else { return }
            var rest = Array(buffer[first...])
            buffer.removeSubrange(first...)
            while rest.count < Self.evidenceBytes, !source.isAtEnd {
                try source.read(upTo: Self.evidenceBytes, appendingTo: &rest)
            }
            isAtEnd = source.isAtEnd
            let guess = EncodingGuess(rest[...], isWhole: source.isAtEnd)
            isGuessed = named.isEmpty
            guard let encoding = named.isEmpty ? guess.encoding() : guess.first(of: named) else {
                throw Undecided(bytes: Array(rest.prefix(6)))
            }
            try decide(encoding)
            undecoded = rest
            if case .passing = state {
                buffer.append(contentsOf: rest)
                undecoded = []
            } else {
                decode(appendingTo: &buffer)
            }
        case .decoding:
            try source.read(upTo: count, appendingTo: &undecoded)
            decode(appendingTo: &buffer)
        }
    }

    /// The SHA-256 of the file's own bytes read so far.
    func digest() -> [UInt8] { source.digest() }

    private func decode(appendingTo buffer: inout [UInt8]) {
        guard case .decoding(let decoder) = state else { return }
        decoder.decode(&undecoded, isLast: source.isAtEnd, appendingTo: &buffer)
        isAtEnd = source.isAtEnd
    }

    private func decide(_ encoding: TextEncoding) throws {
        self.encoding = encoding
        switch encoding {
        case .utf8: state = .passing
        case .utf16, .utf16LittleEndian: state = .decoding(UTF16Decoder(isBigEndian: false))
        case .utf16BigEndian: state = .decoding(UTF16Decoder(isBigEndian: true))
        case .gb18030: state = .decoding(try GB18030Decoder())
        case .windows1252: state = .decoding(Windows1252Decoder())
        }
    }
}
