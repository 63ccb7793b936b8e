import TestSupport

/// The command as it was built.
enum BuiltCommand {
    static func path() throws -> String { try BuiltProgram.path("tarima") }
}
