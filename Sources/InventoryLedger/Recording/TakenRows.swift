/// The rows of a group, compared with earlier statements.
struct TakenRows {
    let group: LineGroup

    init(group: LineGroup) { self.group = group }

    /// All statements that count, including the accepted rows.
    var told: [StatedLine.Told] = []
    /// Rows that are stored as statements.
    var accepted: [StatedLine.Told] = []
    /// Rows that say nothing new, each with a statement that says the same.
    var known: [StatedLine.Told] = []
    /// The file's rows by the number of their statement; below 0 for those that are not stored.
    var rows: [Int64: StatementRow] = [:]
    /// Accepted despite a conflict, or stored with the ledger's values. Their class is already known.
    var settled: Set<Int64> = []

    /// Adds a row that is stored as a statement.
    mutating func accept(_ told: StatedLine.Told, _ row: StatementRow) {
        accepted.append(told)
        self.told.append(told)
        rows[told.id] = row
    }

    /// Adds a row that says nothing new.
    mutating func know(_ told: StatedLine.Told, _ row: StatementRow) {
        let known = StatedLine.Told(
            id: -1 - Int64(self.known.count),
            batch: told.batch,
            statement: told.statement
        )
        self.known.append(known)
        rows[known.id] = row
    }
}
