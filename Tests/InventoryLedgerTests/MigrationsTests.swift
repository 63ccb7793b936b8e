import Foundation
import GRDB
import Migrations
import Testing

@testable import InventoryLedger

@Suite struct MigrationsTests {
    /// The folder of the migrations.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Migrations/SQL")

    @Test func `every file of the folder is a step, and every step a file`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(files == Migration.all.map { $0.name + ".sql" })
    }

    @Test func `the steps are numbered from 1 without gaps, and their names say the number`() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
        #expect(Migration.latestVersion == Migration.all.count)
        for step in Migration.all {
            let digits = String(step.version)
            #expect(step.name.hasPrefix("v" + String(repeating: "0", count: 3 - digits.count) + digits + "_"))
        }
    }

    @Test(arguments: Migration.all.map(\.name))
    func `the program carries the text of the file`(name: String) throws {
        let step = try #require(Migration.all.first { $0.name == name })
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name + ".sql"), encoding: .utf8)
        #expect(step.sql == text)
    }

    /// Such a program may have the ledger open while another one migrates it.
    @Test func `a program of the ninth schema does not append to a ledger with lists of kinds`() throws {
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        try queue.writeWithoutTransaction { database in
            func parts() throws -> [String] {
                try String.fetchAll(
                    database,
                    sql: "SELECT name || ' ' || version FROM projection ORDER BY name"
                )
            }
            try SchemaVersion.migrate(database, to: 9)
            #expect(try parts() == ["days 1", "keys 1", "sums 2"])
            try SchemaVersion.migrate(database)
            #expect(try parts() == ["days 1", "keys 1", "kinds 1", "sums 3"])
        }
    }

    @Test func `the digest of the schema is that of all steps`() throws {
        let queue = try DatabaseQueue(configuration: Connections.configuration)
        try queue.writeWithoutTransaction { database in
            try SchemaVersion.migrate(database)
            #expect(try SchemaCheck.digest(database) == SchemaCheck.latestDigest)
        }
    }
}
