import GRDB

/// A row that somebody settled by hand: it waits for nothing any more, and states nothing.
struct DismissedRow: Hashable {
    let batch: Int64
    /// Nil for a row by hand.
    let row: Int64?

    /// Why a row was settled, as its declaration says it.
    struct Reason: Codable, Equatable {
        let because: String
    }

    init(batch: Int64, row: Int64?) {
        self.batch = batch
        self.row = row
    }

    /// Nil where the text is no subject that was ever declared.
    init?(subject: String) {
        let parts = subject.split(separator: ":", omittingEmptySubsequences: false)
        guard let batch = parts.first.flatMap({ Int64($0) }), parts.count <= 2 else { return nil }
        var row: Int64?
        if parts.count == 2 {
            guard let number = Int64(parts[1]) else { return nil }
            row = number
        }
        self.init(batch: batch, row: row)
    }

    /// The row as a declaration names it: `BATCH:ROW`.
    var subject: String { row.map { "\(batch):\($0)" } ?? "\(batch)" }

    /// The rows that are settled now.
    static func all(_ database: Database) throws -> Set<DismissedRow> {
        let subjects = try Declarations.current(database, .dismissed, as: Reason.self).keys
        return Set(subjects.compactMap { DismissedRow(subject: $0.text) })
    }
}
