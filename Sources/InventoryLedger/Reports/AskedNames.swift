import GRDB

extension Ledger {
    /// Checks what a person asks for. A report of a mistyped name would be empty, and look like an answer.
    ///
    /// - Parameters:
    ///   - pattern: a SKU, or a pattern with `*` and `?`.
    ///   - skus: SKUs.
    ///   - warehouse: a warehouse.
    ///   - document: a document.
    ///   - batch: the number of a batch.
    /// - Throws: `unknownSKU`, `unknownWarehouse`, `unknownDocument` or `unknownBatch`, with the nearest name.
    public func checkNames(
        pattern: String? = nil,
        skus: [SKU] = [],
        warehouse: Warehouse? = nil,
        document: Document? = nil,
        batch: Int64? = nil
    ) throws {
        try read { database in
            let asked = try AskedNames(database)
            if let pattern { try asked.check(pattern: pattern) }
            for sku in skus { try asked.check(sku) }
            if let warehouse { try asked.check(warehouse) }
            if let batch { try asked.check(batch: batch) }
        }
        if let document, try !has(document) {
            throw LedgerError(.unknownDocument, "there is no document \(document)")
        }
    }

    private func has(_ document: Document) throws -> Bool {
        struct Found: Error {}
        var query = EventQuery()
        query.document = document
        do {
            try forEachEvent(query) { _, _ in throw Found() }
            return false
        } catch is Found {
            return true
        }
    }
}

/// The names of a ledger, to meet mistyped ones.
struct AskedNames {
    private let database: Database
    private let names: Names

    init(_ database: Database) throws {
        self.database = database
        names = try Names(database)
    }

    func check(pattern: String) throws {
        let text = pattern.trimmedCode
        guard Wildcard.isWild(text) else { return try check(SKU(text)) }
        let wildcard = Wildcard(text)
        let lowercased = wildcard.lowercased
        var near: String?
        for sku in try skus() {
            if wildcard.matches(sku) { return }
            if near == nil, lowercased.matches(sku.lowercased()) { near = sku }
        }
        throw LedgerError(
            .unknownSKU,
            "no SKU matches \(text)" + (near.map { "; did you mean \($0)?" } ?? "")
        )
    }

    func check(_ sku: SKU) throws {
        let id = try names.skus.known(sku)
        if let id, try hasStock(id) { return }
        if try Ledger.items(database)[sku] != nil { return }
        let mapped = try mapping(.sku, sku.text)
        if id != nil, mapped == nil { return }
        if let mapped {
            throw LedgerError(
                .unknownSKU,
                sku.text.unknown("SKU", among: [String](), otherwise: Self.meant(mapped))
            )
        }
        let skus = try skus()
        if Wildcard.isWild(sku.text) { throw LedgerError(.unknownSKU, Self.patternSentence(sku.text, skus)) }
        let sentence = sku.text.unknown("SKU", among: skus, otherwise: try otherwise(sku.text))
        throw LedgerError(.unknownSKU, sentence)
    }

    /// The sentence about a pattern where one SKU is needed.
    private static func patternSentence(_ pattern: String, _ skus: [String]) -> String {
        let wildcard = Wildcard(pattern)
        var shown: [String] = []
        var count = 0
        for sku in Set(skus).sorted() where wildcard.matches(sku) {
            count += 1
            if shown.count < 3 { shown.append(sku) }
        }
        guard !shown.isEmpty else { return "no SKU matches \(pattern)" }
        let names = shown.joined(separator: ", ") + (count > shown.count ? ", ..." : "")
        return "one SKU is needed here, and \(pattern) is a pattern; it matches \(names)"
    }

    /// What else a name that is not a SKU is the name of.
    private func otherwise(_ name: String) throws -> String {
        if try Promotion.all(database).contains(where: { $0.name.hasSameBytes(as: name) }) {
            return "; it is a promotion"
        }
        if let warehouse = try? Warehouse(name), try names.warehouses.known(warehouse) != nil {
            return "; it is a warehouse"
        }
        return ""
    }

    func check(_ warehouse: Warehouse) throws {
        let id = try names.warehouses.known(warehouse)
        if let id, try isUsed(id) { return }
        let mapped = try mapping(.warehouse, warehouse.text)
        if id != nil, mapped == nil { return }
        if let mapped {
            throw LedgerError(
                .unknownWarehouse,
                warehouse.text.unknown("warehouse", among: [String](), otherwise: Self.meant(mapped))
            )
        }
        let known = try codes("SELECT code FROM warehouse ORDER BY id")
        throw LedgerError(.unknownWarehouse, warehouse.text.unknown("warehouse", among: known))
    }

    func check(batch: Int64) throws {
        let statement = try RowStatement(database, "SELECT 1 FROM batch WHERE id = ?")
        statement.bind(batch, at: 1)
        guard try !statement.next() else { return }
        throw LedgerError(.unknownBatch, "there is no batch \(batch)")
    }

    private static func meant(_ name: String) -> String { "; did you mean \(name)?" }

    /// The SKUs of the log and of the items.
    private func skus() throws -> [String] {
        try codes("SELECT code FROM sku ORDER BY id") + Ledger.items(database).keys.sorted().map(\.text)
    }

    private func codes(_ sql: String) throws -> [String] {
        let statement = try RowStatement(database, sql)
        var codes: [String] = []
        while try statement.next() { codes.append(statement.text(0)) }
        return codes
    }

    /// What a code of some source stands for in the ledger; nil if it is not mapped.
    private func mapping(_ what: CodeMapping.Subject, _ code: String) throws -> String? {
        try CodeMapping.all(database).first { $0.what == what && $0.code.hasSameBytes(as: code) }?.components
            .first?.value
    }

    /// Whether a SKU ever had units anywhere, or is only the code of a source.
    private func hasStock(_ sku: Int64) throws -> Bool {
        let statement = try RowStatement(database, "SELECT 1 FROM position WHERE sku = ? LIMIT 1")
        statement.bind(sku, at: 1)
        return try statement.next()
    }

    /// Whether a live event is about the warehouse, which may be only the code of a source.
    private func isUsed(_ warehouse: Int64) throws -> Bool {
        let statement = try RowStatement(
            database,
            """
            SELECT 1 FROM route JOIN route_use ON route_use.route = route.id
             WHERE events > 0 AND (warehouse = ?1 OR to_warehouse = ?1) LIMIT 1
            """
        )
        statement.bind(warehouse, at: 1)
        return try statement.next()
    }
}
