import Foundation
import TestSupport
import Testing

/// Every value of every table, changed by plain SQL: verify finds it, or no report differs.
///
/// A run takes some of the values, and other seeds take others. `Tests/Laws/run` takes fresh seeds,
/// `TARIMA_ALL_VALUES=1` each value.
@Suite struct TamperedValueTests {
    private static let takesAll = ProcessInfo.processInfo.environment["TARIMA_ALL_VALUES"] != nil
    private static let step: UInt64 = takesAll ? 1 : 24

    static let tables = [
        "ledger", "sku", "warehouse", "shipment", "source", "channel", "route", "batch", "event",
        "event_detail", "restated", "rejected_row", "declaration", "statement", "projection", "key_run",
        "key_page",
        "event_month", "event_kind", "position", "move", "route_use", "opening",
    ]

    /// The replacements of a value, which is called V.
    private static let values = [
        "NULL", "0", "-1", "V + 1", "1 - V", "9223372036854775807", "-9223372036854775807 - 1", "4294967296",
        "1000000000000000", "''", "'?'", "V || '?'", "CAST(x'FF00FE' AS TEXT)", "'[]'", "'{}'", "x''",
        "x'FF'",
        "hex(zeroblob(3000))",
    ]

    /// The rows of a table to change, by their order.
    private static let rows = ["ASC", "DESC"]

    @Test(arguments: tables, seeds(1))
    func `a value changed by hand is found, or changes no report`(table: String, seed: UInt64) throws {
        var random = SeededDraws(seed: seed)
        let copy = try TamperedCopy()
        var count = OutcomeCount()
        for sql in try changes(of: table, in: copy) where random.next() % Self.step == 0 {
            // Writing takes time on disk, so it is tried only after some of the changes.
            let writes = Self.takesAll || random.next() % 4 == 0
            guard let outcome = try copy.outcome(of: sql, thenWrites: writes) else { continue }
            count.add(outcome)
            if case .wrong(let what) = outcome { Issue.record("\(sql), seed \(random.seed): \(what)") }
        }
        if Self.takesAll { print("\(table): \(count.text)") }
    }

    @Test(arguments: [
        "DELETE FROM batch", "DELETE FROM batch WHERE id > 1",
        "UPDATE route SET id = 9223372036854775807 WHERE id = 1",
    ])
    func `numbers changed by hand are found when the next ones are assigned`(sql: String) throws {
        let outcome = try #require(try TamperedCopy().outcome(of: sql, thenWrites: true))
        #expect(outcome == .found)
    }

    private func changes(of table: String, in copy: TamperedCopy) throws -> [String] {
        let columns = try copy.names("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
        let keys = try copy.names(
            "SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0 ORDER BY pk"
        )
        return Self.rows.flatMap { order -> [String] in
            let key = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            let sorted = keys.map { "\"\($0)\" \(order)" }.joined(separator: ", ")
            let row = "WHERE (\(key)) = (SELECT \(key) FROM \(table) ORDER BY \(sorted) LIMIT 1)"
            let updates = columns.flatMap { column in
                Self.values.map {
                    "UPDATE \(table) SET \"\(column)\" = \($0.replacing("V", with: "\"\(column)\"")) \(row)"
                }
            }
            return updates + ["DELETE FROM \(table) \(row)"]
        } + ["DELETE FROM \(table)"]
    }
}
