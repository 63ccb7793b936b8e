import Foundation
import GRDB

/// Why a ledger could not do what was asked: a code for programs, a sentence that says what to do.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable {
        case noLedger = "no_ledger"
        case alreadyExists = "already_exists"
        case cannotCreate = "cannot_create"
        case notALedger = "not_a_ledger"
        case newerLedger = "newer_ledger"
        case damaged
        case busy
        case stale
        case noPermission = "no_permission"
        case diskFull = "disk_full"
        case inputOutput = "input_output"
        case sumOverflow = "sum_overflow"
        case secondTeller = "second_teller"
        case badCodes = "bad_codes"
        case unknownBatch = "unknown_batch"
        case unknownShipment = "unknown_shipment"
        case unknownZone = "unknown_zone"
        case unknownPromotion = "unknown_promotion"
        case promotionExists = "promotion_exists"
        case badWindow = "bad_window"
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

    /// Says what an error of SQLite means for the ledger at a path. Other errors pass unchanged.
    static func explaining(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        // A connection whose own last call went well, as in a backup, has no better words than "not an error".
        let detail =
            error.message.flatMap { $0 == "not an error" ? nil : $0 } ?? "\(error.extendedResultCode)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return LedgerError(.busy, "\(path) is busy; try again when the other program is done")
        case .SQLITE_FULL:
            return LedgerError(
                .diskFull,
                "the disk of \(path) is full; nothing was recorded. Free some space and repeat"
            )
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return LedgerError(.noPermission, "no permission to write \(path) or its folder (\(detail))")
        case .SQLITE_CANTOPEN:
            return LedgerError(
                .noPermission,
                "cannot open \(path): its folder must be writable even for reading, since SQLite keeps a shared "
                    + "index there (\(detail))"
            )
        case .SQLITE_NOTADB:
            return LedgerError(.notALedger, "\(path) is not a ledger")
        case .SQLITE_CORRUPT:
            return LedgerError(.damaged, "\(path) is damaged (\(detail)); restore a backup, or run verify")
        case .SQLITE_IOERR:
            return LedgerError(
                .inputOutput,
                "reading or writing \(path) failed (\(detail)); nothing was recorded"
            )
        case .SQLITE_NOMEM:
            return LedgerError(.inputOutput, "out of memory; nothing was recorded")
        case .SQLITE_INTERRUPT:
            return LedgerError(.interrupted, "interrupted; the ledger is as it was")
        default:
            return LedgerError(
                .unexpected,
                "\(path): \(detail) (SQLite \(error.extendedResultCode.rawValue))"
            )
        }
    }
}
