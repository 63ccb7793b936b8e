extension Ledger {
    /// Sets the sources of facts from now on. Several sources of one fact and warehouse each have events of their
    /// own, such as orders of two marketplaces that one warehouse ships.
    @discardableResult
    public func declare(factSources: [FactSource]) throws -> AppendResult {
        var subjects: [String] = []
        var sources: [String: [Source]] = [:]
        for factSource in factSources {
            let known = sources[factSource.subject] ?? []
            if known.isEmpty { subjects.append(factSource.subject) }
            if !known.contains(factSource.source) {
                sources[factSource.subject] = (known + [factSource.source]).sorted()
            }
        }
        return try declare(
            .factSource,
            subjects.map { ($0, DeclaredSources(sources[$0] ?? [])) },
            action: .sources,
            origin: BatchOrigin()
        )
    }
}

extension FactSource {
    /// Records the source in the current batch.
    func declare(in log: LogWriter) throws {
        try log.declare(.factSource, subject: subject, value: Declarations.encode(source))
    }
}
