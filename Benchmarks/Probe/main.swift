import Foundation
import InventoryLedger

/// Asks an open ledger for the stock of one SKU after another, and prints how long the answers took.
///
///     probe LEDGER 10000 20
///
/// Asks at most this many questions, and starts none after this many seconds. Prints one line: the number of answers, and
/// their median, 99th percentile and maximum in microseconds. Exit status: 0 success, 1 the ledger could not be read, 64
/// wrong arguments.

/// Prints a sentence to standard error and ends the process.
func leave(_ status: Int32, saying text: String) -> Never {
    try? FileHandle.standardError.write(contentsOf: Data("probe: \(text)\n".utf8))
    exit(status)
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let asks = Int(arguments[2]), asks > 0, let seconds = Int(arguments[3]) else {
    leave(64, saying: "say which ledger, how often to ask it and for how many seconds: probe LEDGER 10000 20")
}

do {
    let ledger = try Ledger.open(arguments[1])
    let answers = try StockAnswers.time(of: ledger, asks: asks, patience: .seconds(seconds))
    print(
        "\(answers.count) \(answers.microseconds(within: 0.5)) \(answers.microseconds(within: 0.99)) \(answers.longest)"
    )
} catch {
    leave(1, saying: "\(error)")
}
