import GRDB

/// An event's position in the order by day.
struct DayEntry {
    let day: Int32
    let sku: Int32
    let seq: Int64
}

/// Writes the order by day, many entries per statement, because running a statement costs more than inserting a row.
struct DayWriter {
    private let insertMany: RowStatement
    private let insertOne: RowStatement

    private static let entriesPerStatement = 64

    init(_ database: Database) throws {
        func statement(entries: Int) throws -> RowStatement {
            try RowStatement(
                database,
                EventTable.insertion(into: "event_day", ["day", "sku", "seq"], rows: entries)
            )
        }
        insertMany = try statement(entries: Self.entriesPerStatement)
        insertOne = try statement(entries: 1)
    }

    func write(_ entries: [DayEntry]) throws {
        var next = 0
        while next < entries.count {
            let count = entries.count - next >= Self.entriesPerStatement ? Self.entriesPerStatement : 1
            let statement = count == 1 ? insertOne : insertMany
            for offset in 0..<count {
                let entry = entries[next + offset]
                let index = Int32(truncatingIfNeeded: offset * 3)
                statement.bind(Int64(entry.day), at: index + 1)
                statement.bind(Int64(entry.sku), at: index + 2)
                statement.bind(entry.seq, at: index + 3)
            }
            try statement.run()
            next += count
        }
    }
}
