/// The settings of `workload year` and `workload plan`.
struct YearOptions {
    let seed: UInt64
    /// Lines after the header.
    let events: Int
    let skus: Int

    /// Reads `--name value` pairs; `--seed` and `--events` have no default.
    init(parsing arguments: ArraySlice<String>) throws(UsageError) {
        let numbers = try NamedNumbers(arguments, known: ["--seed", "--events", "--skus"])
        seed = try numbers.seed()
        events = try numbers.number("--events", in: 1000...NamedNumbers.linesMax)
        // A small file with many SKUs would consist mostly of their opening stock.
        skus = try numbers.number(
            "--skus",
            in: 1...Catalogue.skusMax,
            default: min(5000, events / 200)
        )
    }

    /// The number of order lines. The other rows are their later steps, inbound shipments and warehouse work.
    ///
    /// Measured: with this share, files of a thousand to ten million rows reach the last days of the year.
    var orderLines: Int { (events - skus * Year.warehouseCount) * 481 / 1000 }
}
