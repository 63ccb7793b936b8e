/// How far the import of one file has come.
public struct ImportProgress: Hashable, Sendable {
    /// The file's path; `-` is standard input.
    public var file: String
    /// Bytes read: of a workbook, of its sheet as unpacked. Reading is a little ahead of recording.
    public var bytesRead: Int64
    /// How many bytes there are; nil where that shows only at the end, as with a pipe.
    public var bytesTotal: Int64?
    /// Rows handed to the ledger.
    public var rows: Int64
    /// Whether every row was handed over: what is left is to complete the batch.
    public var isRead: Bool

    /// How far a file has come.
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
