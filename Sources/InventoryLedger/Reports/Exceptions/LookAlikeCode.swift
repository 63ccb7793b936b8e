import GRDB

/// SKUs and warehouses that people may mistake for each other: perhaps one SKU or warehouse under two codes.
struct LookAlikeCode: ExceptionCheck {
    func find(_ context: ExceptionContext) throws -> [LedgerException] {
        let database = context.view.database
        // A code that is mapped to another one now is in the log, but not in the sums.
        let skus = try codes(
            database,
            "SELECT code FROM sku WHERE id IN (SELECT sku FROM move_month WHERE events > 0)"
        )
        let warehouses = try codes(
            database,
            """
            SELECT code FROM warehouse WHERE id IN
                (SELECT warehouse FROM route JOIN route_use ON route_use.route = route.id WHERE events > 0
                 UNION SELECT to_warehouse FROM route JOIN route_use ON route_use.route = route.id WHERE events > 0)
            """
        )
        let items = try Ledger.items(database).keys.map(\.text)
        return Self.alike(skus, and: items).map { code, known in
            var exception = LedgerException(
                .lookAlikeSKU,
                "\(code) looks like \(known); if both are one SKU, map one code to the other"
            )
            exception.sku = SKU(trusted: code)
            return exception
        }
            + Self.alike(warehouses, and: []).map { code, known in
                var exception = LedgerException(
                    .lookAlikeWarehouse,
                    "\(code) looks like \(known); if both are one warehouse, map one code to the other"
                )
                exception.warehouse = Warehouse(trusted: code)
                return exception
            }
    }

    private func codes(_ database: Database, _ sql: String) throws -> [SKU] {
        let statement = try RowStatement(database, sql)
        var codes: [SKU] = []
        while try statement.next() { codes.append(SKU(trusted: statement.text(0))) }
        return codes
    }

    /// The codes that look like another one, among those in use and those that are only declared.
    private static func alike(_ used: [SKU], and declared: [String]) -> [(code: String, known: String)] {
        let isUsed = Set(used)
        var groups: [String: [SKU]] = [:]
        for code in isUsed.union(declared.map { SKU(trusted: $0) }).sorted() {
            for shape in CodeShape.shapes(of: code.text) { groups[shape, default: []].append(code) }
        }
        var alike: [SKU: SKU] = [:]
        for group in groups.values where group.count > 1 && group.contains(where: isUsed.contains) {
            for code in group.dropFirst() { alike[code] = min(alike[code] ?? group[0], group[0]) }
        }
        return alike.map { ($0.text, $1.text) }
    }
}
