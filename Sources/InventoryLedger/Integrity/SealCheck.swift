import GRDB
import Migrations

/// Why a seal does not hold for a ledger.
public enum SealProblem: String, Sendable, Codable, CaseIterable {
    /// A different key signed it.
    case wrongKey = "wrong_key"
    /// Its contents are not what was signed.
    case badSignature = "bad_signature"
    /// It belongs to another ledger.
    case otherLedger = "other_ledger"
    /// The ledger ends before the sealed batch: its end was cut off, or it is an older copy.
    case shorterThanSeal = "shorter_than_seal"
    /// The history up to the sealed batch differs from the sealed one.
    case historyChanged = "history_changed"

    func message(_ seal: Seal, batches: Int64, in zone: BusinessZone) -> String {
        switch self {
        case .wrongKey: "the seal was signed with a different key"
        case .badSignature: "the signature of the seal does not match its contents"
        case .otherLedger: "the seal belongs to another ledger"
        case .shorterThanSeal:
            "the seal covers \(seal.batch) batches and the ledger has \(batches): its end was cut off, or it is an older copy"
        case .historyChanged:
            "the history up to batch \(seal.batch) differs from the one sealed at \(zone.clock(seal.sealedAt))"
        }
    }
}

extension Ledger {
    /// Signs the head of the ledger, after recomputing the chain that leads to it.
    ///
    /// Sums and keys are not checked, because a seal covers only the log.
    ///
    /// - Throws: `damaged` if the schema or the chain does not verify. Nothing is signed then.
    public func seal(with key: SealingKey) throws -> Seal {
        try refuseSlice()
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
    /// Why a seal does not hold for the recomputed chain; nil if it does.
    func problem(of seal: Seal, by key: SealPublicKey) -> SealProblem? {
        guard seal.publicKey == key else { return .wrongKey }
        guard seal.isSigned else { return .badSignature }
        guard seal.ledger == genesis else { return .otherLedger }
        guard seal.batch > 0 else {
            return seal.head == genesis && seal.seq == 0 ? nil : .historyChanged
        }
        // If the chain breaks before the sealed batch, the length of the ledger is unknown.
        guard seal.batch <= batches || !findings.isEmpty else { return .shorterThanSeal }
        guard seal.batch <= closings.count else { return .historyChanged }
        let closing = closings[Int(seal.batch) - 1]
        return closing.digest == seal.head && closing.seq == seal.seq ? nil : .historyChanged
    }
}
