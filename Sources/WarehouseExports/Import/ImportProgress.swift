/// The progress of importing one file.
public struct ImportProgress: Hashable, Sendable {
    /// The file's path; `-` is standard input.
    public var file: String
    /// Bytes read; for a workbook, of its unpacked sheet. Reading is slightly ahead of recording.
    public var bytesRead: Int64
    /// The total number of bytes; nil if unknown before the end, as for a pipe.
    public var bytesTotal: Int64?
    /// Rows handed to the ledger.
    public var rows: Int64
    /// Whether every row was passed to the ledger, so that only the batch is to be completed.
    public var isRead: Bool

    /// The progress of a file.
    public init(
        file: String,
        bytesRead: Int64 = 0,
        bytesTotal: Int64? = nil,
        rows: Int64 = 0,
        isRead: Bool = false
    ) {
        self.file = file
        self.bytesRead = bytesRead
        self.bytesTotal = bytesTotal
        self.rows = rows
        self.isRead = isRead
    }
}
