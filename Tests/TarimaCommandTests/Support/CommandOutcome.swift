import Foundation

/// The exit and the output of a command.
struct CommandOutcome: CustomStringConvertible {
    /// The exit status; nil if a signal ended it.
    let status: Int32?
    /// The signal that ended it.
    let signal: Int32?
    /// The peak memory in KiB.
    let peakMemory: Int
    /// Standard output, byte for byte if it is UTF-8.
    let output: String
    /// Standard error.
    let speech: String

    /// Standard output by lines.
    var lines: [String] { Self.lines(output) }

    /// Standard error by lines.
    var said: [String] { Self.lines(speech) }

    /// The first field names of a CSV.
    var csvHeader: [String] { lines.first.map { $0.split(separator: ",").map(String.init) } ?? [] }

    var description: String {
        "status \(status.map { "\($0)" } ?? "none"), signal \(signal.map { "\($0)" } ?? "none")\n\(speech)\(output)"
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
