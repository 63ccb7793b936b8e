import ArgumentParser
import CentralStore
import InventoryLedger

/// Fetches a part of a book, or a lost ledger.
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: phrase(
            "Write a part of a book into a file that reports read, or bring back a lost ledger."
        ),
        discussion: phrase(
            """
            Reports read the file as they read a ledger: tarima --ledger FILE stock. Nothing can be recorded in it. Fetching \
            the same again brings what is new. With --only, the file is a ledger again, with everything that was shipped and the head that it had.

              tarima fetch mexico.slice --book mexico --sums
              tarima fetch norte.ledger --book mexico --only norte
            """
        )
    )

    @ParentCommand var tarima: Tarima

    @Argument(
        help: .phrase("The file. One that was fetched before is brought up to date or replaced."),
        completion: .file()
    )
    var file: String
    @Option(help: .phrase("The book; by default $TARIMA_BOOK.", valueName: "name")) var book: String?
    @Option(
        help: .phrase("Only this SKU, or a pattern with * and ?. Repeatable.", valueName: "sku")
    )
    var sku: [String] = []
    @Flag(help: .phrase("Only sums by day, without events: enough for stock on any day.")) var sums = false
    @Option(help: .phrase("The name of a lost ledger, which is fetched whole.", valueName: "ledger"))
    var only: String?

    func validate() throws {
        if only != nil, sums || !sku.isEmpty {
            throw ValidationError("--only fetches a whole ledger, so it goes with neither --sku nor --sums.")
        }
    }

    func run() throws {
        let book = try StoreChoice.book(book)
        let fetched = try ProgressBar.during("fetching") {
            let store = try StoreChoice.open()
            if let only { return try store.recover(ledger: only, of: book, to: file) }
            let query = CentralStore.SliceQuery(sums ? .sums : .events, skus: sku.isEmpty ? nil : sku)
            return try store.fetch(query, of: book, to: file)
        }
        for head in fetched.heads {
            Speech.say("\(head.ledger): batch \(head.batch), head \(head.head)")
        }
        if fetched.isUnchanged {
            Speech.say("\(file) has everything already: \(fetched.events) events")
        } else if fetched.newEvents < fetched.events {
            Speech.say("wrote \(file): \(fetched.events) events, \(fetched.newEvents) of them new")
        } else {
            Speech.say("wrote \(file): \(fetched.events) events")
        }
    }
}
