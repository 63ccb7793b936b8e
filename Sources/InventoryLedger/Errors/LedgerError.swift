/// Why a ledger could not do what was asked: a code for programs, a sentence that says what to do.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable {
        case noLedger = "no_ledger"
        case alreadyExists = "already_exists"
        case cannotCreate = "cannot_create"
        /// The name can be that of no file.
        case badName = "bad_name"
        /// A file stands, or would come to stand, where another's is.
        case nameTaken = "name_taken"
        /// The ledger's file has several names, of which each would have a log of its own.
        case severalNames = "several_names"
        case notALedger = "not_a_ledger"
        case newerLedger = "newer_ledger"
        case damaged
        case busy
        case stale
        case noPermission = "no_permission"
        case diskFull = "disk_full"
        case inputOutput = "input_output"
        case outOfMemory = "out_of_memory"
        case tooManyOpenFiles = "too_many_open_files"
        /// The system has no thread to give.
        case noThread = "no_thread"
        case sumOverflow = "sum_overflow"
        case clockDoubted = "clock_doubted"
        case secondTeller = "second_teller"
        case badCodes = "bad_codes"
        case unknownBatch = "unknown_batch"
        case notWaiting = "not_waiting"
        case unknownShipment = "unknown_shipment"
        case unknownZone = "unknown_zone"
        case unknownPromotion = "unknown_promotion"
        case promotionExists = "promotion_exists"
        case badWindow = "bad_window"
        case noInput = "no_input"
        case badKey = "bad_key"
        case badSeal = "bad_seal"
        case interrupted
        case unexpected
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// What is said where neither the SKU nor the event is known.
    static let sumOverflow = LedgerError(
        .sumOverflow,
        "a sum of quantities leaves the range of 64 bits; see whether a quantity was mistyped"
    )
}
