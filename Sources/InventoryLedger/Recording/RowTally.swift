/// Counts the rows of a file by class, a row of several events once, and keeps their problems.
final class RowTally {
    private(set) var counts = RowCounts()
    var problems: ProblemList
    /// Rows of several events that are not all settled: the class so far, and the number of open events.
    private var openRows: [Int64: (rowClass: RowClass, waiting: Int)] = [:]

    init(problemsMax: Int) { problems = ProblemList(max: problemsMax) }

    /// Counts a row, or notes that some of its events are settled only at the end of the file.
    ///
    /// - Parameters:
    ///   - rowClass: the class of the row's settled events; nil for a row that has only statements.
    ///   - waiting: the number of events that are not.
    func add(row: Int64?, _ rowClass: RowClass?, waiting: Int) {
        if waiting == 0 {
            count(rowClass ?? .ignored)
        } else if waiting > 1 || rowClass != nil, let row {
            openRows[row] = (rowClass ?? .ignored, waiting)
        }
    }

    /// Settles one event of a row.
    func settle(row: Int64?, as rowClass: RowClass) {
        guard let number = row, let open = openRows[number] else { return count(rowClass) }
        let combined = min(open.rowClass, rowClass)
        if open.waiting == 1 {
            openRows[number] = nil
            count(combined)
        } else {
            openRows[number] = (combined, open.waiting - 1)
        }
    }

    /// Counts rows that were recorded many at a time.
    func addRecorded(_ rows: Int) { counts.recorded += Int64(rows) }

    /// Counts events that were replaced. They are not rows.
    func addSuperseded(_ events: Int64 = 1) { counts.superseded += events }

    func count(_ rowClass: RowClass) {
        switch rowClass {
        case .rejected: counts.rejected += 1
        case .conflict: counts.conflicts += 1
        case .waiting: counts.waiting += 1
        case .stale: counts.stale += 1
        case .recorded: counts.recorded += 1
        case .duplicate: counts.duplicates += 1
        case .ignored: counts.ignored += 1
        }
    }
}
