/// Gives up a pipe or a device that goes on and on without the end of a row. A file is read to its end, which it has.
struct EndlessInput {
    /// Far more than any row, and soon read.
    static let bytesMax: Int64 = 16 << 20

    /// Whether a row, or a value, has ended since the last look.
    var hasMoved = true
    private var bytesBefore: Int64 = 0

    /// To be called each time that more was read.
    ///
    /// - Throws: `ImportFailure` with code `endlessInput`.
    mutating func check(_ source: ByteSource, line: Int64) throws {
        if source.isSureToEnd { return }
        let bytes = source.meter.bytesRead
        if hasMoved {
            hasMoved = false
            bytesBefore = bytes
        }
        guard bytes - bytesBefore <= Self.bytesMax else {
            throw ImportFailure(
                .endlessInput,
                "\(source.name):\(line): no row ends within \(Self.bytesMax >> 20) MiB; check what writes this input"
            )
        }
    }
}
