import GRDB

/// SKUs and warehouses that people may mistake for each other: perhaps one SKU or warehouse under two codes.
struct LookAlikeCode: ExceptionCheck {
    let codes: Set<LedgerException.Code> = [.lookAlikeSKU, .lookAlikeWarehouse]

    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let database = context.view.database
        let used = try context.usedCodes.get()
        let items = try Array(Ledger.items(database).keys)
        return Self.alike(used.skus, and: items).map { code, known in
            var exception = LedgerException(
                .lookAlikeSKU,
                "\(code) looks like \(known); if both are one SKU, map one code to the other"
            )
            exception.sku = code
            return exception
        }
            + Self.alike(used.warehouses, and: []).map { code, known in
                var exception = LedgerException(
                    .lookAlikeWarehouse,
                    "\(code) looks like \(known); if both are one warehouse, map one code to the other"
                )
                exception.warehouse = code
                return exception
            }
    }

    /// The codes that look like another one, among those in use and those that are only declared.
    private static func alike<C: Code>(_ isUsed: Set<C>, and declared: [C]) -> [(code: C, known: C)] {
        var groups: [String: [C]] = [:]
        for code in isUsed.union(declared).sorted() {
            for shape in CodeShape.shapes(of: code.text) { groups[shape, default: []].append(code) }
        }
        var alike: [C: C] = [:]
        for group in groups.values where group.count > 1 && group.contains(where: isUsed.contains) {
            for code in group.dropFirst() { alike[code] = min(alike[code] ?? group[0], group[0]) }
        }
        return alike.map { ($0, $1) }
    }
}
