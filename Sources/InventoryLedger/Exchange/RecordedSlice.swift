import GRDB

/// What a file with a part of a book has, within one read transaction.
package final class RecordedSlice {
    /// Which part it is, and how far the book had come.
    package let note: SliceNote
    private let database: Database
    private let names: Names
    private let rows: RecordedRows

    fileprivate init?(_ database: Database) throws {
        guard let note = try SliceNote.read(database) else { return nil }
        self.note = note
        self.database = database
        names = try Names(database)
        rows = RecordedRows(database, names)
    }

    /// Passes the number of events that the file has of each batch.
    package func forEachBatch(_ body: (_ events: Int64) throws -> Void) throws {
        let select = try RowStatement(database, "SELECT events FROM batch ORDER BY id")
        while try select.next() { try body(select.integer(0)) }
    }

    /// Passes the rows of a table that belong to some batches; of the log, the events with some numbers.
    package func forEachRow(
        of table: RecordedTable,
        _ numbers: ClosedRange<Int64>,
        _ body: (any RecordedRow) throws -> Void
    ) throws {
        try rows.forEachRow(of: table, numbers, body)
    }

    /// A code of the file.
    package func code(_ id: Int64, _ kind: RecordedCode) throws -> String { try rows.code(id, kind) }

    /// A route of the file.
    package func route(_ id: Int64) throws -> RecordedRoute { RecordedRoute(try names.routes.route(id).key) }
}

extension Ledger {
    /// Runs a block with what this file has of a book; with nil if it is no slice, or one without a note.
    package func fetched<T>(_ block: (RecordedSlice?) throws -> T) throws -> T {
        guard isSlice else { return try block(nil) }
        return try connections.read { try block(RecordedSlice($0)) }
    }

    /// The same for a file that may not be there, or be none that this version reads.
    package static func readFetched<T>(_ path: String, _ block: (RecordedSlice?) throws -> T) throws -> T {
        guard FileSystem.ownStatus(path) != nil, let ledger = try? Ledger.open(path) else {
            return try block(nil)
        }
        return try ledger.fetched(block)
    }
}
