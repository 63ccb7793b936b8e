import Foundation

/// The command as it was built, found beside the program that runs the tests.
enum BuiltCommand {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func path() throws -> String {
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        // On some systems the tests are a bundle of several folders.
        for _ in 0..<5 {
            let candidate = folder.appendingPathComponent("tarima").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        throw Missing(
            description: "no tarima beside \(CommandLine.arguments.first ?? "the tests"); build it first"
        )
    }
}
