import GRDB

/// A code without a mapping.
public struct MissingCode: Hashable, Sendable {
    /// Whether the code is that of a SKU or of a warehouse.
    public let what: CodeMapping.Subject
    /// The source that uses the code.
    public let source: Source
    /// The code as the source writes it.
    public let code: String
}

extension Ledger {
    /// Codes that only one source uses, that are not items and that no code is mapped to. They are probably other
    /// names of something in the ledger. Empty if there is only one source.
    ///
    /// Sorted by kind, source and code.
    public func missingCodes() throws -> [MissingCode] {
        try read { database in
            let mappings = try CodeMapping.all(database)
            var known: [CodeMapping.Subject: Set<SKU>] = [.sku: Set(try Self.items(database).keys)]
            var mapped: Set<MissingCode> = []
            for mapping in mappings {
                for component in mapping.components {
                    known[mapping.what, default: []].insert(SKU(trusted: component.value))
                }
                mapped.insert(MissingCode(what: mapping.what, source: mapping.source, code: mapping.code))
            }
            var users: [CodeMapping.Subject: [SKU: Set<Source>]] = [:]
            var sources: Set<Source> = []
            let statement = try RowStatement(
                database,
                """
                WITH stated AS (
                    SELECT DISTINCT e.source, e.sku, e.route FROM event e
                     WHERE e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM event v WHERE v.reverses = e.seq))
                SELECT DISTINCT 'sku', c.code, s.code FROM stated t JOIN source c ON c.id = t.source JOIN sku s ON s.id = t.sku
                UNION
                SELECT DISTINCT 'warehouse', c.code, w.code FROM stated t JOIN source c ON c.id = t.source
                  JOIN route r ON r.id = t.route JOIN warehouse w ON w.id IN (r.warehouse, r.to_warehouse)
                """
            )
            while try statement.next() {
                guard let what = CodeMapping.Subject(rawValue: statement.text(0)) else { continue }
                let source = Source(trusted: statement.text(1))
                sources.insert(source)
                users[what, default: [:]][SKU(trusted: statement.text(2)), default: []].insert(source)
            }
            guard sources.count > 1 else { return [] }
            return users.flatMap { what, codes in
                codes.compactMap { code, sources -> MissingCode? in
                    guard sources.count == 1, let source = sources.first, source != .manual,
                        known[what]?.contains(code) != true
                    else { return nil }
                    let missing = MissingCode(what: what, source: source, code: code.text)
                    return mapped.contains(missing) ? nil : missing
                }
            }.sorted {
                ($0.what.rawValue, $0.source.text, $0.code) < ($1.what.rawValue, $1.source.text, $1.code)
            }
        }
    }
}
