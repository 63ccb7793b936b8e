import GRDB

/// The codes of one table, each stored once and referred to by its id.
///
/// Ids and codes are cached, so a table is queried once per code and transaction.
final class CodeTable<C: Code> {
    private let find: LazyStatement
    private let insert: LazyStatement
    private let fetch: LazyStatement
    private var ids: [C: Int64] = [:]
    private var codes: [Int64: C] = [:]
    /// The codes that this batch added, in order.
    private(set) var learned: [C] = []
    /// Consecutive rows mostly share warehouse, source and channel, so the last code is compared without hashing.
    private var last: (code: C, id: Int64)?

    init(_ database: Database, table: String) {
        find = LazyStatement(database, "SELECT id FROM \(table) WHERE code = ?")
        insert = LazyStatement(
            database,
            "INSERT INTO \(table) (id, code) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM \(table)), ?) RETURNING id"
        )
        fetch = LazyStatement(database, "SELECT code FROM \(table) WHERE id = ?")
    }

    /// The id of a code, if the ledger has it.
    func known(_ code: C) throws -> Int64? {
        if let last, last.code == code { return last.id }
        if let id = ids[code] {
            last = (code, id)
            return id
        }
        let find = try find.prepared()
        find.bind(code.text, at: 1)
        defer { find.reset() }
        guard try find.next() else { return nil }
        let id = find.integer(0)
        ids[code] = id
        return id
    }

    /// The id of a code, which is added if it is new.
    func id(_ code: C) throws -> Int64 {
        if let id = try known(code) { return id }
        let insert = try insert.prepared()
        insert.bind(code.text, at: 1)
        defer { insert.reset() }
        guard try insert.next() else { throw LedgerError(.unexpected, "a code got no id") }
        let id = insert.integer(0)
        guard id <= Int64(Int32.max) else {
            throw LedgerError(.sumOverflow, "the ledger cannot hold more codes")
        }
        ids[code] = id
        learned.append(code)
        return id
    }

    /// Begins a batch, which has added no code yet.
    func beginBatch() { learned.removeAll() }

    /// Clears the cache. Codes are looked up again on demand.
    func forget() {
        ids.removeAll()
        codes.removeAll()
    }

    /// The code with an id.
    func code(_ id: Int64) throws -> C {
        if let code = codes[id] { return code }
        let fetch = try fetch.prepared()
        fetch.bind(id, at: 1)
        defer { fetch.reset() }
        guard try fetch.next() else {
            throw LedgerError(.damaged, "a code with id \(id) is missing; run verify")
        }
        let code = C(trusted: fetch.text(0))
        codes[id] = code
        return code
    }
}
