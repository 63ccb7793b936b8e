import Foundation
import InventoryLedger
import TestSupport
import Testing

/// What a seal proves, and what it does not.
@Suite struct SealTests {
    /// Made with `openssl genpkey -algorithm ed25519`, for these tests alone.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEILTmOOkm18nBnl88NYGA/7eDGbj5vMtK+K1r+PvxF2d1
        -----END PRIVATE KEY-----
        """
    private static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIIAKu9IVOxuhtNSz+W2559j4FvACJKIppYAvyVGPq+gz
        -----END PRIVATE KEY-----
        """

    private func problem(_ ledger: Ledger, _ seal: Seal, key: String = SealTests.key) throws -> SealProblem? {
        let result = try ledger.verify(seal: (seal, SealingKey(pem: key).publicKey))
        #expect(result.isSound == (result.sealProblem == nil), "\(result.findings)")
        return result.sealProblem
    }

    private func receipt(_ book: Book, _ document: Document) throws {
        try book.ledger.record([
            .stockReceived(document, sku: "MX-1", quantity: 1, warehouse: "MTY1", occurredAt: Book.now)
        ])
    }

    @Test func `a seal holds for its ledger and for everything that the ledger becomes`() throws {
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        #expect(seal.batch == 3 && seal.seq == 9 && seal.sealedAt == Book.now)
        #expect(try seal.head.hexadecimal == book.ledger.verify().head)
        #expect(try problem(book.ledger, seal) == nil)
        try receipt(book, "GRN-9")
        _ = try book.ledger.undo(batch: 1)
        #expect(try problem(book.ledger, seal) == nil)
        #expect(try problem(book.ledger, book.ledger.seal(with: SealingKey(pem: Self.key))) == nil)
    }

    @Test func `a seal of an empty ledger holds for what it becomes`() throws {
        let book = try Book()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        #expect(seal.batch == 0 && seal.seq == 0)
        #expect(try problem(book.ledger, seal) == nil)
        try receipt(book, "GRN-1")
        #expect(try problem(book.ledger, seal) == nil)
    }

    @Test func `a seal is a small text that reads back unchanged`() throws {
        let book = try Book.season()
        defer { withExtendedLifetime(book) {} }
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        #expect(try Seal(text: seal.text) == seal)
        #expect(seal.text.utf8.count < 1000)
        let fields = try #require(
            JSONSerialization.jsonObject(with: Data(seal.text.utf8)) as? [String: Any]
        )
        #expect(
            Set(fields.keys) == [
                "format", "ledger", "batch", "seq", "head", "sealed_at", "public_key", "signature",
            ]
        )
        #expect(fields["sealed_at"] as? String == "2026-11-20T12:00:00Z")
    }

    @Test func `a seal of another or an untrusted key proves nothing`() throws {
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.otherKey))
        #expect(try problem(book.ledger, seal) == .wrongKey)
        // A forger can name the trusted key, but not sign with it.
        let own = try book.ledger.seal(with: SealingKey(pem: Self.key))
        let forged = seal.text.replacing(
            seal.publicKey.rawBytes.hexadecimal,
            with: own.publicKey.rawBytes.hexadecimal
        )
        #expect(try problem(book.ledger, Seal(text: forged)) == .badSignature)
    }

    @Test(arguments: ["ledger", "batch", "seq", "head", "sealed_at", "signature"])
    func `a changed seal is no longer signed`(field: String) throws {
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        var lines = seal.text.components(separatedBy: "\n")
        let index = try #require(lines.firstIndex { $0.contains("\"\(field)\"") })
        lines[index] =
            field == "sealed_at"
            ? lines[index].replacing("12:00", with: "12:01")
            : lines[index].replacing(/[0-9](?=[^0-9]*$)/) { $0.output == "1" ? "2" : "1" }
        let changed = try Seal(text: lines.joined(separator: "\n"))
        #expect(changed != seal)
        #expect(try problem(book.ledger, changed) == .badSignature)
    }

    @Test func `a seal belongs to one ledger`() throws {
        let book = try Book.season()
        defer { withExtendedLifetime(book) {} }
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        for other in [try Book(zone: "America/Tijuana"), try Book(currency: "USD")] {
            defer { withExtendedLifetime(other) {} }
            #expect(try problem(other.ledger, seal) == .otherLedger)
        }
    }

    @Test func `a ledger whose end was cut off is shorter than the seal`() throws {
        let book = try Book.season()
        let copy = book.folder.file("copy.ledger")
        _ = try book.ledger.backup(to: copy)
        try receipt(book, "GRN-9")
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        #expect(try problem(Ledger.open(copy), seal) == .shorterThanSeal)
        #expect(try Ledger.open(copy).verify().isSound)
    }

    @Test func `a replaced history verifies by itself, but not against its seal`() throws {
        // The same settings at the same instant: except for its events it is the same ledger.
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        let head = try book.ledger.verify().head
        let anew = try Book()
        for document: Document in ["GRN-97", "GRN-98", "GRN-99"] { try receipt(anew, document) }
        #expect(try anew.ledger.verify().isSound)
        #expect(try !anew.ledger.verify(expectedHead: head).isSound)
        #expect(try problem(anew.ledger, seal) == .historyChanged)
        try receipt(anew, "GRN-1")
        #expect(try problem(anew.ledger, seal) == .historyChanged)
    }

    @Test func `a changed ledger matches no seal and cannot be sealed`() throws {
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        try book.tamper("UPDATE event SET quantity = quantity + 1 WHERE seq = 5")
        let result = try book.ledger.verify(seal: (seal, seal.publicKey))
        #expect(result.sealProblem == .historyChanged)
        #expect(result.findings.contains { $0.hasPrefix("batch 1") })
        let key = try SealingKey(pem: Self.key)
        let error = #expect(throws: LedgerError.self) { try book.ledger.seal(with: key) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("batch 1") == true)
    }

    @Test func `changes after the seal are reported, and the seal still holds`() throws {
        let book = try Book.season()
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        try receipt(book, "GRN-9")
        try book.tamper("UPDATE event SET quantity = 2 WHERE seq = 10")
        let result = try book.ledger.verify(seal: (seal, seal.publicKey))
        #expect(result.sealProblem == nil)
        #expect(result.findings == ["batch 4: its digest does not match its contents"])
    }

    @Test(arguments: [
        "", "{}", "not json", "[1]", #"{"format": "tarima-seal-9"}"#,
        String(repeating: "[", count: 60_000),
    ])
    func `text that is not a seal is refused as such`(text: String) throws {
        let error = #expect(throws: LedgerError.self) { try Seal(text: text) }
        #expect(error?.code == .badSeal)
    }

    @Test(arguments: ["ledger", "head", "public_key", "signature", "batch", "seq", "format", "sealed_at"])
    func `a seal with an impossible value is refused as such`(field: String) throws {
        let book = try Book.season()
        defer { withExtendedLifetime(book) {} }
        let seal = try book.ledger.seal(with: SealingKey(pem: Self.key))
        let lines = seal.text.components(separatedBy: "\n")
        for value in ["\"00\"", "\"zz\"", "-1", "null", "1e300", "[]"] {
            let changed = lines.map { line in
                line.contains("\"\(field)\"")
                    ? "  \"\(field)\": \(value)" + (line.hasSuffix(",") ? "," : "") : line
            }
            let error = #expect(throws: LedgerError.self, "\(value)") {
                try Seal(text: changed.joined(separator: "\n"))
            }
            #expect(error?.code == .badSeal)
        }
    }
}

