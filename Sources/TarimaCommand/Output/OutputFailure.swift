import Glibc

/// The system refused to take the output, for example because the disk is full.
struct OutputFailure: Error, Equatable, CustomStringConvertible {
    /// The system's error number.
    let code: Int32

    /// What is wrong, if nothing better in the system's words.
    let message: String

    /// Makes the failure for an error number.
    init(code: Int32) {
        self.code = code
        self.message =
            switch code {
            case ENOSPC, EDQUOT: "the disk is full; free some space and try again"
            case EFBIG: "the file size limit is too low; raise it and try again"
            default: String(systemError: code)
            }
    }

    /// Whether there is no room for the output.
    var isFullDisk: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

    var description: String { "cannot write the output: \(message) (errno \(code))" }
}
