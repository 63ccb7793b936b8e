extension Ledger {
    /// Maps codes of sources. Events that were recorded under these codes are recorded again under their new meaning,
    /// in the same transaction.
    ///
    /// - Throws: `secondSource` if two sources would then report the same facts of one warehouse, `badCodes` if a
    ///   code cannot have the given meaning.
    @discardableResult
    public func declare(codes: [CodeMapping], origin: BatchOrigin = BatchOrigin()) throws -> AppendResult {
        for mapping in codes { try mapping.check() }
        return try declare(
            .code,
            codes.map { ($0.subject, $0.components) },
            action: .codes,
            origin: origin,
            unless: { known in
                // The code map including these mappings.
                var merged: [Declarations.Subject: CodeMapping] = [:]
                for (subject, components) in known {
                    merged[subject] = CodeMapping(subject: subject.text, components: components)
                }
                for mapping in codes { merged[Declarations.Subject(text: mapping.subject)] = mapping }
                try CodeMapping.refuseCycles(merged.values)
            },
            thereby: { log, changed in
                try Remapping(log).run(
                    for: codes.filter { changed.contains(Declarations.Subject(text: $0.subject)) }
                )
            }
        )
    }
}
