import Crypto
import Foundation

/// A signed record of a ledger's state. Whoever keeps it elsewhere can later prove that the history up to it was not
/// changed, cut off or replaced.
///
/// Its text is one JSON object with bytes in hexadecimal, small enough to mail or print.
public struct Seal: Hashable, Sendable {
    /// Identifies the ledger: the digest of the settings that were fixed when it was created.
    public let ledger: [UInt8]
    /// The last batch at the time; 0 for a ledger without batches.
    public let batch: Int64
    /// The last event at the time; 0 for a ledger without events.
    public let seq: Int64
    /// The digest of that batch.
    public let head: [UInt8]
    /// When it was signed, by the signer's clock.
    public let sealedAt: Instant
    /// The public half of the key that signed it.
    public let publicKey: SealPublicKey
    /// Ed25519 over `signedBytes`.
    public let signature: [UInt8]

    static func make(of state: SealedState, at sealedAt: Instant, with key: SealingKey) throws -> Seal {
        let unsigned = Seal(state: state, sealedAt: sealedAt, publicKey: key.publicKey, signature: [])
        return Seal(
            state: state,
            sealedAt: sealedAt,
            publicKey: key.publicKey,
            signature: try key.sign(unsigned.signedBytes)
        )
    }

    private init(state: SealedState, sealedAt: Instant, publicKey: SealPublicKey, signature: [UInt8]) {
        ledger = state.ledger
        batch = state.batch
        seq = state.seq
        head = state.head
        self.sealedAt = sealedAt
        self.publicKey = publicKey
        self.signature = signature
    }

    /// The signed bytes: a name that no other signature uses, then every value at its fixed length, numbers as eight
    /// bytes with the highest first. They never change.
    var signedBytes: [UInt8] {
        func bytes(_ number: Int64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        return Array("tarima seal 1\n".utf8) + ledger + bytes(batch) + bytes(seq) + head
            + bytes(sealedAt.milliseconds) + publicKey.rawBytes
    }

    /// Whether the signature is that of the key.
    var isSigned: Bool { publicKey.isSignature(signature, of: signedBytes) }
}

/// The state of a ledger in a seal.
struct SealedState {
    let ledger: [UInt8]
    let batch: Int64
    let seq: Int64
    let head: [UInt8]
}

// MARK: As text

extension Seal {
    private static let format = "tarima-seal-1"
    private static let digestBytes = 32
    private static let signatureBytes = 64

    /// The seal as one JSON object, with a line for each value.
    public var text: String {
        """
        {
          "format": "\(Self.format)",
          "ledger": "\(ledger.hexadecimal)",
          "batch": \(batch),
          "seq": \(seq),
          "head": "\(head.hexadecimal)",
          "sealed_at": "\(sealedAt)",
          "public_key": "\(publicKey.rawBytes.hexadecimal)",
          "signature": "\(signature.hexadecimal)"
        }

        """
    }

    /// - Throws: `badSeal` if the text is not a seal. `verify` checks the signature.
    public init(text: String) throws {
        let fields: Fields
        do {
            fields = try JSONDecoder().decode(Fields.self, from: Data(text.utf8))
        } catch {
            throw Self.bad("it is not the JSON of a seal")
        }
        guard fields.format == Self.format else {
            throw Self.bad("its format is \"\(fields.format)\", and this program reads \(Self.format)")
        }
        guard let ledger = [UInt8](hexadecimal: fields.ledger, count: Self.digestBytes),
            let head = [UInt8](hexadecimal: fields.head, count: Self.digestBytes),
            let key = [UInt8](hexadecimal: fields.publicKey, count: SealPublicKey.bytes),
            let publicKey = SealPublicKey(rawBytes: key),
            let signature = [UInt8](hexadecimal: fields.signature, count: Self.signatureBytes)
        else { throw Self.bad("one of its values is not written as hexadecimal digits") }
        guard fields.batch >= 0, fields.seq >= 0 else { throw Self.bad("its numbers are negative") }
        self.init(
            state: SealedState(ledger: ledger, batch: fields.batch, seq: fields.seq, head: head),
            sealedAt: fields.sealedAt,
            publicKey: publicKey,
            signature: signature
        )
    }

    /// Reads a seal from a file.
    ///
    /// - Throws: `noInput`, `noPermission`, `inputOutput`, `badSeal`.
    public init(file path: String) throws {
        let text = try SmallFile.text(path)
        do {
            try self.init(text: text)
        } catch let error as LedgerError {
            throw LedgerError(error.code, "\(path): \(error.message)")
        }
    }

    private struct Fields: Decodable {
        let format: String
        let ledger: String
        let batch: Int64
        let seq: Int64
        let head: String
        let sealedAt: Instant
        let publicKey: String
        let signature: String

        enum CodingKeys: String, CodingKey {
            case format, ledger, batch, seq, head, signature
            case sealedAt = "sealed_at"
            case publicKey = "public_key"
        }
    }

    private static func bad(_ reason: String) -> LedgerError {
        LedgerError(.badSeal, "not a seal: \(reason)")
    }
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits per byte.
    public var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// This many bytes from two hexadecimal digits each; nil for other text.
    init?(hexadecimal text: String, count: Int) {
        let digits = [UInt8](text.utf8)
        guard digits.count == count * 2 else { return nil }
        var bytes: [UInt8] = []
        for index in 0..<count {
            guard let high = Self.digit(digits[index * 2]), let low = Self.digit(digits[index * 2 + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
