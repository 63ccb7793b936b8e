import GRDB

/// The keys of the live events. Events with the same key are numbered 0, 1, 2, ... without gaps.
final class LiveKeys {
    private let insertKey: RowStatement
    private let selectMembers: RowStatement
    private let selectNumber: RowStatement
    private let selectLast: RowStatement
    private let deleteMember: RowStatement
    private let renumber: RowStatement
    private let insertMany: LazyStatement
    private let deleteOnly: LazyStatement
    private let insertNew: LazyStatement
    private let selectGroup: LazyStatement
    private let selectDocument: LazyStatement

    struct Member {
        let n: Int64
        let seq: Int64
    }

    /// A key to be added to the live ones.
    struct Entry {
        let key: PlainKey
        var n: Int64
        let seq: Int64
    }

    /// Running a statement costs more than inserting a row.
    private static let keysPerStatement = 32
    private static let columns = ["document", "scope", "sku", "line", "shipment", "n", "seq"]

    init(_ database: Database, table: String = "live_key") throws {
        let isKey = "document = ? AND scope = ? AND sku = ? AND line = ? AND shipment = ?"
        insertKey = try RowStatement(
            database,
            EventTable.insertion(into: table, Self.columns, rows: 1, ignoresTaken: true)
        )
        deleteOnly = LazyStatement(
            database,
            "DELETE FROM \(table) WHERE \(isKey) AND n = 0 AND seq = ?"
        )
        insertNew = LazyStatement(database, EventTable.insertion(into: table, Self.columns, rows: 1))
        insertMany = LazyStatement(
            database,
            EventTable.insertion(into: table, Self.columns, rows: Self.keysPerStatement)
        )
        selectGroup = LazyStatement(database, "SELECT max(n), min(seq) FROM \(table) WHERE \(isKey)")
        selectDocument = LazyStatement(database, "SELECT 1 FROM \(table) WHERE document = ? LIMIT 1")
        selectMembers = try RowStatement(database, "SELECT n, seq FROM \(table) WHERE \(isKey) ORDER BY n")
        selectNumber = try RowStatement(database, "SELECT n FROM \(table) WHERE \(isKey) AND seq = ?")
        selectLast = try RowStatement(
            database,
            "SELECT n FROM \(table) WHERE \(isKey) ORDER BY n DESC LIMIT 1"
        )
        deleteMember = try RowStatement(database, "DELETE FROM \(table) WHERE \(isKey) AND n = ?")
        renumber = try RowStatement(database, "UPDATE \(table) SET n = ? WHERE \(isKey) AND n = ?")
    }

    /// Makes an event the n-th member of its key. Returns false if there is one.
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

    /// Removes an event and gives its number to the last member, so that no gap remains.
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

    /// Removes an event whose key no other event may have. Returns false if it does not have the key.
    func removeOnly(_ key: PlainKey, seq: Int64) throws -> Bool {
        let delete = try deleteOnly.prepared()
        bind(key, to: delete, from: 1)
        delete.bind(seq, at: 6)
        try delete.run()
        return delete.changes == 1
    }

    /// The highest number among the live events of a key; nil if there are none.
    func lastNumber(_ key: EventKey) throws -> Int64? {
        bind(key, to: selectLast, from: 1)
        return try number(selectLast)
    }

    /// Whether a document has live events.
    func has(document: UnsafeBufferPointer<UInt8>) throws -> Bool {
        let select = try selectDocument.prepared()
        select.bind(text: document, at: 1)
        defer { select.reset() }
        return try select.next()
    }

    /// Adds all keys, or none if one of them exists.
    func insert(_ entries: [Entry]) throws -> Bool {
        let (insertMany, insertNew) = (try insertMany.prepared(), try insertNew.prepared())
        var next = 0
        while next < entries.count {
            let isMany = entries.count - next >= Self.keysPerStatement
            let statement = isMany ? insertMany : insertNew
            let count = isMany ? Self.keysPerStatement : 1
            for offset in 0..<count {
                let entry = entries[next + offset]
                let index = Int32(truncatingIfNeeded: offset) * 7 + 1
                bind(entry.key, to: statement, from: index)
                statement.bind(entry.n, at: index + 5)
                statement.bind(entry.seq, at: index + 6)
            }
            guard try statement.runUntilTaken() else {
                try remove(entries[..<(next + statement.changes)])
                return false
            }
            next += count
        }
        return true
    }

    /// The highest number among the live events of a key, and the first of these events; nil if there are none.
    func group(_ key: PlainKey) throws -> (last: Int64, firstSeq: Int64)? {
        let select = try selectGroup.prepared()
        bind(key, to: select, from: 1)
        defer { select.reset() }
        guard try select.next(), !select.isNull(0) else { return nil }
        return (select.integer(0), select.integer(1))
    }

    private func remove(_ entries: ArraySlice<Entry>) throws {
        for entry in entries {
            bind(entry.key, to: deleteMember, from: 1)
            deleteMember.bind(entry.n, at: 6)
            try deleteMember.run()
        }
    }

    private func bind(_ key: PlainKey, to statement: RowStatement, from index: Int32) {
        statement.bind(text: key.document, at: index)
        statement.bind(key.scope, at: index + 1)
        statement.bind(key.sku, at: index + 2)
        statement.bind(text: key.line, at: index + 3)
        statement.bind(key.shipment, at: index + 4)
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
