import ArgumentParser
import CentralStore
import InventoryLedger

/// Sets up the central store, and shows what it has.
struct CentralCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "central",
        abstract: "Set up a central store of many ledgers, and show what it has.",
        discussion: """
            $TARIMA_CENTRAL names the store as a connection string of PostgreSQL, without a password. \
            Documentation/CentralStore.md explains it.
            """,
        subcommands: [Init.self, NewBook.self, Allow.self, Status.self]
    )

    @ParentCommand var tarima: Tarima

    /// Makes the store.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make a central store in a database of PostgreSQL, or bring an older one up to date."
        )

        @ParentCommand var central: CentralCommand
        @Flag(help: "Spread the books over the servers of Citus.") var distributed = false

        func run() throws {
            let (version, before) = try CentralStore.prepare(
                StoreChoice.address(),
                isDistributed: distributed,
                isInterrupted: { Interruption.isWanted }
            )
            Speech.say(
                before == 0
                    ? "made the store (schema \(version)); next: tarima central book NAME"
                    : "the store is up to date (schema \(version))"
            )
        }
    }

    /// Makes a book.
    struct NewBook: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "book",
            abstract: "Make a book: what the ledgers of one business hold together."
        )

        @ParentCommand var central: CentralCommand
        @Argument(help: "The name of the book.") var name: String
        @Option(
            help: ArgumentHelp("The time zone of business days, as of its ledgers.", valueName: "zone")
        )
        var timeZone = LedgerSettings.standardTimeZone
        @Option(help: ArgumentHelp("The currency of most amounts, such as MXN.", valueName: "code"))
        var currency: String?

        func run() throws {
            let settings = try LedgerSettings(
                timeZone: timeZone,
                currency: currency.map { try Currency($0) }
            )
            try StoreChoice.open().makeBook(name, settings: settings)
            Speech.say("made the book \(name); next: tarima central allow ROLE --book \(name) --ship")
        }
    }

    /// Grants rights.
    struct Allow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "allow",
            abstract: "Let a role of the server read a book, or read it and ship to it."
        )

        @ParentCommand var central: CentralCommand
        @Argument(help: "The role, which exists on the server.") var role: String
        @Option(help: ArgumentHelp("The book; by default $TARIMA_BOOK.", valueName: "name")) var book: String?
        @Flag(help: "Also ship.") var ship = false

        func run() throws {
            let book = try StoreChoice.book(book)
            try StoreChoice.open().allow(role: role, book: book, shipping: ship)
            Speech.say("\(role) may read \(ship ? "and ship to " : "")the book \(book)")
        }
    }

    /// Shows the ledgers of a book.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Show the ledgers of a book, how far each was shipped, and when."
        )

        @ParentCommand var central: CentralCommand
        @Option(help: ArgumentHelp("The book; by default $TARIMA_BOOK.", valueName: "name")) var book: String?
        @OptionGroup var output: FormatOptions

        func run() throws {
            let book = try StoreChoice.book(book)
            let store = try StoreChoice.open()
            let ledgers = try store.ledgers(of: book)
            try output.show(
                "central_status",
                parameters: [
                    Member(name: "book", value: .text(book)),
                    Member(name: "store_bytes", value: .integer(try store.bytes())),
                ],
                columns: [
                    .words("ledger") { .text($0.name) },
                    .figures("batch") { .integer($0.batch) },
                    .figures("events") { .integer($0.events) },
                    .words("recorded_at") { $0.recordedAt.map { .instant($0) } ?? .null },
                    .words("shipped_at") { $0.shippedAt.map { .instant($0) } ?? .null },
                    .words("head") { .text($0.head) },
                ] as [TypedColumn<CentralStore.ShippedLedger>],
                rows: ledgers
            )
        }
    }
}
