/// What one run of `workload` was asked to do.
enum Command {
    case help
    case orders(OrdersOptions)
    case year(YearOptions)
    case plan(YearOptions)
    case ledger(LedgerOptions)

    static let usage = """
        usage: workload orders --seed N --events N [--days N] [--skus N] [--warehouses N]
               workload year --seed N --events N [--skus N]
               workload plan --seed N --events N [--skus N]
               workload ledger --seed N --rows N [--skus N]

        orders: lines of orders, from 2025-11-01
        year:   all kinds of events of the year 2025, as they were reported
        plan:   what that year's seller planned for the Buen Fin, 2025-11-13 to 2025-11-17
        ledger: an Amazon inventory ledger of 2025, a quarter of its rows equal to another one

          --seed        any unsigned 64-bit number; the same seed gives the same bytes
          --events      lines after the header, 1 to 100000000
          --rows        the same, of an export
          --days        days the orders are spread over, 1 to 366 (30)
          --skus        SKUs, MX-00001 being the most ordered, 1 to 99999 (5000; of a small year fewer)
          --warehouses  warehouses, skewed 60/30/10 when there are three, 1 to 9 (3)

        """

    /// Reads the arguments without the program's name.
    init(parsing arguments: [String]) throws(UsageError) {
        guard let word = arguments.first else {
            throw UsageError(description: "say which file to write")
        }
        let rest = arguments.dropFirst()
        switch word {
        case "orders": self = .orders(try OrdersOptions(parsing: rest))
        case "year": self = .year(try YearOptions(parsing: rest))
        case "plan": self = .plan(try YearOptions(parsing: rest))
        case "ledger": self = .ledger(try LedgerOptions(parsing: rest))
        case "help", "--help", "-h": self = .help
        default: throw UsageError(description: "there is no file kind called '\(word)'")
        }
    }
}
