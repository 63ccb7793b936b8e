/// The settings of `workload ledger`.
struct LedgerOptions {
    let seed: UInt64
    /// Rows after the header.
    let rows: Int
    let skus: Int

    /// Reads `--name value` pairs; `--seed` and `--rows` have no default.
    init(parsing arguments: ArraySlice<String>) throws(UsageError) {
        let numbers = try NamedNumbers(arguments, known: ["--seed", "--rows", "--skus"])
        seed = try numbers.seed()
        rows = try numbers.number("--rows", in: 1...NamedNumbers.linesMax)
        skus = try numbers.number("--skus", in: 1...Catalogue.skusMax, default: 5000)
    }
}
