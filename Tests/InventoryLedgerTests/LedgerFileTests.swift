import Foundation
import GRDB
import InventoryLedger
import Migrations
import TestSupport
import Testing

/// The file of a ledger: how it is created, recognized and refused.
@Suite struct LedgerFileTests {
    private func mode(_ path: String) throws -> Int {
        try #require(
            FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        ).intValue
    }

    @Test func `only its owner can read a ledger and the files beside it`() throws {
        let book = try Book.newSeason()
        let files = try FileManager.default.contentsOfDirectory(atPath: book.folder.path)
            .filter { $0.hasPrefix("test.ledger") }
        #expect(files.contains("test.ledger-lock"))
        for file in files {
            #expect(try mode(book.folder.file(file)) == 0o600, "\(file)")
        }
    }

    @Test func `a ledger remembers its settings`() throws {
        let book = try Book(zone: "America/Tijuana", currency: "USD")
        let again = try Ledger.open(book.ledger.path)
        #expect(again.settings.zone.identifier == "America/Tijuana")
        #expect(again.settings.currency?.code == "USD")
        #expect(try LedgerSettings.standard().zone.identifier == "America/Mexico_City")
    }

    @Test func `an existing file is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("notes.txt", "my notes")
        let error = #expect(throws: LedgerError.self) { try Ledger.create(at: path) }
        #expect(error?.code == .alreadyExists)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "my notes")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    }

    @Test func `a dangling link is an existing name`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a.ledger"),
            withDestinationPath: folder.file("nowhere")
        )
        let error = #expect(throws: LedgerError.self) { try Ledger.create(at: folder.file("a.ledger")) }
        #expect(error?.code == .alreadyExists)
    }

    @Test func `a folder that does not exist cannot hold a ledger`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: LedgerError.self) { try Ledger.create(at: folder.file("no/a.ledger")) }
        #expect(error?.code == .cannotCreate)
    }

    @Test func `a missing ledger is an error with its path`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: LedgerError.self) { try Ledger.open(folder.file("a.ledger")) }
        #expect(error?.code == .noLedger)
        #expect(error?.values == .path(folder.file("a.ledger")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `other files are not ledgers`() throws {
        let folder = try TemporaryFolder()
        let database = try DatabaseQueue(path: folder.file("other.sqlite"))
        try database.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try database.close()
        let paths = [
            try folder.write("empty", ""), try folder.write("text", "kind,document\n"), folder.path,
            folder.file("other.sqlite"),
            try folder.write("long", String(repeating: "not a database ", count: 1000)),
        ]
        for path in paths {
            let error = #expect(throws: LedgerError.self, "\(path)") { try Ledger.open(path) }
            #expect(error?.code == .notALedger, "\(path)")
        }
    }

    @Test func `a ledger of a newer version is refused and left unchanged`() throws {
        let book = try Book.season()
        try book.runSQL("PRAGMA user_version = \(Migration.latestVersion + 1)")
        let error = #expect(throws: LedgerError.self) { try Ledger.open(book.ledger.path) }
        #expect(error?.code == .newerLedger)
        #expect(error?.message.contains("update the program") == true)
        #expect(try book.rows("PRAGMA user_version") == ["\(Migration.latestVersion + 1)"])
    }

    @Test func `a ledger of the first schema is migrated when it is opened`() throws {
        let folder = try TemporaryFolder()
        let first = try #require(Migration.all.first)
        let database = try DatabaseQueue(path: folder.file("old.ledger"))
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(0x5452_4D41)")
            try database.execute(sql: first.sql)
            try database.execute(sql: "PRAGMA user_version = 1")
            try database.execute(sql: "INSERT INTO ledger VALUES (1, 'America/Tijuana', NULL, 0)")
        }
        try database.close()
        let ledger = try Ledger.open(folder.file("old.ledger"))
        try ledger.record([
            .stockReceived("GRN-1", sku: "MX-1", quantity: 40, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(try ledger.stock(sku: "MX-1").map(\.available) == [40])
        #expect(try ledger.verify().isSound)
    }

    @Test(arguments: ["UTF-16le", "UTF-16be"])
    func `a ledger in another encoding than UTF-8 is refused`(encoding: String) throws {
        let folder = try TemporaryFolder()
        let database = try DatabaseQueue(path: folder.file("wide.ledger"))
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA encoding = '\(encoding)'")
            try database.execute(sql: "PRAGMA application_id = \(0x5452_4D41)")
            for step in Migration.all { try database.execute(sql: step.sql) }
            try database.execute(sql: "PRAGMA user_version = \(Migration.latestVersion)")
            try database.execute(sql: "INSERT INTO ledger VALUES (1, 'America/Tijuana', NULL, 0)")
        }
        try database.close()
        let error = #expect(throws: LedgerError.self) { try Ledger.open(folder.file("wide.ledger")) }
        #expect(error?.code == .notALedger)
        #expect(error?.message.contains(encoding) == true)
    }

    @Test func `a search for ledgers does not open an open ledger`() throws {
        // Closing a second descriptor of the file would release SQLite's locks.
        let book = try Book.season()
        let reader = try DatabaseQueue(path: book.ledger.path)
        defer { try? reader.close() }
        _ = try book.ledger.stock()
        for name in ["-wal", "-shm", "-journal", "-lock"].map({ book.ledger.path + $0 }) {
            #expect(throws: LedgerError.self) { try Ledger.create(at: name) }
            #expect(throws: LedgerError.self) { try book.ledger.backup(to: name) }
        }
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        var status = stat()
        try #require(stat(book.ledger.path, &status) == 0)
        let held = locks.split(separator: "\n").filter {
            $0.contains(" \(getpid()) ") && $0.contains(":\(status.st_ino) ")
        }
        #expect(held.contains { $0.contains("POSIX") }, "\(locks)")
    }

    @Test func `a moved ledger is the same ledger`() throws {
        let book = try Book.season()
        let stock = try book.stock()
        let moved = book.folder.file("moved.ledger")
        try FileManager.default.copyItem(atPath: book.ledger.path, toPath: moved)
        let ledger = try Ledger.open(moved)
        #expect(try ledger.verify().head == book.ledger.verify().head)
        #expect(
            try ledger.stock().rows.map(\.sku.text)
                == stock.split(separator: "\n").map { $0.prefix(4) }.map(String.init)
        )
    }
}
