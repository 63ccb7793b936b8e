/// A place in a text as editors show it: line and character, from 1.
struct TextPlace: Hashable, Sendable {
    var line: Int64
    var column: Int64

    /// The place after a text that begins at the start of a line.
    init(in text: some Sequence<UInt8>, line: Int64 = 1) {
        self.line = line
        column = 1
        advance(over: text)
    }

    /// Moves past a text.
    mutating func advance(over text: some Sequence<UInt8>) {
        var last: UInt8 = 0
        for byte in text {
            if byte == 0x0A || byte == 0x0D {
                if !(byte == 0x0A && last == 0x0D) { line += 1 }
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            last = byte
        }
    }
}

/// Bytes for people: `F1 6F`.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
}
