import GRDB

/// A sum of quantities that exceeds the 64 bits of the ledger and its reports.
struct SumOverflow: Error {
    /// The SKU whose units were added, if known.
    let sku: Int64?
}

extension LedgerError {
    /// Names the SKU of a sum that exceeds 64 bits, and the event with the largest quantity. Other errors are
    /// returned unchanged.
    ///
    /// This reads the whole log, which is acceptable for an error.
    static func namingLargest(_ error: any Error, _ database: Database) -> any Error {
        let sku: Int64?
        switch error {
        case let overflow as SumOverflow: sku = overflow.sku
        case let known as LedgerError where known == .sumOverflow: sku = nil
        case let known as DatabaseError where isOverflow(known): sku = nil
        default: return error
        }
        guard let largest = try? LargestEvent(database, sku: sku) ?? LargestEvent(database, sku: nil) else {
            return LedgerError.sumOverflow
        }
        return LedgerError(.sumOverflow, largest.sentence)
    }

    /// Whether SQLite's `sum()` overflowed.
    private static func isOverflow(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_ERROR && error.message == "integer overflow"
    }
}

/// The event with the largest quantity, of one SKU or of all.
private struct LargestEvent {
    private let sku: String
    private let seq: Int64
    private let batch: Int64
    private let row: Int64?
    private let file: String?
    private let units: Int64

    /// Nil if there is no such event.
    init?(_ database: Database, sku: Int64?) throws {
        let statement = try RowStatement(
            database,
            """
            SELECT s.code, e.seq, e.batch, e.row, b.file, e.quantity
              FROM event e JOIN sku s ON s.id = e.sku LEFT JOIN batch b ON b.id = e.batch
             WHERE e.sku = ?1 OR ?1 IS NULL ORDER BY abs(CAST(e.quantity AS REAL)) DESC, e.seq LIMIT 1
            """
        )
        statement.bind(sku, at: 1)
        defer { statement.reset() }
        guard try statement.next() else { return nil }
        self.sku = statement.shownText(0)
        seq = statement.integer(1)
        batch = statement.integer(2)
        row = statement.optionalInteger(3)
        file = statement.isNull(4) ? nil : statement.shownText(4)
        units = statement.integer(5)
    }

    var sentence: String {
        let place = [file, row.map { "row \($0)" }].compactMap { $0 }.joined(separator: " ")
        return
            "a sum of quantities exceeds 64 bits; the largest quantity of SKU \(sku) is \(units) units in event "
            + "\(seq) of batch \(batch)" + (place.isEmpty ? "" : " (\(place))")
            + ". If it was mistyped, undo batch \(batch)"
    }
}
