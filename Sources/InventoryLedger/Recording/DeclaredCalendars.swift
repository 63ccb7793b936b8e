extension Ledger {
    /// Records the days of calendars. A calendar replaces what was declared of the same name; an unchanged one is not
    /// recorded again.
    @discardableResult
    public func declare(calendars: [DeclaredCalendar], origin: BatchOrigin = BatchOrigin()) throws
        -> AppendResult
    {
        try declare(
            .calendar,
            calendars.map { ($0.name.text, $0.periods) },
            action: .calendars,
            origin: origin
        )
    }
}
