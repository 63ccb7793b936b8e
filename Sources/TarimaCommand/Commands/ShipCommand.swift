import ArgumentParser
import CentralStore
import InventoryLedger

/// Ships the ledger to a book of the central store.
struct ShipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ship",
        abstract: phrase("Send what the ledger recorded since the last time to a book of the central store."),
        discussion: phrase(
            """
            Shipping twice changes nothing, and whatever ends it, it can be repeated. The store never changes the \
            ledger. $TARIMA_CENTRAL names the store as a connection string of PostgreSQL, without a password. \
            Documentation/CentralStore.md explains it.

              tarima ship --book mexico --as norte
              tarima ship --book mexico
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Option(help: .phrase("The book; by default $TARIMA_BOOK.", valueName: "name")) var book: String?
    @Option(
        name: .customLong("as"),
        help: .phrase("The name of the ledger in the book, needed the first time.", valueName: "name")
    )
    var name: String?
    @Option(help: .phrase("How many events are sent in a transaction.", valueName: "count"))
    var events = CentralStore.ShipOptions().events
    @OptionGroup var output: FormatOptions

    func validate() throws {
        guard events > 0 else { throw ValidationError("--events: write a number above 0.") }
    }

    func run() throws {
        let book = try StoreChoice.book(book)
        let ledger = try tarima.openLedger()
        let result = try Interruption.noticed {
            try ProgressBar.during { bar in
                var options = CentralStore.ShipOptions()
                options.name = name
                options.events = events
                options.progress = { done, all in bar?.note(.other("shipping: \(done) of \(all) events")) }
                bar?.note(.other("shipping"))
                return try StoreChoice.open().ship(ledger, to: book, options)
            }
        }
        if let warning = result.clockWarning { Speech.say("warning: \(warning)") }
        try output.show(
            ReportTable(
                report: "ship",
                parameters: [Member(name: "book", value: .text(book))],
                columns: [
                    .words("ledger") { .text($0.ledger) },
                    .figures("batches") { .integer($0.batches) },
                    .figures("events") { .integer($0.events) },
                    .figures("batch") { .integer($0.lastBatch) },
                    .words("head") { .text($0.head) },
                ],
                rows: [result]
            )
        )
    }
}
