import Foundation

/// The built programs of this package, beside the test program.
public enum BuiltProgram {
    public struct Missing: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }

    /// The path of a program.
    public static func path(_ name: String) throws -> String {
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        // On some systems the tests are a bundle of several folders.
        for _ in 0..<5 {
            let candidate = folder.appendingPathComponent(name).path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        throw Missing(
            description: "no \(name) beside \(CommandLine.arguments.first ?? "the tests"); build it first"
        )
    }
}
