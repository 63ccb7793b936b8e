/// What is wrong with a row of a file, and where: a value for a report, not an error to throw.
public struct RowProblem: Hashable, Sendable, Codable {
    /// The physical line, sheet row or index, from 1; nil for an event by hand.
    public let row: Int64?
    /// The column as named in the file, else its canonical name; empty if the whole row is meant.
    public let column: String
    /// The value in the file, shortened if it is long.
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

    /// The problem of an event's field, with its row.
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
    /// The text, shortened to this many characters.
    fileprivate func shortened(to charactersMax: Int) -> String {
        // Bytes first, because counting the characters of a megabyte takes long.
        utf8.count <= charactersMax || count <= charactersMax ? self : prefix(charactersMax) + "…"
    }
}