/// Keys as standard tools write them.
@Suite struct SealKeyTests {
    /// The first test vector of RFC 8032, section 7.1, in the forms of RFC 8410.
    @Test func `keys are read as RFC 8410 writes them`() throws {
        let pair = try SealingKey(
            pem: """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """
        )
        let half = try SealPublicKey(
            pem: """
                some words ahead of it

                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                -----END PUBLIC KEY-----
                """
        )
        #expect(
            half.rawBytes.hexadecimal
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        )
        #expect(pair.publicKey == half)
    }

    @Test(arguments: [
        "", "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v\n-----END PRIVATE KEY-----",
        // X25519, a key for key exchange that cannot sign.
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4=\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nMC4=\n-----END OPENSSH PRIVATE KEY-----",
    ])
    func `a file that is not a private Ed25519 key says how to make one`(pem: String) throws {
        let error = #expect(throws: LedgerError.self) { try SealingKey(pem: pem) }
        #expect(error?.code == .badKey)
        #expect(error?.message.contains("openssl") == true)
    }

    /// OpenSSL checks the signature of bytes that this test assembles from the seal's text.
    @Test(.enabled(if: SealKeyTests.openssl != nil, "there is no openssl here"))
    func `another program reads the keys and verifies the seal`() throws {
        let book = try Book.season()
        let folder = try TemporaryFolder()
        let (key, half) = (try folder.write("key.pem", SealTests.key), folder.file("public.pem"))
        #expect(try Self.run("pkey", "-in", key, "-pubout", "-out", half) == 0)
        let seal = try book.ledger.seal(with: SealingKey(file: key))
        #expect(try book.ledger.verify(seal: (seal, SealPublicKey(file: half))).sealProblem == nil)

        let fields = try #require(
            JSONSerialization.jsonObject(with: Data(seal.text.utf8)) as? [String: Any]
        )
        func bytes(_ field: String) throws -> [UInt8] {
            let digits = Array(try #require(fields[field] as? String))
            return stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
        }
        func number(_ value: Int64) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * Int64($0))) }
        }
        var message = Array("tarima seal 1\n".utf8) + (try bytes("ledger"))
        message += number(3) + number(9) + (try bytes("head"))
        message += number(Book.now.milliseconds) + (try bytes("public_key"))
        let signed = try folder.write("signed", bytes: message)
        let signature = try folder.write("signature", bytes: bytes("signature"))
        let check = [
            "pkeyutl", "-verify", "-pubin", "-inkey", half, "-rawin", "-in", signed, "-sigfile", signature,
        ]
        #expect(try Self.run(check) == 0)
        message[20] ^= 1
        try folder.write("signed", bytes: message)
        #expect(try Self.run(check) != 0)
    }

    private static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private static func run(_ arguments: String...) throws -> Int32 { try run(arguments) }

    private static func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(openssl))
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
