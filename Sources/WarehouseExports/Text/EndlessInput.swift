/// Stops reading a pipe or device that never ends a row. A file has an end.
struct EndlessInput {
    /// Far longer than any row, and quickly read.
    static let bytesMax: Int64 = 16 << 20

    /// Whether a row or a value has ended since the last check.
    var hasMoved = true
    private var bytesBefore: Int64 = 0

    /// Must be called after each read.
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
