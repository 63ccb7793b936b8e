/// What a row states, and when. Equal rows are equal texts.
struct StatementText: Hashable {
    private let value: String
    private let statedAt: Instant?
    private let sku: Int64

    init(_ row: StatementRow) {
        value = row.value
        statedAt = row.statedAt
        sku = row.line.sku
    }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.statedAt == rhs.statedAt && lhs.sku == rhs.sku && lhs.value.hasSameBytes(as: rhs.value)
    }

    func hash(into hasher: inout Hasher) {
        value.hashBytes(into: &hasher)
        hasher.combine(statedAt)
    }
}

/// The ledger's statements of one group, to find equal ones.
struct HeldTexts {
    /// Each row with the number of equal ones before it.
    static func numbered(_ rows: [StatementRow]) -> [(number: Int, row: StatementRow)] {
        guard rows.count > 1 else { return rows.map { (1, $0) } }
        var counts: [StatementText: Int] = [:]
        return rows.map { row in
            let number = (counts[StatementText(row)] ?? 0) + 1
            counts[StatementText(row)] = number
            return (number, row)
        }
    }

    /// How many equal ones each batch has.
    private var counts: [StatementText: [Int64: Int]] = [:]

    init(_ rows: [StatementRow]) {
        for row in rows { counts[StatementText(row), default: [:]][row.batch, default: 0] += 1 }
    }

    /// The batches with at least this many equal rows.
    func batches(with number: Int, of row: StatementRow) -> Set<Int64> {
        Set((counts[StatementText(row)] ?? [:]).filter { $0.value >= number }.keys)
    }

    /// Whether one batch has all of these rows.
    func haveTogether(_ rows: [(number: Int, row: StatementRow)]) -> Bool {
        guard rows.count > 1 else { return true }
        let batches = rows.lazy.map { self.batches(with: $0.number, of: $0.row) }
        return !(batches.dropFirst().reduce(batches.first ?? []) { $0.intersection($1) }).isEmpty
    }

    func has(_ number: Int, of row: StatementRow) -> Bool {
        counts[StatementText(row)]?.contains { $0.value >= number } ?? false
    }
}
