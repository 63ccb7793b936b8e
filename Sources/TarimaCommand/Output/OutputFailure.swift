import Glibc

/// The system refused to take the output, for example because the disk is full.
struct OutputFailure: Error, Equatable, CustomStringConvertible {
    /// The system's error number.
    let code: Int32

    /// The system's wording for the error number.
    let message: String

    /// Makes the failure for an error number.
    init(code: Int32) {
        self.code = code
        self.message = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }

    var description: String { "cannot write the output: \(message) (errno \(code))" }
}
