/// The code of a Swift file without comments and string contents, for searching constructs. Interpolations are code
/// and stay.
struct SwiftCode {
    /// The code, with as many lines as the file; everything else is blank.
    let text: String
    /// The numbers of the lines, from 1, whose comment gives a proof.
    let proofs: Set<Int>
    /// The numbers of the lines, from 1, that have neither code nor a comment.
    let blanks: Set<Int>

    init(_ source: String) {
        var scanner = Scanner(Array(source.utf8))
        scanner.scanCode(isInterpolation: false)
        scanner.endLine()
        text = String(decoding: scanner.code, as: UTF8.self)
        proofs = scanner.proofs
        blanks = scanner.blanks
    }

    private struct Scanner {
        private let source: [UInt8]
        private var index = 0
        private(set) var code: [UInt8] = []
        private var comment: [UInt8] = []
        private var line = 1
        private var lineStart = 0
        private(set) var proofs: Set<Int> = []
        private(set) var blanks: Set<Int> = []

        init(_ source: [UInt8]) {
            self.source = source
            code.reserveCapacity(source.count)
        }

        private static let space = UInt8(ascii: " ")
        private static let newline = UInt8(ascii: "\n")
        private static let quote = UInt8(ascii: "\"")
        private static let hash = UInt8(ascii: "#")
        private static let slash = UInt8(ascii: "/")
        private static let star = UInt8(ascii: "*")
        private static let backslash = UInt8(ascii: "\\")

        private func byte(_ offset: Int = 0) -> UInt8 {
            index + offset < source.count ? source[index + offset] : 0
        }

        mutating func endLine() {
            if !comment.isEmpty {
                if String(decoding: comment, as: UTF8.self).contains("proven: ") { proofs.insert(line) }
            } else if code[lineStart...].allSatisfy({ $0 == Self.space }) {
                blanks.insert(line)
            }
            comment.removeAll(keepingCapacity: true)
            lineStart = code.count
            line += 1
        }

        /// Skips this many bytes that are not code.
        private mutating func skip(_ count: Int = 1, isComment: Bool = false) {
            for _ in 0..<count where index < source.count {
                let byte = source[index]
                if byte == Self.newline {
                    endLine()
                    code.append(byte)
                    lineStart = code.count
                } else {
                    code.append(Self.space)
                    if isComment { comment.append(byte) }
                }
                index += 1
            }
        }

        /// Scans to the end, or to the bracket that closes an interpolation.
        mutating func scanCode(isInterpolation: Bool) {
            var depth = 0
            while index < source.count {
                switch byte() {
                case Self.slash where byte(1) == Self.slash:
                    while index < source.count, byte() != Self.newline { skip(isComment: true) }
                case Self.slash where byte(1) == Self.star: skipBlockComment()
                case Self.quote: skipString(hashes: 0)
                case Self.hash where hashesBeforeQuote() > 0: skipString(hashes: hashesBeforeQuote())
                case Self.newline: skip()
                case let byte:
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if depth == 0, isInterpolation { return }
                        depth -= 1
                    }
                    code.append(byte)
                    index += 1
                }
            }
        }

        private mutating func skipBlockComment() {
            var depth = 0
            repeat {
                if byte() == Self.slash, byte(1) == Self.star {
                    depth += 1
                    skip(2, isComment: true)
                } else if byte() == Self.star, byte(1) == Self.slash {
                    depth -= 1
                    skip(2, isComment: true)
                } else {
                    skip(isComment: true)
                }
            } while depth > 0 && index < source.count
        }

        /// The number of number signs before the quote of a string that begins here; 0 if none begins.
        private func hashesBeforeQuote() -> Int {
            var count = 0
            while byte(count) == Self.hash { count += 1 }
            return byte(count) == Self.quote ? count : 0
        }

        /// Whether this many number signs follow an offset.
        private func hasHashes(_ count: Int, behind offset: Int) -> Bool {
            var number = 0
            while number < count, byte(offset + number) == Self.hash { number += 1 }
            return number == count
        }

        private mutating func skipString(hashes: Int) {
            skip(hashes)
            let quotes = byte(1) == Self.quote && byte(2) == Self.quote ? 3 : 1
            skip(quotes)
            func isEnd() -> Bool {
                byte() == Self.quote && (quotes == 1 || byte(1) == Self.quote && byte(2) == Self.quote)
                    && hasHashes(hashes, behind: quotes)
            }
            while index < source.count, !isEnd() {
                if byte() == Self.backslash, hasHashes(hashes, behind: 1) {
                    skip(1 + hashes)
                    guard byte() == UInt8(ascii: "(") else {
                        skip()
                        continue
                    }
                    code.append(byte())
                    index += 1
                    scanCode(isInterpolation: true)
                    if index < source.count {
                        code.append(byte())
                        index += 1
                    }
                } else {
                    skip()
                }
            }
            skip(quotes + hashes)
        }
    }
}
