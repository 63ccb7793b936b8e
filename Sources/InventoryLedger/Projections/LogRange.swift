import Foundation

/// The events of the log between two numbers, both included.
struct LogRange: Equatable, Sendable {
    let first: Int64
    let last: Int64

    /// One range per core, if the log is long enough.
    static func parts(ofLogTo last: Int64) -> [LogRange] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return parts(ofLogTo: last, count: last < 20_000 ? 1 : max(1, min(4, cores)))
    }

    static func parts(ofLogTo last: Int64, count: Int) -> [LogRange] {
        let count = Int64(count)
        let (size, rest) = last.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { part in
            // Never `last * part`, because the last number of a damaged log may be of any size.
            let first = size * part + min(part, rest)
            return LogRange(first: first + 1, last: first + size + (part < rest ? 1 : 0))
        }
    }
}
