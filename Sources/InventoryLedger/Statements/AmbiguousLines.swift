import GRDB

/// The statements whose line is unclear, stored between batches.
final class AmbiguousLines {
    private(set) var ids: Set<Int64> = []
    private let insert: RowStatement
    private let delete: RowStatement

    init(_ database: Database) throws {
        let select = try RowStatement(database, "SELECT statement FROM ambiguous_line")
        while try select.next() { ids.insert(select.integer(0)) }
        insert = try RowStatement(database, "INSERT OR IGNORE INTO ambiguous_line (statement) VALUES (?)")
        delete = try RowStatement(database, "DELETE FROM ambiguous_line WHERE statement = ?")
    }

    /// Stores which statements of a group are unclear now.
    func set(_ unclear: Set<Int64>, among rows: [StatementRow]) throws {
        for row in ids.isEmpty ? [] : rows where ids.contains(row.id) && !unclear.contains(row.id) {
            delete.bind(row.id, at: 1)
            try delete.run()
            ids.remove(row.id)
        }
        for id in unclear.sorted() where ids.insert(id).inserted {
            insert.bind(id, at: 1)
            try insert.run()
        }
    }
}
