import GRDB

/// Finds the live events of a group's statements, and those of complete rows beside them.
final class OwnEvents {
    private let selectOfLine: RowStatement
    private let selectOfSKU: RowStatement
    private let selectStatement: RowStatement
    private let keys: LiveKeys

    init(_ database: Database, keys: LiveKeys) throws {
        self.keys = keys
        func select(_ condition: String) -> String {
            """
            SELECT d.seq FROM statement s JOIN event_detail d ON d.statement = s.id
             WHERE s.document = ?1 AND s.source = ?2 AND \(condition)
               AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = d.seq)
            """
        }
        selectStatement = try RowStatement(database, "SELECT statement FROM event_detail WHERE seq = ?")
        selectOfLine = try RowStatement(database, select("s.line = ?3"))
        // Earlier versions numbered the lines of rows without ids.
        selectOfSKU = try RowStatement(
            database,
            select("s.line = ?3 AND s.sku = ?4") + " UNION ALL "
                + select("s.line > ?3 || '#' AND s.line < ?3 || '$' AND s.sku = ?4 AND s.whole IS NULL")
        )
    }

    /// The numbers of the live events of complete rows under a key, in the order of the log.
    func seqsInFull(_ key: EventKey) throws -> [Int64] {
        try keys.members(key).filter { seq in
            selectStatement.bind(seq, at: 1)
            return try selectStatement.onlyInteger() == nil
        }
    }

    /// Their numbers, in the order of the log.
    func seqs(_ group: LineGroup) throws -> [Int64] {
        let select = group.hasID ? selectOfLine : selectOfSKU
        select.bind(group.document.text, at: 1)
        select.bind(group.source, at: 2)
        select.bind(group.line, at: 3)
        if !group.hasID { select.bind(group.sku, at: 4) }
        var seqs: [Int64] = []
        while try select.next() { seqs.append(select.integer(0)) }
        return seqs.sorted()
    }
}
