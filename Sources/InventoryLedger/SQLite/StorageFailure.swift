import Foundation
import GRDB

/// Errors of the storage, in the terms of the ledger.
extension LedgerError {
    /// Explains an error of SQLite for the ledger at a path. Other errors are returned unchanged.
    ///
    /// Must be called where the error is caught, before any other system call, because SQLite has one code for
    /// several system errors.
    static func explaining(_ error: any Error, path: String) -> any Error {
        let systemError = errno
        if error is SumOverflow { return LedgerError.sumOverflow }
        guard let error = error as? DatabaseError else { return error }
        // If the connection's own last call succeeded, as in a backup, SQLite's message is "not an error".
        let detail =
            error.message.flatMap { $0 == "not an error" ? nil : $0 } ?? "\(error.extendedResultCode)"
        if let explained = explained(by: systemError, behind: error.resultCode, path: path) {
            return explained
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            return LedgerError(.busy, "\(path) is busy; try again when the other program is done")
        case .SQLITE_FULL:
            return diskFull(path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return LedgerError(.noPermission, "no permission to write \(path) or its folder (\(detail))")
        case .SQLITE_CANTOPEN:
            return LedgerError(
                .noPermission,
                "cannot open \(path) or the files beside it (\(detail)); copy all of them to a folder of "
                    + "your own"
            )
        case .SQLITE_NOTADB:
            return LedgerError(.notALedger, "\(path) is not a ledger", .path(path))
        case .SQLITE_ERROR where detail == "unsupported file format", .SQLITE_CORRUPT:
            return LedgerError(.damaged, "\(path) is damaged (\(detail)); restore a backup, or run verify")
        case .SQLITE_CONSTRAINT where error.extendedResultCode != .SQLITE_CONSTRAINT_TRIGGER,
            .SQLITE_MISMATCH:
            // The next number depends on the file's content. If it is taken or exceeds 64 bits, the file was changed
            // by hand.
            return LedgerError(.damaged, "\(path) contradicts itself (\(detail)); run verify")
        case .SQLITE_ERROR where detail == "integer overflow":
            return LedgerError.sumOverflow
        case .SQLITE_IOERR where unsure.contains(error.extendedResultCode):
            return LedgerError(
                .inputOutput,
                "the disk did not confirm the last write to \(path) (\(detail)), so the batch may be recorded or not. "
                    + "Try again: a file that is already recorded does not count twice"
            )
        case .SQLITE_IOERR:
            return inputOutput(path, detail)
        case .SQLITE_NOMEM:
            return outOfMemory(path)
        case .SQLITE_INTERRUPT:
            return LedgerError(.interrupted, "interrupted; the ledger is unchanged")
        default:
            return LedgerError(
                .unexpected,
                "\(path): \(detail) (SQLite \(error.extendedResultCode.rawValue))"
            )
        }
    }

    /// Errors that SQLite reports by a broader code: an unreadable disk as a damaged file, and too many open files as
    /// a missing permission.
    private static func explained(by systemError: Int32, behind code: ResultCode, path: String)
        -> LedgerError?
    {
        switch (code, systemError) {
        case (.SQLITE_IOERR, EIO): nil
        case (.SQLITE_CORRUPT, EIO), (.SQLITE_CANTOPEN, _), (.SQLITE_READONLY, _), (.SQLITE_IOERR, _):
            scarcity(systemError, path: path)
        default: nil
        }
    }

    /// After these, a write may be on disk although it was not confirmed.
    private static let unsure: [ResultCode] = [.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC]
}
