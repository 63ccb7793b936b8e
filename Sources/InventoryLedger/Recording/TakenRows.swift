/// The rows of a group, compared with earlier statements.
struct TakenRows {
    let group: LineGroup

    init(group: LineGroup) { self.group = group }

    /// All statements that count, including the accepted rows.
    var entries: [StatedLine.Entry] = []
    /// Rows that are stored as statements.
    var accepted: [StatedLine.Entry] = []
    /// Rows that say nothing new, each with a statement that says the same.
    var known: [StatedLine.Entry] = []
    /// The file's rows by the number of their statement; below 0 for those that are not stored.
    var rows: [Int64: StatementRow] = [:]
    /// Accepted despite a conflict, or stored with the ledger's values. Their class is already known.
    var settled: Set<Int64> = []

    /// Adds a row that is stored as a statement.
    mutating func accept(_ entry: StatedLine.Entry, _ row: StatementRow) {
        accepted.append(entry)
        self.entries.append(entry)
        rows[entry.id] = row
    }

    /// Adds a row that says nothing new.
    mutating func know(_ entry: StatedLine.Entry, _ row: StatementRow) {
        let known = StatedLine.Entry(
            id: -1 - Int64(self.known.count),
            batch: entry.batch,
            statement: entry.statement
        )
        self.known.append(known)
        rows[known.id] = row
    }
}
