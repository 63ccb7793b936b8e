import Foundation
import InventoryLedger
import TestSupport
import Testing

/// A disk that loses data, or an editor that opened the wrong file.
@Suite struct DamagedFileTests {
    /// The ledger's bytes with the last byte of every occurrence of a text changed.
    private func change(_ text: String, in book: Book) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: book.ledger.path))
        var start = bytes.startIndex
        while let found = bytes.range(of: Data(text.utf8), in: start..<bytes.endIndex) {
            bytes[found.upperBound - 1] ^= 1
            start = found.upperBound
        }
        try #require(start > bytes.startIndex, "\(text) does not stand in the file")
        try bytes.write(to: URL(fileURLWithPath: book.ledger.path))
    }

    @Test(arguments: ["GRN-1", "2000004711", "lost at sea", "MX-1", "MTY1", "meli", "America/Mexico_City"])
    func `a byte changed in the file itself is found`(text: String) throws {
        let book = try Book.season()
        try change(text, in: book)
        let path = book.folder.file("changed.ledger")
        try FileManager.default.copyItem(atPath: book.ledger.path, toPath: path)
        do {
            #expect(try !Ledger.open(path).verify().isSound)
        } catch let error as LedgerError {
            // A ledger with an unknown zone cannot be opened.
            #expect(error.code == .unknownZone)
        }
    }

    @Test(arguments: [
        "event", "event_detail", "batch", "sku", "route", "ledger", "key_run", "key_page", "event_month",
        "event_kind", "position",
    ])
    func `a missing page is a finding and does not stop the check`(table: String) throws {
        let book = try Book.season()
        let root = try book.rows("SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'")
        let page = try #require(root.first.flatMap { Int($0) })
        let size = try #require(try book.rows("PRAGMA page_size").first.flatMap { Int($0) })
        let copy = book.folder.file("copy.ledger")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: book.ledger.path))
        bytes.replaceSubrange((page - 1) * size..<page * size, with: Data(count: size))
        try bytes.write(to: URL(fileURLWithPath: copy))
        do {
            let result = try Ledger.open(copy).verify()
            #expect(!result.isSound)
            #expect(result.findings.contains { $0.hasPrefix("SQLite: ") || $0.contains("is damaged") })
        } catch let error as LedgerError {
            // A ledger without settings cannot be opened.
            #expect(table == "ledger")
            #expect(error.code == .damaged)
        }
    }

    @Test func `a truncated file is refused or found, and never counts as sound`() throws {
        let book = try Book.season()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: book.ledger.path))
        for part in 1..<8 {
            let path = try book.folder.write("cut\(part)", bytes: Array(bytes.prefix(bytes.count * part / 8)))
            do {
                #expect(try !Ledger.open(path).verify().isSound, "\(part)/8")
            } catch let error as LedgerError {
                #expect([.damaged, .notALedger].contains(error.code), "\(part)/8: \(error.code) \(error)")
            }
        }
    }
}
