import ArgumentParser
import InventoryLedger

/// Times and days on the command line.
enum TimeArgument {
    /// An instant; a date means the end of that business day.
    static func end(_ text: String, option: String, in zone: BusinessZone) throws -> Instant {
        if case .date(let date) = try written(text, option) { return zone.end(ofDay: date.dayNumber) }
        return try instant(text, option: option, in: zone)
    }

    /// An instant; a date means the start of that business day.
    static func instant(_ text: String, option: String, in zone: BusinessZone) throws -> Instant {
        switch try written(text, option) {
        case .instant(let instant): return instant
        case .date(let date): return zone.start(ofDay: date.dayNumber)
        case .local(let date, let millisecondOfDay):
            guard let instant = zone.instant(date: date, millisecondOfDay: millisecondOfDay) else {
                throw ValidationError(
                    "\(option): \(text) does not exist in \(zone.identifier): the clocks were set forward."
                )
            }
            return instant
        }
    }

    /// A day.
    static func day(_ text: String, option: String) throws -> CalendarDate {
        guard case .date(let date) = try written(text, option) else {
            throw ValidationError("\(option): write a day, such as 2026-11-13.")
        }
        return date
    }

    private static func written(_ text: String, _ option: String) throws -> WrittenTime {
        guard let written = WrittenTime(text) else {
            throw ValidationError(
                "\(option): \"\(text)\" is not a valid time; write 2026-11-13 or 2026-11-13T12:00:00Z."
            )
        }
        return written
    }
}
