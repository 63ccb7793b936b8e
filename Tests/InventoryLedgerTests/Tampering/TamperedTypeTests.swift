import Foundation
import TestSupport
import Testing

/// Values of types that no column of a ledger has. The tables are STRICT, so that must be disabled first, and a
/// broken disk needs no permission. Verify finds such a value, or no report differs, and nothing ends the program.
///
/// A run takes some of the values; `TARIMA_ALL_VALUES=1` takes each.
@Suite struct TamperedTypeTests {
    private static let takesAll = ProcessInfo.processInfo.environment["TARIMA_ALL_VALUES"] != nil
    private static let step = takesAll ? 1 : 19

    private static let values = [
        "524594", "-1", "1.5", "9e99", "-9e99", "'text'", "''", "'12'", "x'FF00'", "x''",
    ]

    @Test(arguments: TamperedValueTests.tables)
    func `a value of another type is found, or changes no report`(table: String) throws {
        let copy = try TamperedCopy()
        let columns = try copy.names("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
        let keys = try copy.names("SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0 ORDER BY pk")
        let key = keys.map { "\"\($0)\"" }.joined(separator: ", ")
        var count = OutcomeCount()
        var number = table.utf8.reduce(0) { $0 &+ Int($1) }
        for column in columns {
            for order in ["ASC", "DESC"] {
                for value in Self.values {
                    number += 1
                    guard number % Self.step == 0 else { continue }
                    let sorted = keys.map { "\"\($0)\" \(order)" }.joined(separator: ", ")
                    let change = """
                        UPDATE \(table) SET "\(column)" = \(value)
                         WHERE (\(key)) = (SELECT \(key) FROM \(table) ORDER BY \(sorted) LIMIT 1)
                        """
                    let writes = Self.takesAll || number % 3 == 0
                    guard let outcome = try copy.outcome(of: Self.loosely(change), thenWrites: writes) else {
                        continue
                    }
                    count.add(outcome)
                    if case .wrong(let what) = outcome { Issue.record("\(change): \(what)") }
                }
            }
        }
        if Self.takesAll { print("\(table): \(count.text)") }
    }

    @Test func `a text as the entries of a page of keys is found`() throws {
        let book = try Book.season()
        try book.runSQL(Self.loosely("UPDATE key_page SET entries = 'entries'"))
        let result = try book.ledger.verify()
        #expect(result.findings.contains { $0.hasPrefix("key_page: ") }, "\(result.findings)")
        #expect(result.findings.contains { $0.contains("key_page.entries") }, "\(result.findings)")
    }

    /// Makes a change while no column has a type, and restores the types.
    private static func loosely(_ change: String) -> String {
        let loose = [
            ("INTEGER PRIMARY KEY", "PRIMARY_KEY"), ("INTEGER", "BLOB"), ("TEXT", "BLOB"),
            ("PRIMARY_KEY", "INTEGER PRIMARY KEY"), ("STRICT, WITHOUT", "WITHOUT"), (" STRICT", ""),
        ].reduce("sql") { "replace(\($0), '\($1.0)', '\($1.1)')" }
        return """
            CREATE TEMP TABLE kept AS
                SELECT name AS kept_name, sql AS kept_sql FROM main.sqlite_schema WHERE type = 'table';
            PRAGMA writable_schema = ON;
            UPDATE main.sqlite_schema SET sql = \(loose) WHERE type = 'table' AND name NOT LIKE 'sqlite_%';
            PRAGMA writable_schema = RESET;
            \(change);
            PRAGMA writable_schema = ON;
            UPDATE main.sqlite_schema SET sql = (SELECT kept_sql FROM temp.kept WHERE kept_name = name)
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%';
            PRAGMA writable_schema = RESET;
            DROP TABLE temp.kept;
            """
    }
}
