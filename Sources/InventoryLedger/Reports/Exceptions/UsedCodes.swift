import GRDB

/// The codes under which the ledger has something.
struct UsedCodes {
    let skus: Set<SKU>
    let warehouses: Set<Warehouse>

    init(_ database: Database) throws {
        // A code that stands for another now is in the log, and in no sum.
        var used: Set<Int64> = []
        try MoveTable(database).forEachRow { row in
            try row.cells.forEachTotal { if $0.events > 0 { used.insert(Int64(row.sku)) } }
        }
        let names = try Names(database)
        skus = try Set(used.map { try names.skus.code($0) })
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
