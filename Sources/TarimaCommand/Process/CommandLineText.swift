import ArgumentParser
import Glibc
import InventoryLedger

/// The words of the command line and the environment, byte for byte, because file names need not be UTF-8.
enum CommandLineText {
    /// The words after the program's name.
    static var arguments: [String] {
        // Swift's own list replaces invalid UTF-8. This is the system's list, unchanged.
        UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst()
            .compactMap {
                $0.map { text(UnsafePointer($0)) }
            }
    }

    /// Refuses invalid UTF-8 in words that would be recorded. Other words are file names or options.
    static func check(_ arguments: [String]) throws {
        guard
            let command = arguments.firstIndex(where: {
                ["record", "shipment", "sources", "tellers"].contains($0)
            })
        else {
            return
        }
        for (option, word) in zip(arguments[command...], arguments[command...].dropFirst())
        where FileName.holdsKeptBytes(word) && option != "--ledger" && !word.hasPrefix("--ledger=") {
            throw ValidationError("\(FileName.shown(word)) is not UTF-8, and cannot be recorded.")
        }
    }

    static func environment(_ name: String) -> String? { getenv(name).map { text(UnsafePointer($0)) } }

    private static func text(_ word: UnsafePointer<CChar>) -> String {
        FileName.name(of: (0..<strlen(word)).map { UInt8(bitPattern: word[$0]) })
    }
}
