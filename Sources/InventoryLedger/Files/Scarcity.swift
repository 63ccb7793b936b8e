import Glibc

/// Errors for what the system could not provide.
extension LedgerError {
    /// The error if the system could not create, open or keep a file for lack of a resource; nil for other reasons.
    static func scarcity(_ systemError: Int32, path: String) -> LedgerError? {
        switch systemError {
        case EMFILE, ENFILE:
            LedgerError(
                .tooManyOpenFiles,
                "too many open files to use \(path); nothing was recorded. Close some or raise the limit, and try again"
            )
        case ENOSPC, EDQUOT: diskFull(path)
        case EFBIG:
            LedgerError(
                .diskFull,
                "the file size limit is too low for \(path); nothing was recorded. Raise it and try again"
            )
        case ENOMEM: outOfMemory(path)
        case EIO: inputOutput(path, String(systemError: systemError))
        default: nil
        }
    }

    static func diskFull(_ path: String) -> LedgerError {
        LedgerError(
            .diskFull,
            "the disk of \(path) is full; nothing was recorded. Free some space and try again"
        )
    }

    static func outOfMemory(_ path: String) -> LedgerError {
        LedgerError(
            .outOfMemory,
            "out of memory for \(path); nothing was recorded. Close other programs and try again"
        )
    }

    static func inputOutput(_ path: String, _ detail: String) -> LedgerError {
        LedgerError(
            .inputOutput,
            "reading or writing \(path) failed (\(detail)); nothing was recorded. Check the disk, and "
                + "try again"
        )
    }
}
