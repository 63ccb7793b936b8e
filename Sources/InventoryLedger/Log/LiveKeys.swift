import GRDB

/// What tells an event from every other: source, kind, document, SKU, stage, line, and the shipment of a customs
/// release.
struct EventKey: Hashable {
    let document: Document
    /// Source, kind and stage in one number, and which component of a kit.
    var scope: Int64
    /// As the file wrote it.
    let sku: Int64
    /// Nil for a row without an id of its own.
    let line: Line?
    let shipment: Int64

    init(_ event: Event, _ ids: EventIDs) {
        document = event.document
        // A source's id fits 32 bits, a part 12: see CodeTable and CodeBook.
        let part = event.written?.part ?? 0
        scope = part << 48 | ids.source << 16 | event.kind.number << 8 | (event.stage?.number ?? 0)
        sku = ids.writtenSKU ?? ids.sku
        line = event.line
        shipment = event.kind == .customsReleased ? ids.shipment : 0
    }

    /// The key of another component of the same row; 0 is that of the row itself.
    func part(_ part: Int64) -> EventKey {
        var key = self
        key.scope = scope & (1 << 48 - 1) | part << 48
        return key
    }

    /// Whether the key is that of a group of interchangeable rows rather than of one row.
    var isOfGroup: Bool { line?.namesGroup ?? true }
}

extension EventKind {
    /// A number for keys and digests, fixed for ever; new kinds take new numbers.
    var number: Int64 { rule.number }
}

extension Stage {
    /// A number for keys and digests, fixed for ever.
    var number: Int64 {
        switch self {
        case .available: 1
        case .allocated: 2
        case .quarantine: 3
        case .damaged: 4
        case .inTransit: 5
        case .released: 6
        case .sellable: 7
        case .onHand: 8
        }
    }
}

/// The keys of the live events. Events that share a key are numbered 0, 1, 2, ... without gaps.
final class LiveKeys {
    private let insertKey: RowStatement
    private let selectMembers: RowStatement
    private let selectNumber: RowStatement
    private let selectLast: RowStatement
    private let deleteMember: RowStatement
    private let renumber: RowStatement

    struct Member {
        let n: Int64
        let seq: Int64
    }

    init(_ database: Database, table: String = "live_key") throws {
        let isKey = "document = ? AND scope = ? AND sku = ? AND line = ? AND shipment = ?"
        insertKey = try RowStatement(
            database,
            """
            INSERT OR IGNORE INTO \(table) (document, scope, sku, line, shipment, n, seq) VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        )
        selectMembers = try RowStatement(database, "SELECT n, seq FROM \(table) WHERE \(isKey) ORDER BY n")
        selectNumber = try RowStatement(database, "SELECT n FROM \(table) WHERE \(isKey) AND seq = ?")
        selectLast = try RowStatement(
            database,
            "SELECT n FROM \(table) WHERE \(isKey) ORDER BY n DESC LIMIT 1"
        )
        deleteMember = try RowStatement(database, "DELETE FROM \(table) WHERE \(isKey) AND n = ?")
        renumber = try RowStatement(database, "UPDATE \(table) SET n = ? WHERE \(isKey) AND n = ?")
    }

    /// Makes an event the n-th member of its key; false where there is one.
    func insert(_ key: EventKey, n: Int64, seq: Int64) throws -> Bool {
        bind(key, to: insertKey, from: 1)
        insertKey.bind(n, at: 6)
        insertKey.bind(seq, at: 7)
        try insertKey.run()
        return insertKey.changes == 1
    }

    /// The live events of a key, by n.
    func members(_ key: EventKey) throws -> [Member] {
        bind(key, to: selectMembers, from: 1)
        var members: [Member] = []
        while try selectMembers.next() {
            members.append(Member(n: selectMembers.integer(0), seq: selectMembers.integer(1)))
        }
        return members
    }

    /// Takes an event out, and gives its number to the last member so that no gap stays.
    func remove(_ key: EventKey, seq: Int64) throws {
        bind(key, to: selectNumber, from: 1)
        selectNumber.bind(seq, at: 6)
        guard let gone = try number(selectNumber), let last = try lastNumber(key) else {
            throw LedgerError(.damaged, "event \(seq) has no live key; run verify")
        }
        bind(key, to: deleteMember, from: 1)
        deleteMember.bind(gone, at: 6)
        try deleteMember.run()
        if last != gone {
            renumber.bind(gone, at: 1)
            bind(key, to: renumber, from: 2)
            renumber.bind(last, at: 7)
            try renumber.run()
        }
    }

    /// The highest number among the live events of a key, nil where there are none.
    func lastNumber(_ key: EventKey) throws -> Int64? {
        bind(key, to: selectLast, from: 1)
        return try number(selectLast)
    }

    private func number(_ statement: RowStatement) throws -> Int64? {
        defer { statement.reset() }
        return try statement.next() ? statement.integer(0) : nil
    }

    private func bind(_ key: EventKey, to statement: RowStatement, from index: Int32) {
        statement.bind(key.document.text, at: index)
        statement.bind(key.scope, at: index + 1)
        statement.bind(key.sku, at: index + 2)
        statement.bind(key.line?.text ?? "", at: index + 3)
        statement.bind(key.shipment, at: index + 4)
    }
}
