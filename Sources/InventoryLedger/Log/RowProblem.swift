/// What is wrong with a row of a file, and where: data for a report, not an exception.
public struct RowProblem: Hashable, Sendable, Codable {
    /// The physical line, sheet row or index, from 1; nil for an event by hand.
    public let row: Int64?
    /// The column as the file calls it, else as the canonical format does; empty where the whole row is meant.
    public let column: String
    /// The value as the file has it, cut where it is long.
    public let value: String
    /// What is wrong, for programs.
    public let code: String
    /// One sentence that says what to do.
    public let message: String

    /// A problem with a value of a row.
    public init(row: Int64?, column: String, value: String, code: String, message: String) {
        self.row = row
        self.column = column
        self.value = value.shortened(to: 100)
        self.code = code
        self.message = message.shortened(to: 1000)
    }

    /// A problem that an event's field has, with the row it came from.
    public init(row: Int64?, _ problem: FieldProblem) {
        self.init(
            row: row,
            column: problem.column.rawValue,
            value: problem.value,
            code: problem.code.rawValue,
            message: problem.message
        )
    }
}

extension String {
    /// The text, or its beginning where it is longer: a problem is told, not the file it is in.
    fileprivate func shortened(to charactersMax: Int) -> String {
        // Bytes first: counting characters of a megabyte takes its time.
        utf8.count <= charactersMax || count <= charactersMax ? self : prefix(charactersMax) + "…"
    }
}
