/// The settings of `workload orders`.
struct OrdersOptions {
    let seed: UInt64
    /// Lines after the header.
    let events: Int
    let days: Int
    let skus: Int
    let warehouses: Int

    /// Reads `--name value` pairs; `--seed` and `--events` have no default.
    init(parsing arguments: ArraySlice<String>) throws(UsageError) {
        let numbers = try NamedNumbers(
            arguments,
            known: ["--seed", "--events", "--days", "--skus", "--warehouses"]
        )
        seed = try numbers.seed()
        events = try numbers.number("--events", in: 1...NamedNumbers.linesMax)
        days = try numbers.number("--days", in: 1...366, default: 30)
        skus = try numbers.number("--skus", in: 1...Catalogue.skusMax, default: 5000)
        warehouses = try numbers.number("--warehouses", in: 1...Warehouses.known.count, default: 3)
    }
}
