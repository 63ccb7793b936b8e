import GRDB

/// The codes under which the ledger has something.
struct UsedCodes {
    let skus: Set<SKU>
    let warehouses: Set<Warehouse>

    init(_ database: Database) throws {
        // A code that stands for another now is in the log, and in no sum.
        skus = try Self.codes(
            database,
            "SELECT code FROM sku WHERE id IN (SELECT sku FROM move_month WHERE events > 0)"
        )
        warehouses = try Self.codes(
            database,
            """
            SELECT code FROM warehouse WHERE id IN
                (SELECT warehouse FROM route JOIN route_use ON route_use.route = route.id WHERE events > 0
                 UNION SELECT to_warehouse FROM route JOIN route_use ON route_use.route = route.id WHERE events > 0)
            """
        )
    }

    func has(_ what: CodeMapping.Subject, _ code: String) -> Bool {
        switch what {
        case .sku: skus.contains(SKU(trusted: code))
        case .warehouse: warehouses.contains(Warehouse(trusted: code))
        }
    }

    private static func codes<C: Code>(_ database: Database, _ sql: String) throws -> Set<C> {
        let statement = try RowStatement(database, sql)
        var codes: Set<C> = []
        while try statement.next() { codes.insert(C(trusted: statement.text(0))) }
        return codes
    }
}
