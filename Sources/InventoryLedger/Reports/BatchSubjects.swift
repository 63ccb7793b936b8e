import GRDB

/// Finds what batches are about, besides their files.
struct BatchSubjects {
    private let declared: RowStatement
    private let document: RowStatement

    init(_ database: Database) throws {
        declared = try RowStatement(
            database,
            """
            SELECT (SELECT subject FROM declaration WHERE batch = ?1 ORDER BY n LIMIT 1), count(DISTINCT subject)
              FROM declaration WHERE batch = ?1
            """
        )
        document = try RowStatement(database, "SELECT document FROM event WHERE seq = ?1 AND batch = ?2")
    }

    /// - Parameter first: the number of the batch's first event, if it has any.
    func subject(of batch: BatchRecord, first: Int64) throws -> BatchSubject? {
        switch batch.action {
        case .import, .open, .undo: return nil
        case .record:
            document.bind(first, at: 1)
            document.bind(batch.id, at: 2)
            defer { document.reset() }
            // A part of a book may lack the events.
            guard batch.events > 0, try document.next() else { return nil }
            return BatchSubject(name: document.text(0), more: batch.events - 1)
        case .items, .sources, .codes, .promotions, .dismiss, .profiles, .calendars:
            declared.bind(batch.id, at: 1)
            defer { declared.reset() }
            guard try declared.next(), let name = declared.optionalText(0) else { return nil }
            // The parts of a code's name are on lines of their own.
            return BatchSubject(name: name.replacing("\n", with: " "), more: declared.integer(1) - 1)
        }
    }
}
