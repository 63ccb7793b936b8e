import ArgumentParser
import CentralStore
import InventoryLedger

/// The option of reports that can be about a book of the central store.
struct BookOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Report on this book of the central store instead of a ledger.",
            valueName: "name"
        )
    )
    var book: String?
}
