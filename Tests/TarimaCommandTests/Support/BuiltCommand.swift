import TestSupport

/// The built command.
enum BuiltCommand {
    typealias Missing = BuiltProgram.Missing

    static func path() throws -> String { try BuiltProgram.path("tarima") }
}
