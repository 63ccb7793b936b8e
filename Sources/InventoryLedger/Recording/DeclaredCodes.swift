extension Ledger {
    /// Says what sources' codes stand for. Events that were recorded under these codes are recorded anew under what they
    /// now stand for, in the same transaction.
    ///
    /// - Throws: `secondTeller` where two sources would then tell the same of one warehouse, `badCodes` where a code
    ///   cannot stand for what is given.
    @discardableResult
    public func declare(codes: [CodeMapping], origin: BatchOrigin = BatchOrigin()) throws -> AppendResult {
        for mapping in codes { try mapping.check() }
        return try declare(
            .code,
            codes.map { ($0.subject, $0.components) },
            action: .codes,
            origin: origin,
            unless: { known in
                // What holds once these are declared too.
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
