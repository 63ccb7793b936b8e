import GRDB

/// code map -> log: records events again whose codes have a new meaning.
struct Remapping {
    private let log: LogWriter
    private let database: Database

    init(_ log: LogWriter) {
        self.log = log
        database = log.database
    }

    /// Records every live event of these codes again, and settles the lines with these codes.
    ///
    /// - Throws: `secondSource` if another source reports the same facts of a warehouse that a code now stands for,
    ///   `badCodes` if an event is not valid under the new code.
    func run(for codes: [CodeMapping]) throws {
        guard !codes.isEmpty else { return }
        // Codes that stood for one of these codes change their meaning too.
        try noteChanged(CodeMapping.leading(through: codes, among: CodeMapping.all(database)))
        let book = try CodeBook(database)
        let seqs = try changedEvents()
        let lookup = try EventLookup(database, names: log.names)
        // All components of a kit are reversed before any of the new events is recorded.
        for seq in seqs { try log.reverse(lookup.event(seq)) }
        var factSources = try FactSources(database, codes: book)
        var twice = DoubledFacts()
        for seq in seqs {
            let stored = try lookup.event(seq)
            if stored.event.part == 0 { try record(stored, book, &factSources, &twice) }
        }
        guard twice.isEmpty else { throw twice.refusal(factSources) }
        let lines = try LineWriter(log, codes: book)
        for group in try changedGroups() { try lines.settleAgain(group) }
        _ = try ReferenceWriter(log, codes: book, lines: lines).settleTouched()
    }

    private func record(
        _ stored: StoredEvent,
        _ book: CodeBook,
        _ factSources: inout FactSources,
        _ twice: inout DoubledFacts
    ) throws {
        let events: [Event]
        do {
            events = try book.events(stored.event.asWritten)
        } catch {
            throw LedgerError(
                .badCodes,
                "document \(stored.event.document), event \(stored.seq): \(error.message); correct the code"
            )
        }
        for event in try events.map(log.withShipment) {
            if event.warehouse != stored.event.warehouse {
                try check(event, at: stored.event.warehouse, &factSources, &twice)
            }
            let ids = try log.names.ids(of: event)
            let key = EventKey(event, ids)
            guard try key.isOfGroup || log.keys.anyMember(key) == nil else {
                throw LedgerError(
                    .badCodes,
                    "document \(event.document), event \(stored.seq): another event already has its key"
                )
            }
            try log.addMember(
                event,
                ids,
                key,
                row: nil,
                links: EventLinks(origin: stored.origin ?? stored.seq)
            )
        }
    }

    /// A source that reported facts of a warehouse under its old name reports them under the new one.
    private func check(
        _ event: Event,
        at old: Warehouse,
        _ factSources: inout FactSources,
        _ twice: inout DoubledFacts
    ) throws {
        guard event.source != .manual else { return }
        for claim in event.claims {
            let rivals = factSources.rivals(claim, of: event.source, at: event.warehouse, isMoved: true)
                .filter { $0 != .manual }
            if !rivals.isEmpty {
                twice.add(claim.fact, of: event.source, at: event.warehouse, beside: rivals)
            } else if factSources.isNamed(claim.fact, of: old, by: event.source),
                !factSources.isNamed(claim.fact, of: event.warehouse, by: event.source)
            {
                let factSource = FactSource(
                    warehouse: event.warehouse,
                    fact: claim.fact,
                    source: event.source
                )
                factSources.name(factSource)
                try factSource.declare(in: log)
            }
        }
    }

    private func noteChanged(_ codes: [CodeMapping]) throws {
        try TemporaryTable(
            name: "changed_code",
            definition: "(what, source, code, PRIMARY KEY (what, source, code)) WITHOUT ROWID"
        ).open(database)
        let insert = try RowStatement(database, "INSERT OR IGNORE INTO temp.changed_code VALUES (?, ?, ?)")
        for mapping in codes {
            // A source without events has nothing to record again.
            guard let source = try log.names.sources.known(mapping.source) else { continue }
            insert.bind(mapping.what.rawValue, at: 1)
            insert.bind(source, at: 2)
            insert.bind(mapping.code, at: 3)
            try insert.run()
        }
    }

    /// The live events of complete rows with these codes, in the order of the log.
    private func changedEvents() throws -> [Int64] {
        let statement = try RowStatement(
            database,
            """
            SELECT e.seq FROM event e
              JOIN route r ON r.id = e.route
              JOIN warehouse w ON w.id = r.warehouse
              LEFT JOIN warehouse t ON t.id = r.to_warehouse
              LEFT JOIN sku s ON s.id = e.sku
              LEFT JOIN event_detail d ON d.seq = e.seq
             WHERE e.source IN (SELECT source FROM temp.changed_code) AND e.reverses IS NULL AND d.statement IS NULL
               AND (EXISTS (SELECT 1 FROM temp.changed_code c WHERE c.what = 'sku' AND c.source = e.source
                              AND c.code = coalesce(d.sku_written, s.code))
                 OR EXISTS (SELECT 1 FROM temp.changed_code c WHERE c.what = 'warehouse' AND c.source = e.source
                              AND c.code IN (coalesce(d.warehouse_written, w.code),
                                             coalesce(d.to_warehouse_written, t.code))))
               AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq)
             ORDER BY e.seq
            """
        )
        var seqs: [Int64] = []
        while try statement.next() { seqs.append(statement.integer(0)) }
        return seqs
    }

    /// The groups of lines with these codes, and those without a SKU.
    private func changedGroups() throws -> [LineGroup] {
        try StatementTable.groups(
            database,
            where: """
                source IN (SELECT source FROM temp.changed_code)
                  AND (sku = 0
                    OR EXISTS (SELECT 1 FROM temp.changed_code c JOIN sku s ON s.code = c.code
                                WHERE c.what = 'sku' AND c.source = statement.source AND s.id = statement.sku)
                    OR EXISTS (SELECT 1 FROM temp.changed_code c
                                WHERE c.what = 'warehouse' AND c.source = statement.source
                                  AND c.code IN (json_extract(value, '$.warehouse'), json_extract(value, '$.to_warehouse'))))
                """,
            bind: { _ in }
        )
    }
}
