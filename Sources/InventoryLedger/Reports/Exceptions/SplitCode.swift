import GRDB

/// A SKU, or a warehouse, of the ledger whose code stands for another one in some source's map: renamed for one source
/// and not for the others, perhaps, so that one article is under two codes. And maps of a source that is spelt as another
/// one, which map nothing.
struct SplitCode: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.splitCode, .lookAlikeSource]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let database = context.view.database
        let mappings = try CodeMapping.all(database)
        guard !mappings.isEmpty else { return [] }
        let used = try context.usedCodes.get()
        let split = mappings.compactMap { mapping -> LedgerException? in
            guard used.has(mapping.what, mapping.code),
                !mapping.components.contains(where: { $0.value.hasSameBytes(as: mapping.code) })
            else { return nil }
            return exception(mapping, among: mappings)
        }
        return try split + unknownSources(mappings, database)
    }

    private func exception(_ mapping: CodeMapping, among mappings: [CodeMapping]) -> LedgerException {
        let value = mapping.components.map(\.value).joined(separator: " and ")
        let leading = mappings.filter { other in
            other.what == mapping.what && other.source != mapping.source
                && other.components.contains { $0.value.hasSameBytes(as: mapping.code) }
        }
        let others = leading.prefix(3).map { "\($0.source)'s \($0.code)" }.joined(separator: ", ")
        let origin = leading.isEmpty ? "rows of other sources name it" : "\(others) stands for it"
        var exception = LedgerException(
            .splitCode,
            "\(mapping.code) is \(value) for \(mapping.source) and itself for others: \(origin); if they are one, map it to "
                + "\(value) for each of these sources"
        )
        switch mapping.what {
        case .sku: exception.sku = SKU(trusted: mapping.code)
        case .warehouse: exception.warehouse = Warehouse(trusted: mapping.code)
        }
        return exception
    }

    /// Sources that have a map and no row, and look like one that has rows.
    private func unknownSources(_ mappings: [CodeMapping], _ database: Database) throws -> [LedgerException] {
        let statement = try RowStatement(database, "SELECT code FROM source")
        var known: [Source] = []
        while try statement.next() { known.append(Source(trusted: statement.text(0))) }
        let isKnown = Set(known)
        return Set(mappings.map(\.source)).subtracting(isKnown).sorted().compactMap { source in
            let shapes = CodeShape.shapes(of: source.text)
            let meant = known.filter { !CodeShape.shapes(of: $0.text).isDisjoint(with: shapes) }.min()
            return meant.map {
                LedgerException(
                    .lookAlikeSource,
                    "codes of source \(source) are mapped, and no row is of that source; if \($0) is meant, map the codes "
                        + "for \($0)"
                )
            }
        }
    }
}
