import GRDB
import Migrations
import Synchronization

extension Ledger {
    /// What a verification found.
    public struct VerifyResult: Sendable {
        /// The number of events.
        public let events: Int64
        /// The number of batches.
        public let batches: Int64
        /// The digest of the last batch, in hexadecimal. It covers the whole history.
        public let head: String
        /// Why the given seal does not hold; nil if it does, or if none was given.
        public let sealProblem: SealProblem?
        /// What is wrong, in the order of the checks; empty for a sound ledger.
        public let findings: [String]
        /// Whether nothing is wrong.
        public var isSound: Bool { findings.isEmpty }
    }

    /// Verifies the ledger: SQLite's own checks, the schema and its triggers, numbers without gaps, the digest chain,
    /// live keys, sums.
    ///
    /// A chain alone cannot show that its end was cut off or that all of it was replaced. A head kept elsewhere can.
    ///
    /// - Parameters:
    ///   - expectedHead: the digest of some batch, in hexadecimal, from a trusted note.
    ///   - seal: a seal, and the trusted key that signed it.
    public func verify(expectedHead: String? = nil, seal: (seal: Seal, by: SealPublicKey)? = nil) throws
        -> VerifyResult
    {
        try refuseSlice()
        // Each check reads the whole ledger and is independent of the others, so they run in parallel.
        let checked = CheckedChain()
        let found = try Ledger.sideBySide([
            { try self.findings(Self.sqliteFindings) },
            { try self.findings { try SchemaCheck($0, version: Migration.latestVersion).findings() } },
            {
                try self.findings { database in
                    var chain = ChainCheck.Result()
                    defer { checked.result.withLock { $0 = chain } }
                    try ChainCheck(database).run(&chain)
                    return chain.findings
                }
            },
            { try self.findings { try KeyCheck($0, zone: self.settings.zone).run() } },
            { try self.findings { try Self.placesThatDoNotCancel($0) } },
        ])
        let chain = checked.result.withLock { $0 }
        var findings = found[...2].flatMap(\.self)
        let heads = chain.closings.map(\.digest.hexadecimal)
        if let expectedHead, !heads.contains(expectedHead.lowercased()) {
            findings.append("no batch ends with the expected head \(expectedHead)")
        }
        let sealProblem = seal.flatMap { chain.problem(of: $0.seal, by: $0.by) }
        if let seal, let sealProblem {
            findings.append(sealProblem.message(seal.seal, batches: chain.batches, in: settings.zone))
        }
        findings += found[3...].flatMap(\.self)
        // Sums of a broken log prove nothing and may even overflow.
        if findings.isEmpty {
            findings += try Self.damageAsFinding {
                try rebuild(checkOnly: true).difference.map { [$0] } ?? []
            }
        }
        return VerifyResult(
            events: chain.events,
            batches: chain.batches,
            head: heads.last ?? "",
            sealProblem: sealProblem,
            findings: findings
        )
    }

    /// The findings of one check. Damage that stops it is a finding too.
    private func findings(_ check: (Database) throws -> [String]) throws -> [String] {
        try Self.damageAsFinding { try connections.read(check) }
    }

    private static func damageAsFinding(_ check: () throws -> [String]) throws -> [String] {
        do {
            return try check()
        } catch let error as LedgerError where [.damaged, .sumOverflow].contains(error.code) {
            return [error.message.replacing("; run verify", with: "")]
        }
    }

    /// The result of the chain check, even if damage stops it.
    private final class CheckedChain: Sendable {
        let result = Mutex(ChainCheck.Result())
    }

    private static func sqliteFindings(_ database: Database) throws -> [String] {
        var findings: [String] = []
        let damage = try RowStatement(database, "PRAGMA integrity_check(10)")
        while try damage.next() {
            let text = damage.shownText(0)
            if text != "ok" { findings.append("SQLite: \(text.replacing("\n", with: " "))") }
        }
        let orphans = try RowStatement(database, "PRAGMA foreign_key_check")
        defer { orphans.reset() }
        var count = 0
        while count < 10, try orphans.next() {
            findings.append("SQLite: a row of \(orphans.shownText(0)) refers to a row that does not exist")
            count += 1
        }
        return findings
    }

    /// Runs checks in parallel. The findings are in the order of the checks.
    private static func sideBySide(_ checks: [@Sendable () throws -> [String]]) throws -> [[String]] {
        let results = Mutex<[Int: Result<[String], any Error>]>([:])
        Cores.forEach(checks.count) { index in
            let result = Result { try checks[index]() }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { results in try checks.indices.map { try results[$0]?.get() ?? [] } }
    }

    /// Units are never created or lost, so every SKU sums to zero over all places.
    private static func placesThatDoNotCancel(_ database: Database) throws -> [String] {
        // Summed in halves, so that tampered units cannot overflow the sum.
        let statement = try RowStatement(
            database,
            """
            SELECT coalesce(s.code, '?'), high * 4294967296 + low
              FROM (SELECT sku, sum(units >> 32) AS high, sum(units & 4294967295) AS low
                      FROM position GROUP BY sku) p LEFT JOIN sku s ON s.id = p.sku
             WHERE high * 4294967296 + low <> 0 LIMIT 10
            """
        )
        var findings: [String] = []
        while try statement.next() {
            findings.append(
                "position: the places of sku \(statement.shownText(0)) sum to \(statement.shownText(1)) instead of 0"
            )
        }
        return findings
    }
}
