import ArgumentParser
import Glibc
import InventoryLedger

/// The words of the command line and of the environment, byte for byte: one that names a file need not be UTF-8.
enum CommandLineText {
    /// The words after the program's own name.
    static var arguments: [String] {
        // Swift's own list has every byte that is not UTF-8 replaced. This one is the system's, and stays as it is.
        UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst()
            .compactMap {
                $0.map { text(UnsafePointer($0)) }
            }
    }

    /// Refuses words that are not UTF-8 where what is written is recorded. Elsewhere they name files, or nothing.
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
