/// Wrong arguments; the description is one sentence for the person who typed them.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}

/// What one run of `workload` was asked to do.
enum Command {
    case help
    case orders(OrdersOptions)

    static let usage = """
        usage: workload orders --seed N --events N [--days N] [--skus N] [--warehouses N]
          --seed        any unsigned 64-bit number; the same seed gives the same bytes
          --events      lines after the header, 1 to 100000000
          --days        days the orders are spread over, from 2025-11-01 in UTC-06:00, 1 to 366 (30)
          --skus        SKUs, MX-00001 being the most ordered, 1 to 99999 (5000)
          --warehouses  warehouses, skewed 60/30/10 when there are three, 1 to 9 (3)

        """

    /// Reads the arguments without the program's name.
    init(parsing arguments: [String]) throws(UsageError) {
        switch arguments.first {
        case "orders":
            self = .orders(try OrdersOptions(parsing: arguments.dropFirst()))
        case "help", "--help", "-h":
            self = .help
        case .some(let word):
            throw UsageError(description: "there is no file kind called '\(word)'")
        case .none:
            throw UsageError(description: "say which file to write")
        }
    }
}

/// The settings of `workload orders`.
struct OrdersOptions {
    var seed: UInt64
    /// Lines after the header.
    var events: Int
    var days = 30
    var skus = 5000
    var warehouses = 3

    /// Reads `--name value` pairs; `--seed` and `--events` have no default.
    init(parsing arguments: ArraySlice<String>) throws(UsageError) {
        var seed: UInt64?
        var events: Int?
        var rest = arguments
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else {
                throw UsageError(description: "'\(name)' is unknown or has no value")
            }
            switch name {
            case "--seed":
                guard let number = UInt64(value) else {
                    throw UsageError(description: "--seed '\(value)' is no unsigned 64-bit number")
                }
                seed = number
            case "--events":
                events = try Self.number(value, of: name, in: 1...100_000_000)
            case "--days":
                days = try Self.number(value, of: name, in: 1...366)
            case "--skus":
                skus = try Self.number(value, of: name, in: 1...99_999)
            case "--warehouses":
                warehouses = try Self.number(value, of: name, in: 1...Warehouses.known.count)
            default:
                throw UsageError(description: "there is no option '\(name)'")
            }
        }
        guard let seed else {
            throw UsageError(description: "--seed is missing")
        }
        guard let events else {
            throw UsageError(description: "--events is missing")
        }
        self.seed = seed
        self.events = events
    }

    private static func number(
        _ text: String,
        of name: String,
        in range: ClosedRange<Int>
    ) throws(UsageError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                description: "\(name) '\(text)' is not from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
