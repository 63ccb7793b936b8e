import GRDB
import GRDBSQLite

@testable import InventoryLedger

/// What SQLite does for a ledger: which statements it runs, how many of them are new, and its steps.
final class StatementTrace {
    /// The statements that ran, without the values bound to them.
    private(set) var statements: Set<String> = []
    /// The statements that ran for the first time since they were prepared.
    private(set) var prepared = 0
    /// The runs of statements.
    private(set) var runs = 0
    /// The steps of SQLite's machine, of which each row read takes some.
    private(set) var steps = 0

    /// Traces what a block does on a ledger that has no other user, from a connection without prepared statements on.
    static func of(_ ledger: Ledger, _ body: () throws -> Void) throws -> StatementTrace {
        let trace = StatementTrace()
        try ledger.close()
        // The connection that becomes idle here is the one that the block gets.
        try ledger.read { database in
            let events = UInt32(SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE)
            sqlite3_trace_v2(
                database.sqliteConnection,
                events,
                { event, context, statement, _ in
                    guard let context, let statement else { return SQLITE_OK }
                    Unmanaged<StatementTrace>.fromOpaque(context).takeUnretainedValue()
                        .note(event, OpaquePointer(statement))
                    return SQLITE_OK
                },
                Unmanaged.passUnretained(trace).toOpaque()
            )
        }
        defer { try? ledger.close() }
        try withExtendedLifetime(trace) { try body() }
        return trace
    }

    private func note(_ event: UInt32, _ statement: OpaquePointer) {
        if event == UInt32(SQLITE_TRACE_STMT) {
            runs += 1
            if sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0) == 0 { prepared += 1 }
            if let text = sqlite3_sql(statement) { statements.insert(String(cString: text)) }
        } else {
            steps += Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1))
        }
    }

    /// The statements that go through a whole table that grows with the log, with their plans.
    static func scans(of statements: Set<String>, _ ledger: Ledger) throws -> [String] {
        try ledger.read { database in
            try statements.sorted().compactMap { text in
                guard text.hasPrefix("SELECT") || text.hasPrefix("WITH") else { return nil }
                let names = Set(longTables.flatMap { aliases(of: $0, in: text) })
                let plan = try plan(of: text, database)
                let scans = plan.filter { detail in
                    let words = detail.split(separator: " ")
                    guard words.count > 1, names.contains(String(words[1])) else { return false }
                    // An index with a condition of its own has only few of the rows.
                    if detail.contains("event_reverses") { return false }
                    // Reversals have an index. With a range of the log, SQLite does not use it.
                    return words[0] == "SCAN"
                        || text.contains("reverses IS NOT NULL") && detail.contains("(rowid<")
                }
                return scans.isEmpty ? nil : "\(text)\n    \(plan.joined(separator: "\n    "))"
            }
        }
    }

    /// SQLite's plan of a statement; no values need be bound for it.
    private static func plan(of text: String, _ database: Database) throws -> [String] {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(
            database.sqliteConnection,
            "EXPLAIN QUERY PLAN " + text,
            -1,
            &prepared,
            nil
        )
        guard code == SQLITE_OK, let prepared else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code))
        }
        defer { sqlite3_finalize(prepared) }
        var plan: [String] = []
        while sqlite3_step(prepared) == SQLITE_ROW {
            if let detail = sqlite3_column_text(prepared, 3) { plan.append(String(cString: detail)) }
        }
        return plan
    }

    private static let longTables = ["event", "event_detail", "event_month", "event_kind", "key_page"]

    /// The names of a table in a statement.
    private static func aliases(of table: String, in text: String) -> [String] {
        let words = text.split(whereSeparator: { " \n(),".contains($0) }).map(String.init)
        return zip(words, words.dropFirst() + [""]).flatMap { word, next in
            word == table ? [table, next] : []
        }
    }
}
