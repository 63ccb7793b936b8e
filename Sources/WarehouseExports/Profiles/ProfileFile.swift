/// file -> the text of a profile: UTF-8 or UTF-16, with or without a byte order mark.
enum ProfileFile {
    private static let bytesMax = 1 << 20

    /// - Throws: `ImportFailure` if the path cannot be read, and with code `badProfile` if it is not text.
    static func text(_ path: String) throws -> String {
        let source = try TextSource(ByteSource(path: path), encodings: [.utf8, .utf16])
        var bytes: [UInt8] = []
        while !source.isAtEnd {
            try source.read(upTo: 1 << 16, appendingTo: &bytes)
            guard bytes.count <= bytesMax else {
                throw ImportFailure(
                    .badProfile,
                    "\(path) is longer than \(bytesMax >> 20) MiB, too long for a profile"
                )
            }
        }
        let content = bytes[HeaderLine.textStart(bytes)...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        var valid = content.startIndex
        while valid < content.endIndex, case let length = UTF8Sequence.length(content, at: valid), length > 0
        {
            valid += length
        }
        let place = TextPlace(in: content[..<valid])
        let isUTF8 = source.encoding == .utf8
        throw ImportFailure(
            .badProfile,
            "\(path):\(place.line):\(place.column): "
                + (isUTF8 ? "the bytes \(hexadecimal(content[valid...].prefix(4))) are" : "this is")
                + " not \(isUTF8 ? "UTF-8" : "UTF-16"); save the profile as UTF-8"
        )
    }
}
