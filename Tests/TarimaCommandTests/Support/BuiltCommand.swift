import TestSupport

/// The command as it was built.
enum BuiltCommand {
    typealias Missing = BuiltProgram.Missing

    static func path() throws -> String { try BuiltProgram.path("tarima") }
}
