/// Other kinds of files that people mistake for tables, recognized by their first bytes.
enum ForeignFile {
    private static let kinds: [(start: [UInt8], says: String)] = [
        (
            [0xD0, 0xCF, 0x11, 0xE0],
            "is an older or password-protected workbook; save it as .xlsx without a password"
        ),
        ([0x1F, 0x8B], "is compressed; unpack it with gunzip"),
        ([0x25, 0x50, 0x44, 0x46], "is a PDF; export a table instead"),
        ([0x52, 0x61, 0x72, 0x21], "is an archive; unpack it"),
        ([0x37, 0x7A, 0xBC, 0xAF], "is an archive; unpack it"),
        (Array("SQLite format 3".utf8), "is a database; export a table of it"),
    ]

    /// - Throws: `ImportFailure` for such a file, with what to do.
    static func refuse(_ source: ByteSource) throws {
        let start = try source.peek(atLeast: 16)
        for kind in kinds where start.starts(with: kind.start) {
            throw ImportFailure(.unsupportedText, "\(source.name) \(kind.says)")
        }
    }
}
