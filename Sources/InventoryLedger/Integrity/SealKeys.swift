import Crypto
import Foundation

/// The private Ed25519 key that signs seals, as `openssl genpkey -algorithm ed25519` writes it.
public struct SealingKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// - Parameter pem: PKCS#8 in PEM.
    /// - Throws: `badKey`.
    public init(pem: String) throws {
        let seed = try KeyText.bytes(of: pem, label: "PRIVATE KEY", after: KeyText.privatePrefix)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw KeyText.bad("its bytes are not an Ed25519 key")
        }
        self.key = key
    }

    /// Reads a key from a file.
    ///
    /// - Throws: `noInput`, `noPermission`, `inputOutput`, `badKey`.
    public init(file path: String) throws {
        self = try KeyText.reading(path) { try SealingKey(pem: $0) }
    }

    /// The public half.
    public var publicKey: SealPublicKey { SealPublicKey(key.publicKey) }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        do {
            return Array(try key.signature(for: Data(bytes)))
        } catch {
            throw LedgerError(.unexpected, "the key could not sign: \(error)")
        }
    }
}

/// The public Ed25519 key that verifies seals, as `openssl pkey -pubout` writes it.
public struct SealPublicKey: Hashable, Sendable {
    static let bytes = 32

    /// The key's 32 bytes.
    public let rawBytes: [UInt8]

    init(_ key: Curve25519.Signing.PublicKey) { rawBytes = Array(key.rawRepresentation) }

    init?(rawBytes: [UInt8]) {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawBytes) else { return nil }
        self.init(key)
    }

    /// - Parameter pem: SubjectPublicKeyInfo in PEM.
    /// - Throws: `badKey`.
    public init(pem: String) throws {
        let bytes = try KeyText.bytes(of: pem, label: "PUBLIC KEY", after: KeyText.publicPrefix)
        guard let key = SealPublicKey(rawBytes: bytes) else {
            throw KeyText.bad("its bytes are not an Ed25519 key")
        }
        self = key
    }

    /// Reads a key from a file.
    ///
    /// - Throws: `noInput`, `noPermission`, `inputOutput`, `badKey`.
    public init(file path: String) throws {
        self = try KeyText.reading(path) { try SealPublicKey(pem: $0) }
    }

    func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawBytes) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}

/// Reads Ed25519 keys in PEM. Their DER has a fixed length and therefore a fixed prefix.
///
/// Source: RFC 8410, sections 4 and 7; RFC 7468.
private enum KeyText {
    /// PKCS#8 version 0, the algorithm 1.3.101.112, and the octet string that contains the octet string of the seed.
    static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// The algorithm 1.3.101.112, and the bit string of the key.
    static let publicPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
    private static let keyBytes = 32

    /// The key after the fixed prefix.
    static func bytes(of pem: String, label: String, after prefix: [UInt8]) throws -> [UInt8] {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let start = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[start...].firstIndex(of: "-----END \(label)-----")
        else {
            if lines.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
                throw bad("it is encrypted; decrypt it first, for example with: openssl pkey -in FILE")
            }
            let other = lines.first { $0.hasPrefix("-----BEGIN ") }
            throw bad("it contains no \(label)" + (other.map { ", but \($0)" } ?? ""))
        }
        guard let der = Data(base64Encoded: lines[lines.index(after: start)..<end].joined()) else {
            throw bad("its lines are not Base64")
        }
        guard der.count == prefix.count + keyBytes, der.starts(with: prefix) else {
            throw bad("it is a key of another kind")
        }
        return Array(der.dropFirst(prefix.count))
    }

    static func reading<Key>(_ path: String, _ make: (String) throws -> Key) throws -> Key {
        let text = try SmallFile.text(path)
        do {
            return try make(text)
        } catch let error as LedgerError {
            throw LedgerError(error.code, "\(path): \(error.message)")
        }
    }

    static func bad(_ reason: String) -> LedgerError {
        LedgerError(
            .badKey,
            "not an Ed25519 key in PEM: \(reason); make one with: openssl genpkey -algorithm ed25519 -out key.pem, "
                + "its public half with: openssl pkey -in key.pem -pubout -out public.pem"
        )
    }
}
