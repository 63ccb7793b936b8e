import GRDB

extension Ledger {
    /// Makes a consistent copy of the ledger, proves it, and only then gives it its name.
    ///
    /// Readers and writers go on meanwhile; the copy is of one moment.
    ///
    /// - Throws: `alreadyExists` where the name is taken, `damaged` where the copy does not verify.
    public func backup(to destination: String) throws -> VerifyResult {
        let file = try DraftFile(for: destination)
        defer { file.discard() }
        do {
            let copy = try DatabaseQueue(path: file.draft)
            try connections.read { source in
                do {
                    try copy.writeWithoutTransaction { try source.backup(to: $0) }
                } catch {
                    // What can fail here is the writing of the copy; outside, it would be told of the ledger.
                    throw LedgerError.explaining(error, path: destination)
                }
            }
            try copy.close()
        } catch {
            throw LedgerError.explaining(error, path: destination)
        }
        let copy = try Ledger.open(file.draft)
        let result = try copy.verify()
        try copy.close()
        guard result.isSound else {
            throw LedgerError(
                .damaged,
                "the copy does not verify (\(result.findings.joined(separator: "; "))); \(destination) was not written"
            )
        }
        try file.publish()
        return result
    }

    /// Closes the ledger's connections. Reads and writes afterwards open new ones.
    func close() throws { try connections.close() }
}
