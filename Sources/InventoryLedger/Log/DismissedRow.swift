import GRDB

/// A waiting row that was settled by hand. It has no effect any more.
struct DismissedRow: Hashable {
    let batch: Int64
    /// Nil for a row recorded by hand.
    let row: Int64?

    /// The reason in the declaration.
    struct Reason: Codable, Equatable {
        let because: String
    }

    init(batch: Int64, row: Int64?) {
        self.batch = batch
        self.row = row
    }

    /// Nil if the text is not a subject of such a declaration.
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

    /// The row's name in a declaration: `BATCH:ROW`.
    var subject: String { row.map { "\(batch):\($0)" } ?? "\(batch)" }

    /// The rows that are settled now.
    static func all(_ database: Database) throws -> Set<DismissedRow> {
        let subjects = try Declarations.current(database, .dismissed, as: Reason.self).keys
        return Set(subjects.compactMap { DismissedRow(subject: $0.text) })
    }
}
