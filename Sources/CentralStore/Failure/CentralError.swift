/// Why a central store could not do what was asked: a code for programs, and a sentence for people.
///
/// The sentence names what is wrong, never how to call a program that uses this library.
public struct CentralError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable, CaseIterable {
        /// The ledger has less than was shipped of it: it is an older copy.
        case shorterThanShipped = "shorter_than_shipped"
        /// The ledger's history differs from the one that was shipped: another copy of it went on.
        case historyChanged = "history_changed"
        /// The name belongs to another ledger of the book.
        case otherLedger = "other_ledger"
        /// The ledger is in the book under another name.
        case shippedAs = "shipped_as"
        /// An event is in two ledgers of the book.
        case toldTwice = "told_twice"
        /// Two ledgers open the stock of a warehouse at different instants.
        case openingContradiction = "opening_contradiction"
        /// The business days of the ledger are not those of the book.
        case zoneDiffers = "zone_differs"
        /// Two ledgers name different sources of a fact.
        case secondSource = "second_teller"
        /// Two ledgers give a code different meanings.
        case codesDiffer = "codes_differ"
        /// What was sent, or what the store has, contradicts itself.
        case damaged
        /// A sum of quantities does not fit into 64 bits.
        case sumOverflow = "sum_overflow"
        /// The ledger needs a name in the book.
        case notNamed = "not_named"
        /// There is no such book, or none that this role may see.
        case noBook = "no_book"
        /// The book has no ledger of this name.
        case unknownLedger = "unknown_ledger"
        /// There is a store or a book of this name already.
        case alreadyExists = "already_exists"
        /// The server cannot be reached, or went away.
        case unreachable
        /// The server went away while it committed, so the work may be done or not.
        case lostAtCommit = "lost_at_commit"
        /// Somebody else is at it; trying again may help.
        case busy
        /// The role has no right to do this.
        case noRight = "no_right"
        /// The database is not a central store.
        case noStore = "no_store"
        /// A newer version made the store.
        case newerStore = "newer_store"
        /// An earlier version made the store.
        case olderStore = "older_store"
        /// The server has no Citus.
        case notDistributed = "not_distributed"
        /// The server is older than PostgreSQL 15.
        case oldServer = "old_server"
        /// PostgreSQL's client library is not installed.
        case noClient = "no_client"
        /// The connection string cannot be used.
        case badAddress = "bad_address"
        /// The call was interrupted. What was not committed was not done.
        case interrupted
        /// The server refused a statement for another reason.
        case refusedByServer = "refused_by_server"
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What went wrong and what to do, for people.
    public let message: String

    /// An error with a code and a sentence.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// The error of a server by its code of five characters. Those that begin with TR are raised by the store itself.
    init(state: String, message: String) {
        let text = message.replacing("\n", with: " ")
        switch state {
        case "TR066": self.init(.noBook, text)
        case "TR073": self.init(.alreadyExists, text)
        case "TR077", "42501": self.init(.noRight, text)
        case "TR103": self.init(.otherLedger, text)
        case "TR105": self.init(.toldTwice, text)
        case "TR106": self.init(.openingContradiction, text)
        case "TR107": self.init(.zoneDiffers, text)
        case "TR108": self.init(.secondSource, text)
        case "TR109": self.init(.codesDiffer, text)
        case "TR110": self.init(.damaged, text)
        case "22003":
            self.init(.sumOverflow, "a sum of quantities exceeds 64 bits; check for a mistyped quantity")
        case "40001", "40P01", "55P03", "55006": self.init(.busy, text)
        case "57P01", "57P02", "57P03": self.init(.unreachable, text)
        default:
            self.init(state.hasPrefix("08") ? .unreachable : .refusedByServer, text)
        }
    }
}
