import CentralStore
import InventoryLedger
import WarehouseExports

/// The exit status, for scripts. The values are those of `sysexits.h` and never change.
enum ExitStatus: Int32, Error, CaseIterable {
    case done = 0
    /// The command line is wrong.
    case usage = 64
    /// The input was refused: rejected rows, conflicts, a failed check.
    case refused = 65
    /// There is no such input.
    case noInput = 66
    /// A defect of this program.
    case unexpected = 70
    /// The file cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// The ledger is busy, or its sums are stale: try again, or rebuild.
    case tryAgain = 75
    /// No permission.
    case noPermission = 77
    /// Not a ledger, or a newer one.
    case notALedger = 78
    case interrupted = 130

    init(_ code: LedgerError.Code) {
        switch code {
        case .noLedger, .noInput, .unknownShipment, .unknownPromotion, .unknownProfile, .unknownPlan,
            .unknownSKU, .unknownWarehouse, .unknownDocument, .unknownBatch:
            self = .noInput
        case .alreadyExists, .cannotCreate, .nameTaken: self = .cannotCreate
        case .notALedger, .newerLedger: self = .notALedger
        case .damaged, .severalNames, .sumOverflow, .clockDoubted, .secondSource, .badCodes, .badKey,
            .badSeal, .promotionStarted, .slice:
            self = .refused
        case .busy, .stale: self = .tryAgain
        case .noPermission: self = .noPermission
        case .diskFull, .inputOutput, .outOfMemory, .tooManyOpenFiles, .noThread: self = .inputOutput
        case .badName, .notWaiting, .unknownZone, .promotionExists, .badWindow,
            .badCalendar:
            self = .usage
        case .interrupted: self = .interrupted
        case .unexpected: self = .unexpected
        }
    }

    init(_ code: CentralError.Code) {
        switch code {
        case .shorterThanShipped, .historyChanged, .otherLedger, .shippedAs, .toldTwice,
            .openingContradiction,
            .zoneDiffers, .secondSource, .codesDiffer, .damaged, .sumOverflow:
            self = .refused
        case .notNamed, .badAddress: self = .usage
        case .noBook, .unknownLedger: self = .noInput
        case .alreadyExists: self = .cannotCreate
        case .refusedByServer: self = .inputOutput
        case .unreachable, .lostAtCommit, .busy: self = .tryAgain
        case .noRight: self = .noPermission
        case .noStore, .newerStore, .olderStore, .notDistributed, .oldServer, .noClient: self = .notALedger
        case .interrupted: self = .interrupted
        }
    }

    init(_ code: ImportFailure.Code) {
        switch code {
        case .noInput, .unknownProfile: self = .noInput
        case .noPermission: self = .noPermission
        case .inputOutput: self = .inputOutput
        case .fileChanged, .endlessInput, .emptyFile, .unsupportedText, .badJSON, .badWorkbook,
            .unknownHeader,
            .ambiguousHeader, .badProfile:
            self = .refused
        case .badOption: self = .usage
        }
    }
}
