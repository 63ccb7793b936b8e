/// Writes seeded, reproducible benchmark files to standard output.
///
///     workload orders --seed 1 --events 1000000 > orders.csv
///
/// The same arguments give the same bytes. Exit status: 0 written, 1 the output could not be written,
/// 64 the arguments were wrong.

do {
    switch try Command(parsing: Array(CommandLine.arguments.dropFirst())) {
    case .help:
        var output = Output(descriptor: 1)
        output.append(text: Command.usage)
        try output.flush()
    case .orders(let options):
        try writeOrders(options)
    case .year(let options):
        try writeYear(options)
    case .plan(let options):
        try writePlan(options)
    case .ledger(let options):
        try writeLedger(options)
    }
} catch {
    leave(saying: error)
}
