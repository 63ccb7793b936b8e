import Foundation
import InventoryLedger
import TestSupport
import Testing

@Suite struct BackupTests {
    @Test func `a backup is an equal ledger`() throws {
        let book = try Book.season()
        let path = book.folder.file("backup.ledger")
        let result = try book.ledger.backup(to: path)
        let copy = try Ledger.open(path)
        #expect(result.isSound)
        #expect(try copy.verify().head == book.ledger.verify().head)
        #expect(try copy.stock().rows == book.ledger.stock().rows)
        var events: [[String]] = [[], []]
        for (index, ledger) in [book.ledger, copy].enumerated() {
            try ledger.forEachEvent { stored, recordedAt in
                events[index].append("\(stored.seq) \(stored.batch) \(recordedAt) \(stored.event.fields)")
            }
        }
        #expect(events[0].count == 9)
        #expect(events[0] == events[1])
        #expect(try copy.rejectedRows().map(\.raw) == book.ledger.rejectedRows().map(\.raw))
    }

    @Test func `a backup is independent of its original`() throws {
        let book = try Book.season()
        let path = book.folder.file("backup.ledger")
        _ = try book.ledger.backup(to: path)
        let copy = try Ledger.open(path)
        try copy.record([
            .stockReceived("GRN-9", sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
        ])
        #expect(try copy.verify().batches == 4)
        #expect(try book.ledger.verify().batches == 3)
    }

    @Test func `only its owner can read a backup, and nothing else is left behind`() throws {
        let book = try Book.season()
        let folder = try TemporaryFolder()
        _ = try book.ledger.backup(to: folder.file("backup.ledger"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["backup.ledger"])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("backup.ledger"))
        #expect(attributes[.posixPermissions] as? NSNumber == 0o600)
    }

    @Test func `an existing file is refused and left alone`() throws {
        let book = try Book.season()
        let path = try book.folder.write("backup.ledger", "an older backup")
        let error = #expect(throws: LedgerError.self) { try book.ledger.backup(to: path) }
        #expect(error?.code == .alreadyExists)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "an older backup")
        #expect(throws: LedgerError.self) { try book.ledger.backup(to: book.ledger.path) }
        #expect(try book.ledger.verify().isSound)
    }

    @Test func `a folder that does not exist is refused`() throws {
        let book = try Book.season()
        let error = #expect(throws: LedgerError.self) { try book.ledger.backup(to: book.folder.file("no/b")) }
        #expect(error?.code == .cannotCreate)
    }

    @Test func `a damaged ledger is not backed up`() throws {
        let book = try Book.season()
        try book.tamper("UPDATE event SET quantity = 1000 WHERE seq = 1")
        let folder = try TemporaryFolder()
        let error = #expect(throws: LedgerError.self) { try book.ledger.backup(to: folder.file("b")) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("batch 1") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a backup of an empty ledger is an empty ledger`() throws {
        let book = try Book()
        _ = try book.ledger.backup(to: book.folder.file("backup.ledger"))
        #expect(try Ledger.open(book.folder.file("backup.ledger")).verify().events == 0)
    }
}
