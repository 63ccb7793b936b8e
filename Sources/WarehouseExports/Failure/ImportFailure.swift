import Foundation

/// Why a file as a whole cannot be read: a code for programs, a sentence that says what to do.
public struct ImportFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable {
        case noInput = "no_input"
        case noPermission = "no_permission"
        case inputOutput = "input_output"
        case fileChanged = "file_changed"
        case endlessInput = "endless_input"
        case emptyFile = "empty_file"
        case unsupportedText = "unsupported_text"
        case badJSON = "bad_json"
        case badWorkbook = "bad_workbook"
        case unknownHeader = "unknown_header"
        case ambiguousHeader = "ambiguous_header"
        case badProfile = "bad_profile"
        case unknownProfile = "unknown_profile"
        case badOption = "bad_option"
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    static func unreadable(_ path: String, _ code: Int32) -> ImportFailure {
        let reason = String(systemError: code)
        switch code {
        case ENOENT, ENOTDIR: return ImportFailure(.noInput, "there is no file \(path)")
        case EISDIR: return ImportFailure(.noInput, "\(path) is a directory; name the files in it")
        case EACCES, EPERM: return ImportFailure(.noPermission, "no permission to read \(path)")
        default: return ImportFailure(.inputOutput, "cannot read \(path): \(reason)")
        }
    }
}
