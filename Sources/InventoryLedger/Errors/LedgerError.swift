/// Why a ledger could not do what was asked: a code and values for programs, and a sentence for people.
///
/// The sentence names what is wrong, never how to call a program that uses this library. A program that wants to say
/// what to type next takes it from the code and the values.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable {
        /// There is no ledger at the path.
        case noLedger = "no_ledger"
        /// There is a file at the path already.
        case alreadyExists = "already_exists"
        /// The file cannot be created there.
        case cannotCreate = "cannot_create"
        /// No file can have this name.
        case badName = "bad_name"
        /// The name, or one that the ledger would use beside it, belongs to another file.
        case nameTaken = "name_taken"
        /// The ledger's file has several names, and each would have a log of its own.
        case severalNames = "several_names"
        /// The file is not a ledger.
        case notALedger = "not_a_ledger"
        /// A newer version of the program wrote the ledger.
        case newerLedger = "newer_ledger"
        /// The file is a part of a book of many ledgers, which only reports read.
        case slice
        /// The ledger contradicts itself; `verify` says where.
        case damaged
        /// Another program is writing the ledger; trying again may help.
        case busy
        /// The stored sums belong to another version; a rebuild brings them up to date.
        case stale
        /// The user may not read or write the file.
        case noPermission = "no_permission"
        /// The disk is full, or the file may not grow any more.
        case diskFull = "disk_full"
        /// The system could not read or write the file.
        case inputOutput = "input_output"
        /// There is not enough memory.
        case outOfMemory = "out_of_memory"
        /// The system has no more file numbers to give.
        case tooManyOpenFiles = "too_many_open_files"
        /// The system has no thread to give.
        case noThread = "no_thread"
        /// A sum of quantities does not fit into 64 bits.
        case sumOverflow = "sum_overflow"
        /// The clock is so far from the last batch that one of the two must be wrong.
        case clockDoubted = "clock_doubted"
        /// Another source already reports this fact of the warehouse, so the units would count twice.
        case secondSource = "second_teller"
        /// A code mapping cannot be used.
        case badCodes = "bad_codes"
        /// The ledger has no batch of this number.
        case unknownBatch = "unknown_batch"
        /// The row is not waiting.
        case notWaiting = "not_waiting"
        /// The ledger has no SKU of this name, or none that fits the pattern.
        case unknownSKU = "unknown_sku"
        /// The ledger has no warehouse of this name.
        case unknownWarehouse = "unknown_warehouse"
        /// No event has a document of this number.
        case unknownDocument = "unknown_document"
        /// No event names the shipment.
        case unknownShipment = "unknown_shipment"
        /// The time zone is not in the tz database.
        case unknownZone = "unknown_zone"
        /// The ledger has no promotion of this name.
        case unknownPromotion = "unknown_promotion"
        /// The promotion has begun, so it cannot be planned any more.
        case promotionStarted = "promotion_started"
        /// No computed plan of the promotion is recorded.
        case unknownPlan = "unknown_plan"
        /// Another promotion has this name.
        case promotionExists = "promotion_exists"
        /// The ledger has no saved profile of this name.
        case unknownProfile = "unknown_profile"
        /// The days or counts do not form a window.
        case badWindow = "bad_window"
        /// The calendar is not known, or its days contradict each other.
        case badCalendar = "bad_calendar"
        /// There is no file at the path.
        case noInput = "no_input"
        /// The file does not contain a key for seals.
        case badKey = "bad_key"
        /// The file does not contain a seal.
        case badSeal = "bad_seal"
        /// The call was interrupted; the ledger is unchanged.
        case interrupted
        /// A defect of the library.
        case unexpected
    }

    /// What an error is about, where its code alone does not say what to do next.
    public enum Values: Hashable, Sendable {
        /// The code says enough.
        case none
        /// The path at which there is no ledger.
        case path(String)
        /// The facts that a second source reports.
        case sources([SourceClash])
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What went wrong and what to do, for people. It names no commands or options.
    public let message: String
    /// What the error is about, for programs that word their own advice.
    public let values: Values

    /// An error with a code, a sentence for people, and values for programs.
    public init(_ code: Code, _ message: String, _ values: Values = .none) {
        self.code = code
        self.message = message
        self.values = values
    }

    public var description: String { message }

    /// The error where a sum is too large and neither its SKU nor its event is known.
    static let sumOverflow = LedgerError(
        .sumOverflow,
        "a sum of quantities exceeds 64 bits; check for a mistyped quantity"
    )
}
