import GRDB

/// The settings that are fixed when a ledger is created.
public struct LedgerSettings: Sendable {
    /// The zone of business days.
    public let zone: BusinessZone
    /// The currency of amounts without one; nil if every amount must have one.
    public let currency: Currency?

    /// Settings with a zone that is known to exist.
    public init(zone: BusinessZone, currency: Currency? = nil) {
        self.zone = zone
        self.currency = currency
    }

    /// - Throws: `unknownZone`.
    public init(timeZone: String, currency: Currency? = nil) throws {
        guard let zone = BusinessZone(timeZone) else {
            throw LedgerError(
                .unknownZone,
                "\"\(timeZone)\" is not a time zone; write a name of the tz database, such as America/Tijuana"
            )
        }
        self.init(zone: zone, currency: currency)
    }

    /// The time zone of Mexico City and no default currency.
    ///
    /// - Throws: `unknownZone` on a machine without the tz database.
    public static func standard() throws -> LedgerSettings {
        try LedgerSettings(timeZone: standardTimeZone)
    }

    /// The default time zone.
    public static let standardTimeZone = "America/Mexico_City"

    static func fetch(_ database: Database) throws -> LedgerSettings {
        let statement = try RowStatement(database, "SELECT time_zone, currency FROM ledger")
        guard try statement.next() else {
            throw LedgerError(.damaged, "the settings of the ledger are missing")
        }
        let currency = statement.optionalText(1).map { Currency(trusted: $0) }
        return try LedgerSettings(timeZone: statement.text(0), currency: currency)
    }
}
