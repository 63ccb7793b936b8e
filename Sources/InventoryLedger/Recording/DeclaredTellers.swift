extension Ledger {
    /// Sets the sources of facts from now on. Several sources of one fact and warehouse each have events of their
    /// own, such as orders of two marketplaces that one warehouse ships.
    @discardableResult
    public func declare(tellers: [Teller]) throws -> AppendResult {
        var subjects: [String] = []
        var sources: [String: [Source]] = [:]
        for teller in tellers {
            let known = sources[teller.subject] ?? []
            if known.isEmpty { subjects.append(teller.subject) }
            if !known.contains(teller.source) { sources[teller.subject] = (known + [teller.source]).sorted() }
        }
        return try declare(
            .teller,
            subjects.map { ($0, TellingSources(sources[$0] ?? [])) },
            action: .tellers,
            origin: BatchOrigin()
        )
    }
}

extension Teller {
    /// Records the source in the current batch.
    func declare(in log: LogWriter) throws {
        try log.declare(.teller, subject: subject, value: Declarations.encode(source))
    }
}
