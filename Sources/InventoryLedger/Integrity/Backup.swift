import GRDB

extension Ledger {
    /// Makes a consistent copy of the ledger, proves it, and only then gives it its name.
    ///
    /// Readers and writers go on meanwhile; the copy is of one moment.
    ///
    /// - Throws: `alreadyExists` where the name is taken, `nameTaken` where one beside it is, `damaged` where the copy does not verify.
    public func backup(to destination: String) throws -> VerifyResult {
        let file = try DraftFile(forLedger: destination)
        defer { file.discard() }
        do {
            let copy = try DatabaseQueue(file: file.draft)
            try connections.read { source in
                do {
                    try copy.writeWithoutTransaction { try source.backup(to: $0) }
                } catch {
                    // Outside, all that fails here would be told of the ledger.
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

    /// Whether the ledger could not be read: its copy is only written.
    private static func isOfReading(_ error: any Error) -> Bool {
        let code = (error as? DatabaseError)?.extendedResultCode
        return code == .SQLITE_IOERR_READ || code == .SQLITE_IOERR_CORRUPTFS
    }

    /// Proves the draft of a copy.
    private static func verify(_ file: DraftFile) throws -> VerifyResult {
        do {
            let copy = try Ledger.open(file.draft)
            let result = try copy.verify()
            try copy.close()
            return result
        } catch let error as LedgerError {
            // The draft is gone when this is read.
            throw LedgerError(error.code, error.message.replacing(file.draft, with: file.path))
        }
    }

    /// Closes the ledger's connections. Reads and writes afterwards open new ones.
    ///
    /// Call it before the file is moved, replaced or deleted: SQLite deletes the write-ahead log at the ledger's path when
    /// the last connection closes.
    public func close() throws { try connections.close() }
}
