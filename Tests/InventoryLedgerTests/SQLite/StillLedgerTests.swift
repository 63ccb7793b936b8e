import Foundation
import TestSupport
import Testing

@testable import InventoryLedger

/// Reading where writers cannot be kept away.
@Suite struct StillLedgerTests {
    @Test(arguments: [false, true])
    func `a result is discarded if the ledger was written meanwhile`(hasLog: Bool) throws {
        let book = try Book.season()
        let folder = try TemporaryFolder()
        let path = folder.file("still.ledger")
        try FileManager.default.copyItem(atPath: book.ledger.path, toPath: path)
        if hasLog { try folder.write("still.ledger-wal", "a log") }
        let still = try StillLedger(path, called: path)
        try still.checkIsUnchanged()
        let file = try #require(FileHandle(forWritingAtPath: hasLog ? path + "-wal" : path))
        try file.seekToEnd()
        try file.write(contentsOf: Data([0]))
        try file.close()
        let error = #expect(throws: LedgerError.self) { try still.checkIsUnchanged() }
        #expect(error?.code == .busy)
    }

    @Test func `reading a ledger read-only creates no files beside it`() throws {
        let book = try Book.season()
        let folder = try TemporaryFolder()
        let path = folder.file("still.ledger")
        try FileManager.default.copyItem(atPath: book.ledger.path, toPath: path)
        #expect(try StillLedger(path, called: path).parameters == ["mode=ro", "immutable=1"])
        try folder.write("still.ledger-wal", "a log")
        #expect(try StillLedger(path, called: path).parameters == ["mode=ro", "vfs=unix-none"])
        try folder.write("still.ledger-shm", "an index")
        #expect(try StillLedger(path, called: path).parameters == ["mode=ro"])
    }
}
