import InventoryLedger

/// text -> typed value of a canonical column, in the profile's notation.
struct ValueReader: Sendable {
    let numbers: NumberFormat
    let dates: [DatePattern]
    /// The zone of times without an offset.
    let zone: BusinessZone
    /// A date without a year is the first such day on or after this one.
    var earliest: CalendarDate?

    /// Sets a value in the fields.
    ///
    /// An amount needs its currency and is set by `amount`.
    func set(_ column: Column, _ text: String, in fields: inout EventFields) throws(FieldProblem) {
        var text = text
        if let problem = column.lengthProblem(text) { throw problem }
        if column.isCode {
            text = text.withoutArmour
            // A spreadsheet's `=""`, which is a blank.
            if text.isEmpty { return }
            if let problem = CodeText.problem(column, text) { throw problem }
        }
        if let stated = column.rule.stated { return try stated(text, &fields) }
        switch column {
        case .quantity: fields.quantity = try quantity(text)
        case .occurredAt: fields.occurredAt = try instant(text, column, kind: fields.kind)
        case .eta: fields.detail.eta = try instant(text, column, kind: nil)
        case .statedAt: fields.detail.statedAt = try instant(text, column, kind: nil)
        case .memo: fields.memo = try flag(text)
        default: return
        }
    }

    /// An amount in a currency.
    func amount(_ text: String, _ currency: Currency) throws(FieldProblem) -> Money {
        guard let plain = numbers.plain(text) else {
            throw FieldProblem(
                .amount,
                value: text,
                code: .notMoney,
                "\"\(text)\" is not an amount in the number format of the profile"
            )
        }
        return try Money(text: plain, currency: currency)
    }

    /// A whole number.
    func quantity(_ text: String) throws(FieldProblem) -> Quantity {
        guard let whole = numbers.whole(text) else {
            throw FieldProblem(
                .quantity,
                value: text,
                code: .notANumber,
                "\"\(text)\" is not a whole number in the number format of the profile"
            )
        }
        return try Quantity(text: whole)
    }

    /// When an event of a kind occurred.
    func instant(_ text: String, _ kind: EventKind) throws(FieldProblem) -> Instant {
        try instant(text, .occurredAt, kind: kind)
    }

    /// A date without a time means the start of the day, or for a count the end.
    private func instant(_ text: String, _ column: Column, kind: EventKind?) throws(FieldProblem) -> Instant {
        let text = numbers.narrowed(text)
        guard
            let written = WrittenTime(text)
                ?? dates.lazy.compactMap({ $0.read(text, notBefore: earliest) }).first
        else {
            let ways = ["2026-11-13", "2026-11-13T08:30:00Z"] + dates.map(\.text)
            throw FieldProblem(
                column,
                value: text,
                code: .notADate,
                "\"\(text)\" is not a valid date; expected \(ways.joined(separator: " or "))"
            )
        }
        switch written {
        case .instant(let instant): return instant
        case .date(let date):
            return kind == .stockCounted ? zone.end(ofDay: date.dayNumber) : zone.start(ofDay: date.dayNumber)
        case .local(let date, let millisecondOfDay):
            guard let instant = zone.instant(date: date, millisecondOfDay: millisecondOfDay) else {
                throw FieldProblem(
                    column,
                    value: text,
                    code: .skippedHour,
                    "\(text) does not exist in \(zone.identifier): the clocks were set forward. "
                        + "Check the time zone"
                )
            }
            return instant
        }
    }

    /// The day of a time, or a date.
    func day(_ text: String) throws(FieldProblem) -> CalendarDate {
        if case .date(let date)? = WrittenTime(numbers.narrowed(text)) { return date }
        return CalendarDate(dayNumber: zone.day(of: try instant(text, .occurredAt, kind: nil)))
    }

    private func flag(_ text: String) throws(FieldProblem) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default:
            throw FieldProblem(.memo, value: text, code: .notAFlag, "\"\(text)\" is not true or false")
        }
    }
}
