import GRDB

extension Ledger {
    /// Makes a consistent, verified copy of the ledger, which gets its name only at the end.
    ///
    /// Readers and writers continue meanwhile; the copy is one snapshot.
    ///
    /// - Throws: `alreadyExists` if the name is taken, `nameTaken` if a name beside it is, `damaged` if the copy does
    ///   not verify.
    public func backup(to destination: String) throws -> VerifyResult {
        let file = try DraftFile(forLedger: destination)
        defer { file.discard() }
        do {
            let copy = try DatabaseQueue(file: file.draft)
            try connections.read { source in
                do {
                    try copy.writeWithoutTransaction { try source.backup(to: $0) }
                } catch {
                    // Explained here, because outside every error would be attributed to the ledger.
                    throw LedgerError.explaining(error, path: Self.isOfReading(error) ? path : destination)
                }
            }
            try copy.close()
        } catch {
            throw LedgerError.explaining(error, path: destination)
        }
        let result = try Self.verify(file)
        guard result.isSound else {
            throw LedgerError(
                .damaged,
                "the copy does not verify (\(result.findings.joined(separator: "; "))); \(destination) was not written"
            )
        }
        try file.publish()
        return result
    }

    /// Whether the ledger could not be read, because its copy is only written.
    private static func isOfReading(_ error: any Error) -> Bool {
        let code = (error as? DatabaseError)?.extendedResultCode
        return code == .SQLITE_IOERR_READ || code == .SQLITE_IOERR_CORRUPTFS
    }

    /// Verifies the draft of a copy.
    private static func verify(_ file: DraftFile) throws -> VerifyResult {
        do {
            let copy = try Ledger.open(file.draft)
            let result = try copy.verify()
            try copy.close()
            return result
        } catch let error as LedgerError {
            // The draft no longer exists when the message is read.
            throw LedgerError(error.code, error.message.replacing(file.draft, with: file.path))
        }
    }

    /// Closes the ledger's connections. Reads and writes afterwards open new ones.
    ///
    /// Call it before the file is moved, replaced or deleted: SQLite deletes the write-ahead log at the ledger's path when
    /// the last connection closes.
    public func close() throws { try connections.close() }
}
