/// The header line of a file before splitting, which shows the delimiter.
enum HeaderLine {
    /// The start of the text after a byte order mark.
    static func textStart(_ buffer: [UInt8]) -> Int {
        buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The first line that is not blank from the given row on; nil if its end is not in the buffer. Line breaks
    /// within quotes do not end it.
    static func find(row: Int, in buffer: [UInt8], quote: UInt8?) -> ArraySlice<UInt8>? {
        var start = textStart(buffer)
        var number = 1
        var isQuoted = false
        for index in start..<buffer.count {
            let byte = buffer[index]
            if byte == quote, number >= row { isQuoted.toggle() }
            guard byte == 0x0A || byte == 0x0D, !isQuoted else { continue }
            if number >= row, index > start { return buffer[start..<index] }
            start = index + 1
            let isBeforeLF = byte == 0x0D && start < buffer.count && buffer[start] == 0x0A
            if !isBeforeLF { number += 1 }
        }
        return nil
    }

    /// The delimiter that is most frequent in the header outside quotes.
    static func delimiter(of header: ArraySlice<UInt8>, quote: UInt8?) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in header {
            if byte == quote { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
    }
}
