import GRDB

extension DeclaredCalendar {
    static func all(_ database: Database, knownUpTo last: Int64? = nil) throws -> [DeclaredCalendar] {
        var calendars: [DeclaredCalendar] = []
        try Declarations.forEachCurrent(database, .calendar, knownUpTo: last) {
            (subject, periods: [CalendarPeriod]) in
            calendars.append(try DeclaredCalendar(CalendarName(subject.text), periods))
        }
        return calendars
    }
}

extension CalendarBook {
    init(_ database: Database, knownUpTo last: Int64? = nil) throws {
        self.init(try DeclaredCalendar.all(database, knownUpTo: last))
    }
}

extension Ledger {
    /// The calendars that this ledger declares, by the bytes of their names.
    public func declaredCalendars() throws -> [DeclaredCalendar] {
        try read { try DeclaredCalendar.all($0) }
    }

    /// The built-in calendars with what this ledger declares.
    public func calendars() throws -> CalendarBook { try read { try CalendarBook($0) } }
}
