import Foundation
import InventoryLedger

/// Why a file as a whole cannot be read: a code and values for programs, and a sentence for people.
///
/// Like `LedgerError`, it never says how to call a program that uses this library.
public struct ImportFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable {
        /// There is no file at the path.
        case noInput = "no_input"
        /// The user may not read the file.
        case noPermission = "no_permission"
        /// The system could not read the file.
        case inputOutput = "input_output"
        /// The file changed while it was read.
        case fileChanged = "file_changed"
        /// The input, or a line of it, has no end.
        case endlessInput = "endless_input"
        /// The file has no rows.
        case emptyFile = "empty_file"
        /// The file is not text in a known encoding.
        case unsupportedText = "unsupported_text"
        /// The file is not well-formed JSON, or its records cannot be found.
        case badJSON = "bad_json"
        /// The workbook is not sound.
        case badWorkbook = "bad_workbook"
        /// The header matches no profile, or has a column that the profile does not know.
        case unknownHeader = "unknown_header"
        /// The header matches several profiles.
        case ambiguousHeader = "ambiguous_header"
        /// The profile contradicts itself.
        case badProfile = "bad_profile"
        /// There is no profile of this name.
        case unknownProfile = "unknown_profile"
        /// An import setting is invalid.
        case badOption = "bad_option"
    }

    /// What a failure is about, where its code alone does not say what to do next.
    public enum Values: Hashable, Sendable {
        /// The code says enough.
        case none
        /// The canonical columns that no column of the file supplies. Empty if the file lacks others.
        case missingColumns([Column])
        /// The profile that would have to change.
        case profile(String)
        /// The kind of table that the file is, which is not of events.
        case table(String)
        /// The encodings that the bytes of the file may be in.
        case encodings([String])
    }

    /// What went wrong, for programs.
    public let code: Code
    /// What went wrong and what to do, for people. It names no commands or options.
    public let message: String
    /// What the error is about, for programs that word their own advice.
    public let values: Values

    /// A failure with a code, a sentence for people, and values for programs.
    public init(_ code: Code, _ message: String, _ values: Values = .none) {
        self.code = code
        self.message = message
        self.values = values
    }

    public var description: String { message }

    static func unreadable(_ path: String, _ code: Int32) -> ImportFailure {
        let reason = String(systemError: code)
        switch code {
        case ENOENT, ENOTDIR: return ImportFailure(.noInput, "there is no file \(path)")
        case EISDIR: return ImportFailure(.noInput, "\(path) is a folder; name the files in it")
        case EACCES, EPERM: return ImportFailure(.noPermission, "no permission to read \(path)")
        default: return ImportFailure(.inputOutput, "cannot read \(path): \(reason)")
        }
    }
}
