import ArgumentParser
import CentralStore

/// The central store and the book that the environment names.
enum StoreChoice {
    static func address() throws -> CentralAddress {
        guard let text = CommandLineText.environment("TARIMA_CENTRAL"), !text.isEmpty else {
            throw ValidationError(
                "set TARIMA_CENTRAL to the store, such as TARIMA_CENTRAL=\"host=db.example.com dbname=inventory\""
            )
        }
        return try CentralAddress(text, environment: CommandLineText.environment)
    }

    static func open() throws -> CentralStore { try CentralStore(address()) { Interruption.isWanted } }

    /// The book that an option names, else the environment.
    static func book(_ option: String?) throws -> String {
        if let option { return option }
        if let named = CommandLineText.environment("TARIMA_BOOK"), !named.isEmpty { return named }
        throw ValidationError("name the book with --book, or set TARIMA_BOOK")
    }
}
