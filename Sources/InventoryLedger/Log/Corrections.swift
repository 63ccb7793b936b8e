import GRDB

/// Finds out whether a later file corrected a rejected row.
final class Corrections {
    private let takenBack: Set<Int64>
    private let names: Names
    private let keys: LiveKeys
    private let selectStated: RowStatement
    private let events: EventLookup

    init(_ database: Database) throws {
        takenBack = try Declarations.batchesTakenBack(database)
        names = try Names(database)
        keys = LiveKeys(database, names: names)
        selectStated = try RowStatement(
            database,
            """
            SELECT batch, sku, line, count(*) FROM statement
             WHERE document = ? AND source = ? AND value <> ? GROUP BY batch, sku, line
            """
        )
        events = try EventLookup(database, names: names)
    }

    /// Whether a batch after this one has an event of the same document, line and SKU. If line or SKU could not be
    /// read, any goods of the document that are new since this batch count.
    func hasCorrected(_ subject: RowSubject, after batch: Int64) throws -> Bool {
        guard let source = try names.sources.known(subject.source) else { return false }
        if let isCorrected = try hasStated(subject, source, after: batch) { return isCorrected }
        var before: Set<SKU> = []
        var later: Set<SKU> = []
        let seqs = try keys.seqs(of: subject.document)
        for stored in try seqs.map(events.event) where stored.event.source == subject.source {
            guard let sku = stored.event.writtenSKU, subject.line == nil || subject.line == stored.event.line
            else {
                continue
            }
            if stored.statedInBatch > batch { later.insert(sku) } else { before.insert(sku) }
        }
        if let sku = subject.sku { return later.contains(sku) }
        return subject.line == nil ? !later.isSubset(of: before) : !later.isEmpty
    }

    /// Whether later statements of the document cover the row; nil if there are none.
    private func hasStated(_ subject: RowSubject, _ source: Int64, after batch: Int64) throws -> Bool? {
        let sku = try subject.sku.map { try names.skus.known($0) ?? -1 }
        selectStated.bind(subject.document.text, at: 1)
        selectStated.bind(source, at: 2)
        selectStated.bind(Statement.ignoredText, at: 3)
        defer { selectStated.reset() }
        var hasStatements = false
        var counts: [Int64: Int64] = [:]
        var before: Set<Int64> = []
        var later: Set<Int64> = []
        while try selectStated.next() {
            let stating = selectStated.integer(0)
            if takenBack.contains(stating) { continue }
            hasStatements = true
            if stating > batch {
                later.insert(selectStated.integer(1))
            } else {
                before.insert(selectStated.integer(1))
            }
            if let line = subject.line, !selectStated.text(2).hasSameBytes(as: line.text) { continue }
            if subject.line == nil, let sku, sku != selectStated.integer(1) { continue }
            counts[stating, default: 0] += selectStated.integer(3)
        }
        guard hasStatements else { return nil }
        if subject.line != nil { return counts.keys.contains { $0 > batch } }
        guard sku != nil else { return !later.isSubset(of: before) }
        // For rows of one SKU without ids: a file with one row more than the file of the rejected row includes it.
        let known = counts[batch] ?? 0
        return counts.contains { $0.key > batch && $0.value > known }
    }
}
