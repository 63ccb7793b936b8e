import GRDB
import Glibc

/// The keys of plain events, bound where they lie.
struct PlainKey {
    let document: UnsafeBufferPointer<UInt8>
    let scope: Int64
    let sku: Int64
    /// Empty for a row without an id of its own.
    let line: UnsafeBufferPointer<UInt8>
    let shipment: Int64

    init(_ event: PlainEvent, _ form: FormIDs, sku: Int64, in bytes: UnsafeBufferPointer<UInt8>) {
        document = event.document.bytes(in: bytes)
        scope = form.scope
        self.sku = sku
        line = event.line.bytes(in: bytes)
        shipment = form.keyShipment
    }

    /// Whether the key is that of a group of interchangeable rows rather than of one row.
    var isOfGroup: Bool { line.isEmpty || line[0] == Line.groupMark }

    func equals(_ other: PlainKey) -> Bool {
        scope == other.scope && sku == other.sku && shipment == other.shipment
            && document.hasSameBytes(as: other.document) && line.hasSameBytes(as: other.line)
    }
}

/// Makes the keys of new events live, many a statement: to run a statement costs more than to insert a row.
final class PlainKeyWriter {
    private let insertMany: RowStatement
    private let insertOne: RowStatement
    private let delete: RowStatement
    private let selectGroup: RowStatement
    private let selectDocument: RowStatement

    struct Entry {
        let key: PlainKey
        var n: Int64
        let seq: Int64
    }

    private static let keysPerStatement = 32

    init(_ database: Database) throws {
        func statement(keys: Int) throws -> RowStatement {
            let values = Array(repeating: "(?, ?, ?, ?, ?, ?, ?)", count: keys).joined(separator: ", ")
            return try RowStatement(
                database,
                "INSERT INTO live_key (document, scope, sku, line, shipment, n, seq) VALUES \(values)"
            )
        }
        insertMany = try statement(keys: Self.keysPerStatement)
        insertOne = try statement(keys: 1)
        let isKey = "document = ? AND scope = ? AND sku = ? AND line = ? AND shipment = ?"
        delete = try RowStatement(database, "DELETE FROM live_key WHERE \(isKey) AND n = ?")
        selectGroup = try RowStatement(database, "SELECT max(n), min(seq) FROM live_key WHERE \(isKey)")
        selectDocument = try RowStatement(database, "SELECT 1 FROM live_key WHERE document = ? LIMIT 1")
    }

    /// Whether a document has live events.
    func has(document: UnsafeBufferPointer<UInt8>) throws -> Bool {
        selectDocument.bind(text: document, at: 1)
        defer { selectDocument.reset() }
        return try selectDocument.next()
    }

    /// Makes all of the keys live, or none where one of them is live already.
    func insert(_ entries: [Entry]) throws -> Bool {
        var next = 0
        while next < entries.count {
            let isMany = entries.count - next >= Self.keysPerStatement
            let statement = isMany ? insertMany : insertOne
            let count = isMany ? Self.keysPerStatement : 1
            for offset in 0..<count {
                let entry = entries[next + offset]
                let index = Int32(truncatingIfNeeded: offset) * 7
                bind(entry.key, to: statement, after: index)
                statement.bind(entry.n, at: index + 6)
                statement.bind(entry.seq, at: index + 7)
            }
            guard try statement.runUnlessTaken() else {
                try remove(entries[..<next])
                return false
            }
            next += count
        }
        return true
    }

    /// The highest number among the live events of a key, and the first of these events; nil where there are none.
    func group(_ key: PlainKey) throws -> (last: Int64, firstSeq: Int64)? {
        bind(key, to: selectGroup, after: 0)
        defer { selectGroup.reset() }
        guard try selectGroup.next(), !selectGroup.isNull(0) else { return nil }
        return (selectGroup.integer(0), selectGroup.integer(1))
    }

    private func remove(_ entries: ArraySlice<Entry>) throws {
        for entry in entries {
            bind(entry.key, to: delete, after: 0)
            delete.bind(entry.n, at: 6)
            try delete.run()
        }
    }

    private func bind(_ key: PlainKey, to statement: RowStatement, after index: Int32) {
        statement.bind(text: key.document, at: index + 1)
        statement.bind(key.scope, at: index + 2)
        statement.bind(key.sku, at: index + 3)
        statement.bind(text: key.line, at: index + 4)
        statement.bind(key.shipment, at: index + 5)
    }
}

extension UnsafeBufferPointer<UInt8> {
    func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, count) == 0
    }
}
