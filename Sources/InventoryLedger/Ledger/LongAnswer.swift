import GRDB

/// The rows of an answer of any length. They are read one by one, never held together, and read again for each
/// iteration, all from one snapshot.
public struct LongAnswer<Row> {
    private let read: (_ body: (Row) throws -> Void) throws -> Void

    init(_ read: @escaping (_ body: (Row) throws -> Void) throws -> Void) {
        self.read = read
    }

    /// Calls the block for each row. An error in the block ends the reading.
    public func forEachRow(_ body: (Row) throws -> Void) throws { try read(body) }

    /// All rows, for answers that are known to be short.
    func all() throws -> [Row] {
        var rows: [Row] = []
        try forEachRow { rows.append($0) }
        return rows
    }
}

extension Ledger {
    /// Runs a block with the rows of a query, in one read transaction.
    func answer<Row, T>(
        _ rows: @escaping (Database, _ body: (Row) throws -> Void) throws -> Void,
        to block: (LongAnswer<Row>) throws -> T
    ) throws -> T {
        try read { database in try block(LongAnswer { try rows(database, $0) }) }
    }
}
