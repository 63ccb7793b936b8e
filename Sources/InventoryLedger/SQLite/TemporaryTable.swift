import GRDB

/// A table that lives as long as its connection, for rows that may not fit in memory.
///
/// The table stays when its rows are no longer needed, because creating or dropping one makes SQLite prepare every
/// cached statement again.
struct TemporaryTable {
    /// Without the prefix `temp.`.
    let name: String

    /// The text after the name in `CREATE TEMP TABLE`.
    let definition: String

    /// The columns of each unique index, in order.
    var uniqueIndexes: [String] = []

    /// Creates the table if the connection does not have it, and empties it.
    func open(_ database: Database) throws {
        let exists = try RowStatement(database, "SELECT 1 FROM temp.sqlite_schema WHERE name = ?")
        exists.bind(name, at: 1)
        if try exists.onlyInteger() == nil {
            try database.execute(sql: "CREATE TEMP TABLE \(name) \(definition)")
            for (number, columns) in uniqueIndexes.enumerated() {
                try database.execute(
                    sql: "CREATE UNIQUE INDEX temp.\(name)_order_\(number + 1) ON \(name) (\(columns))"
                )
            }
        } else {
            try RowStatement(database, "DELETE FROM temp.\(name)").run()
        }
    }
}
