import Foundation
import GRDB
import InventoryLedger
import Migrations
import TestSupport
import Testing

/// Ledgers of earlier versions, kept forever. Every later version opens them and gives the same answers.
///
/// `TARIMA_WRITE_LEDGERS=1 swift test --filter KeptLedgerTests` writes what is missing: the ledger of this version's
/// schema, and the answers of any kept ledger. It overwrites nothing.
@Suite(.serialized) struct KeptLedgerTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Ledgers")
    private static let writes = ProcessInfo.processInfo.environment["TARIMA_WRITE_LEDGERS"] != nil
    private static let versions = Migration.all.map { step in
        "v" + String(repeating: "0", count: 3 - String(step.version).count) + String(step.version)
    }

    private static func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: file(name), encoding: .utf8)
    }

    /// A copy of a kept ledger, opened a day after its events. Some were recorded days later.
    private func opened(_ version: String, in folder: TemporaryFolder, days: Int64 = 1) throws -> Ledger {
        let bytes = try Data(contentsOf: Self.file("\(version).ledger"))
        let path = try folder.write("\(version).ledger", bytes: Array(bytes))
        return try Ledger.open(path, clock: { Book.now.advanced(byMilliseconds: days * 86_400_000) })
    }

    @Test(.enabled(if: writes, "TARIMA_WRITE_LEDGERS writes what is missing"))
    func `a kept ledger that is missing is written`() throws {
        let newest = try #require(Self.versions.last)
        if !FileManager.default.fileExists(atPath: Self.file("\(newest).ledger").path) {
            let book = try Book.ofEverything()
            _ = try book.ledger.backup(to: Self.file("\(newest).ledger").path)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644],
                ofItemAtPath: Self.file("\(newest).ledger").path
            )
            let seal = try book.ledger.seal(with: SealingKey(pem: SealTests.key))
            try seal.text.write(to: Self.file("\(newest).seal"), atomically: true, encoding: .utf8)
        }
        for version in Self.versions {
            let answers = Self.file("\(version).txt")
            guard !FileManager.default.fileExists(atPath: answers.path) else { continue }
            let account = try LedgerAccount(of: opened(version, in: TemporaryFolder()))
            try account.text.write(to: answers, atomically: true, encoding: .utf8)
        }
    }

    @Test(arguments: versions)
    func `a ledger of an earlier version verifies, and answers as it did`(version: String) throws {
        let folder = try TemporaryFolder()
        let ledger = try opened(version, in: folder)
        #expect(try ledger.verify().findings == [])
        let account = LedgerAccount(of: ledger)
        #expect(account.sections.allSatisfy { !$0.isRefused })
        #expect(try account.text == Self.text("\(version).txt"))
    }

    @Test(arguments: versions)
    func `a ledger of an earlier version accepts more events and keeps its old ones`(version: String) throws {
        let folder = try TemporaryFolder()
        let ledger = try opened(version, in: folder, days: 30)
        let before = try ledger.verify()
        let (events, batches) = (try ledger.exported(), try ledger.batches().count)
        let position = try ledger.stock(sku: "MX-1").first { $0.warehouse == "MTY1" }?.available ?? 0
        let batch = try #require(
            try ledger.record([
                .stockReceived("GRN-9", sku: "MX-1", quantity: 5, warehouse: "MTY1", occurredAt: Book.now),
                .orderPlaced(
                    "2000009999",
                    sku: "MX-1",
                    quantity: 2,
                    warehouse: "MTY1",
                    occurredAt: Book.now
                ),
            ]).batch
        )
        #expect(batch == Int64(batches) + 1)
        #expect(try ledger.stock(sku: "MX-1").first { $0.warehouse == "MTY1" }?.available == position + 3)
        let trusted = before.head.isEmpty ? nil : before.head
        #expect(try ledger.verify(expectedHead: trusted).findings == [])
        #expect(try ledger.rebuild(checkOnly: true).difference == nil)
        _ = try ledger.undo(batch: batch)
        #expect(try ledger.exported() == events)
        #expect(try ledger.verify(expectedHead: trusted).findings == [])
    }

    /// Power that was lost between the migration and the making of its sums.
    @Test(arguments: versions)
    func `sums that are missing after a migration are made when the ledger is opened`(version: String) throws
    {
        let folder = try TemporaryFolder()
        let path = try opened(version, in: folder).path
        try Self.run("UPDATE projection SET version = 0; DELETE FROM move; DELETE FROM position", on: path)
        let ledger = try Ledger.open(path, clock: { Book.now.advanced(byMilliseconds: 86_400_000) })
        #expect(try ledger.verify().findings == [])
        #expect(try LedgerAccount(of: ledger).text == Self.text("\(version).txt"))
    }

    @Test func `a ledger whose sums cannot be made is opened, asks for a rebuild and does not verify`() throws
    {
        let folder = try TemporaryFolder()
        let bytes = try Data(contentsOf: Self.file("v006.ledger"))
        let path = try folder.write("v006.ledger", bytes: Array(bytes))
        try Self.run(
            """
            DROP TRIGGER event_is_never_changed;
            UPDATE event SET route = 9999 WHERE seq = 10;
            CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
                BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is never changed'); END;
            """,
            on: path
        )
        for _ in 1...2 {
            let ledger = try Ledger.open(path)
            let stale = #expect(throws: LedgerError.self) { try ledger.stock() }
            #expect(stale?.code == .stale)
            #expect(try !ledger.verify().isSound)
            let damaged = #expect(throws: LedgerError.self) { try ledger.rebuild() }
            #expect(damaged?.code == .damaged)
            try ledger.close()
        }
    }

    private static func run(_ sql: String, on path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// What that version wrote itself: its export, and its stock.
    @Test(arguments: ["v002", "v003"])
    func `a ledger of an earlier version exports what that version exported`(version: String) throws {
        let folder = try TemporaryFolder()
        let ledger = try opened(version, in: folder)
        #expect(try ledger.exported(Column.beforeOrderSource) == Self.text("\(version).export.csv"))
        let stages = Stage.onTheWay + Stage.inWarehouse
        let stock = try ledger.stock(StockQuery(includesZero: true)).rows.map { position in
            "\(position.sku),\(position.warehouse),"
                + stages.map { "\(position.units.units(at: $0))" }.joined(separator: ",")
        }
        let kept = try Self.text("\(version).stock.csv").split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return ([fields[0], fields[2]] + fields[3..<3 + stages.count]).joined(separator: ",")
        }
        #expect(stock == kept)
    }

    @Test(arguments: versions.filter { $0 >= "v004" })
    func `a seal of an earlier version still holds`(version: String) throws {
        let folder = try TemporaryFolder()
        let ledger = try opened(version, in: folder)
        let seal = try Seal(text: Self.text("\(version).seal"))
        let key = try SealingKey(pem: SealTests.key).publicKey
        #expect(try ledger.verify(seal: (seal, key)).findings == [])
        try ledger.record([
            .stockReceived("GRN-9", sku: "MX-1", quantity: 5, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(try ledger.verify(seal: (seal, key)).findings == [])
    }

    @Test func `every version of the schema has its kept ledger`() throws {
        for version in Self.versions {
            #expect(
                FileManager.default.fileExists(atPath: Self.file("\(version).ledger").path),
                "write it with: TARIMA_WRITE_LEDGERS=1 swift test --filter KeptLedgerTests"
            )
        }
    }
}
