import Foundation
import TestSupport
import Testing

/// Verification, rebuild and backup.
@Suite struct KeepingCommandTests {
    @Test func `verify proves the ledger and prints the head that stands for its history`() throws {
        let room = try Stockroom()
        let report = try PrintedReport(room.tarima("verify", "--format", "json"))
        #expect(report.rows[0]["sound"] as? Bool == true)
        #expect(report.number(0, "events") == 4)
        #expect(report.number(0, "batches") == 1)
        let head = try #require(report.text(0, "head"))
        try room.tarima("undo", "1")
        #expect(try room.tarima("verify", "--expect-head", head).status == 0)
        let other = String(head.reversed())
        let wrong = try room.tarima("verify", "--expect-head", other)
        #expect(wrong.status == 65)
        #expect(wrong.said.count == 1)
        #expect(wrong.speech.contains(other))
    }

    @Test
    func
        `a document number that was changed behind the ledger's back is found, and rebuild does not hide it`()
        throws
    {
        let room = try Stockroom()
        // Everywhere in the file, so that SQLite's own checks find nothing.
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))))
        let document = Array("GRN-1".utf8)
        for start in bytes.indices.dropLast(document.count)
        where bytes[start..<start + 5].elementsEqual(document) {
            bytes[start + 4] = UInt8(ascii: "7")
        }
        try room.write("tarima.ledger", bytes: bytes)
        let outcome = try room.tarima("verify", "--format", "json")
        #expect(outcome.status == 65)
        #expect(outcome.speech.contains("batch 1"))
        #expect(try PrintedReport(outcome).rows[0]["sound"] as? Bool == false)
        try room.tarima("rebuild")
        #expect(try room.tarima("verify").status == 65)
    }

    @Test func `rebuild recomputes the sums and changes no answer`() throws {
        let room = try Stockroom()
        let before = try room.tarima("stock", "--all", "--format", "csv").output
        let rebuilt = try room.expectUnchanged { try room.tarima("rebuild") }
        #expect(rebuilt.status == 0)
        #expect(rebuilt.output.isEmpty)
        #expect(rebuilt.said == ["recomputed the sums of 4 events"])
        #expect(try room.tarima("stock", "--all", "--format", "csv").output == before)
        let checked = try room.tarima("rebuild", "--check")
        #expect(checked.status == 0)
        #expect(checked.said.count == 1)
    }

    @Test func `a backup answers like the ledger, and keeps answering when the ledger goes on`() throws {
        let room = try Stockroom()
        let before = try room.contents()
        let backup = try room.tarima("backup", "kept.ledger")
        #expect(backup.status == 0)
        #expect(backup.said.count == 1)
        #expect(backup.speech.contains("4 events"))
        try room.tarima("undo", "1")
        let kept =
            try room.tarima("--ledger", "kept.ledger", "export").output
            + room.tarima("--ledger", "kept.ledger", "batches", "--format", "json").output
        #expect(kept == before)
        #expect(try room.tarima("--ledger", "kept.ledger", "verify").status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: room.path("kept.ledger"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(arguments: [("taken.ledger", 73), ("nowhere/kept.ledger", 73), ("tarima.ledger", 73)])
    func `a backup replaces no file and creates no folder`(_ destination: String, _ status: Int32) throws {
        let room = try Stockroom()
        try room.write("taken.ledger", "mine")
        let outcome = try room.expectUnchanged { try room.tarima("backup", destination) }
        #expect(outcome.status == status)
        #expect(outcome.said.count == 1)
        #expect(outcome.speech.contains(destination))
        #expect(FileManager.default.contents(atPath: room.path("taken.ledger")) == Data("mine".utf8))
        #expect(try !room.files().contains { $0.contains(".new-") })
    }
}
