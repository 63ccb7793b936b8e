import GRDB
import Migrations

/// Why a seal does not hold for a ledger.
public enum SealProblem: String, Sendable, Codable, CaseIterable {
    /// Another key signed it than the one it is held against.
    case wrongKey = "wrong_key"
    /// What it says is not what was signed.
    case badSignature = "bad_signature"
    /// It speaks of another ledger.
    case otherLedger = "other_ledger"
    /// The ledger ends before the sealed batch: its end was cut off, or it is an older copy.
    case shorterThanSeal = "shorter_than_seal"
    /// The history up to the sealed batch is not the one that was sealed.
    case historyChanged = "history_changed"

    func message(_ seal: Seal, batches: Int64) -> String {
        switch self {
        case .wrongKey: "the seal was signed with a different key"
        case .badSignature: "the signature of the seal does not match its contents"
        case .otherLedger: "the seal belongs to another ledger"
        case .shorterThanSeal:
            "the seal covers \(seal.batch) batches and the ledger has \(batches): its end was cut off, or it is an older copy"
        case .historyChanged:
            "the history up to batch \(seal.batch) differs from the one sealed at \(seal.sealedAt)"
        }
    }
}

extension Ledger {
    /// Signs the head of the ledger, after recomputing the chain that leads to it.
    ///
    /// Sums and keys are not looked at: a seal vouches for the log, which they follow from.
    ///
    /// - Throws: `damaged` where the schema or the chain does not verify; nothing is signed then.
    public func seal(with key: SealingKey) throws -> Seal {
        let state = try connections.read { database in
            var chain = ChainCheck.Result()
            try ChainCheck(database).run(&chain)
            let findings =
                try SchemaCheck(database, version: Migration.latestVersion).findings() + chain.findings
            guard findings.isEmpty else {
                throw LedgerError(
                    .damaged,
                    "\(path) does not verify (\(findings.joined(separator: "; "))); nothing was sealed"
                )
            }
            return SealedState(
                ledger: chain.genesis,
                batch: chain.batches,
                seq: chain.events,
                head: chain.closings.last?.digest ?? chain.genesis
            )
        }
        return try .make(of: state, at: now(), with: key)
    }
}

extension ChainCheck.Result {
    /// Whether a seal holds for the chain that was recomputed; nil where it does.
    func problem(of seal: Seal, by key: SealPublicKey) -> SealProblem? {
        guard seal.publicKey == key else { return .wrongKey }
        guard seal.isSigned else { return .badSignature }
        guard seal.ledger == genesis else { return .otherLedger }
        guard seal.batch > 0 else {
            return seal.head == genesis && seal.seq == 0 ? nil : .historyChanged
        }
        // A chain that breaks before the sealed batch says nothing of how long the ledger is.
        guard seal.batch <= batches || !findings.isEmpty else { return .shorterThanSeal }
        guard seal.batch <= closings.count else { return .historyChanged }
        let closing = closings[Int(seal.batch) - 1]
        return closing.digest == seal.head && closing.seq == seal.seq ? nil : .historyChanged
    }
}
