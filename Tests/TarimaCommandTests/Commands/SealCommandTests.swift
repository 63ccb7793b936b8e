import Foundation
import TestSupport
import Testing

/// A signed head and what it proves later.
@Suite struct SealCommandTests {
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEILTmOOkm18nBnl88NYGA/7eDGbj5vMtK+K1r+PvxF2d1
        -----END PRIVATE KEY-----

        """
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEATKjeo5jonpyyANi9vJF9dweGlG7N0eJ2YfwS2tyVAyo=
        -----END PUBLIC KEY-----

        """
    private static let otherPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
        -----END PUBLIC KEY-----

        """

    private func room() throws -> Stockroom {
        let room = try Stockroom()
        try room.write("key.pem", Self.key)
        try room.write("public.pem", Self.publicKey)
        try room.write("other.pem", Self.otherPublicKey)
        let sealed = try room.tarima("seal", "--key", "key.pem")
        try #require(sealed.status == 0, "\(sealed)")
        #expect(sealed.said.count == 1)
        try room.write("kept.seal", sealed.output)
        return room
    }

    /// The exit status of verify with the kept seal, and the code in the report.
    private func verify(_ room: Stockroom, key: String = "public.pem") throws -> (Int32?, String?) {
        let outcome = try room.tarima(
            "verify",
            "--seal",
            "kept.seal",
            "--public-key",
            key,
            "--format",
            "json"
        )
        #expect(outcome.status == 0 || !outcome.said.isEmpty)
        return (outcome.status, try PrintedReport(outcome).text(0, "seal"))
    }

    @Test func `a seal holds for a ledger that goes on`() throws {
        let room = try room()
        #expect(try verify(room) == (0, "holds"))
        try room.tarima("undo", "1")
        #expect(try verify(room) == (0, "holds"))
        let table = try room.tarima("verify", "--seal", "kept.seal", "--public-key", "public.pem")
        #expect(table.lines.first?.split(separator: " ").last == "seal")
        #expect(try room.tarima("verify").lines.first?.split(separator: " ").last == "head")
    }

    @Test func `a seal that does not hold is reported by its code`() throws {
        let room = try room()
        #expect(try verify(room, key: "other.pem") == (65, "wrong_key"))
        let seal = try String(contentsOfFile: room.path("kept.seal"), encoding: .utf8)
        try room.write("kept.seal", seal.replacingOccurrences(of: "\"batch\": 1", with: "\"batch\": 2"))
        #expect(try verify(room) == (65, "bad_signature"))
        try room.write("kept.seal", seal)
        for side in ["", "-wal", "-shm", "-lock"] { unlink(room.path("tarima.ledger\(side)")) }
        try room.tarima("init")
        #expect(try verify(room) == (65, "other_ledger"))
    }

    @Test func `a changed ledger cannot be sealed`() throws {
        let room = try room()
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: room.path("tarima.ledger"))))
        let document = Array("GRN-1".utf8)
        for start in bytes.indices.dropLast(document.count)
        where bytes[start..<start + 5].elementsEqual(document) {
            bytes[start + 4] = UInt8(ascii: "7")
        }
        try room.write("tarima.ledger", bytes: bytes)
        let sealed = try room.tarima("seal", "--key", "key.pem")
        #expect(sealed.status == 65)
        #expect(sealed.output.isEmpty)
        #expect(sealed.said.count == 1 && sealed.speech.contains("batch 1"))
        #expect(try verify(room) == (65, "history_changed"))
    }

    @Test func `a seal and its key go together, and each must be what it claims`() throws {
        let room = try room()
        #expect(try room.tarima("verify", "--seal", "kept.seal").status == 64)
        #expect(try room.tarima("verify", "--public-key", "public.pem").status == 64)
        #expect(try room.tarima("seal").status == 64)
        for (arguments, status) in [
            (["seal", "--key", "none.pem"], Int32(66)), (["seal", "--key", "public.pem"], 65),
            (["seal", "--key", "kept.seal"], 65), (["seal", "--key", "."], 66),
            (["verify", "--seal", "none.seal", "--public-key", "public.pem"], 66),
            (["verify", "--seal", "key.pem", "--public-key", "public.pem"], 65),
            (["verify", "--seal", "tarima.ledger", "--public-key", "public.pem"], 65),
            (["verify", "--seal", "kept.seal", "--public-key", "key.pem"], 65),
            (["verify", "--seal", "/dev/zero", "--public-key", "public.pem"], 65),
        ] {
            let outcome = try room.runner.run(BuiltCommand.path(), arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome)")
            #expect(outcome.said.count == 1 && outcome.output.isEmpty, "\(arguments): \(outcome)")
        }
    }
}
