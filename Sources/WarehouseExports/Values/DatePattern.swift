import InventoryLedger

/// A date format, such as `dd/MM/yyyy HH:mm` or `d-MMM-yy`.
///
/// `yyyy`, `yy` (2000 to 2099), `MM`, `M`, `MMM` and `MMMM` (the first three letters and full names of months,
/// English or Spanish), `dd`, `d`, `HH`, `H`, `mm`, `ss`; everything else is literal, and so is text in apostrophes:
/// `d 'de' MMMM 'de' yyyy HH:mm 'hs.'`.
package struct DatePattern: Hashable, Sendable {
    package let text: String
    /// Whether it has a year. A date without one needs an earliest day.
    package let hasYear: Bool
    private let parts: [Part]

    private enum Part: Hashable {
        case year4, year2, monthName, shortMonthName
        case month(Int)
        case day(Int)
        case hour(Int)
        /// Of a clock that strikes twelve at noon and at midnight.
        case halfDayHour(Int)
        case halfDay
        case minute, second
        case literal(UInt8)
    }

    /// Nil if the pattern has no month and day, has unknown letters, or has an hour of twelve without AM or PM.
    package init?(_ text: String) {
        self.text = text
        var parts: [Part] = []
        var rest = Substring(text)
        let tokens: [(String, Part)] = [
            ("yyyy", .year4), ("yy", .year2), ("MMMM", .monthName), ("MMM", .shortMonthName),
            ("MM", .month(2)), ("M", .month(1)),
            ("dd", .day(2)), ("d", .day(1)), ("HH", .hour(2)), ("H", .hour(1)),
            ("hh", .halfDayHour(2)), ("h", .halfDayHour(1)), ("a", .halfDay), ("mm", .minute),
            ("ss", .second),
        ]
        while !rest.isEmpty {
            if rest.first == "'", let end = rest.dropFirst().firstIndex(of: "'") {
                let quoted = rest[rest.index(after: rest.startIndex)..<end]
                // Two apostrophes mean one.
                parts += (quoted.isEmpty ? "'" : quoted).utf8.map { .literal($0) }
                rest = rest[rest.index(after: end)...]
            } else if let (token, part) = tokens.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(token.count)
            } else if let next = rest.popFirst() {
                guard !next.isASCII || !next.isLetter || next == "T" || next == "Z" else { return nil }
                parts += next.utf8.map { .literal($0) }
            }
        }
        self.parts = parts
        hasYear = parts.contains(.year4) || parts.contains(.year2)
        let hasMonth = parts.contains { part in
            if case .month = part { true } else { part == .monthName || part == .shortMonthName }
        }
        let hasDay = parts.contains { if case .day = $0 { true } else { false } }
        let hasHalfDayHour = parts.contains { if case .halfDayHour = $0 { true } else { false } }
        guard hasMonth, hasDay, hasHalfDayHour == parts.contains(.halfDay) else { return nil }
    }

    /// Reads a date, or a date with a time of day; nil if the text has another format or the date does not exist.
    ///
    /// - Parameter earliest: if the pattern has no year, the date is the first such day on or after this one.
    func read(_ text: String, notBefore earliest: CalendarDate? = nil) -> WrittenTime? {
        var bytes = Array(text.utf8)[...]
        var year = 0
        var month = 0
        var day = 0
        var hour: Int?
        var minute = 0
        var second = 0
        var isAfternoon: Bool?
        for part in parts {
            switch part {
            case .literal(let byte):
                guard bytes.popFirst() == byte else { return nil }
            case .year4:
                guard let number = Self.number(&bytes, 4...4) else { return nil }
                year = number
            case .year2:
                guard let number = Self.number(&bytes, 2...2) else { return nil }
                year = 2000 + number
            case .monthName, .shortMonthName:
                guard let number = Self.month(&bytes, isShort: part == .shortMonthName) else { return nil }
                month = number
            case .month(let digits):
                guard let number = Self.number(&bytes, digits...2) else { return nil }
                month = number
            case .day(let digits):
                guard let number = Self.number(&bytes, digits...2) else { return nil }
                day = number
            case .hour(let digits):
                guard let number = Self.number(&bytes, digits...2), number < 24 else { return nil }
                hour = number
            case .halfDayHour(let digits):
                guard let number = Self.number(&bytes, digits...2), (1...12).contains(number) else {
                    return nil
                }
                hour = number % 12
            case .halfDay:
                guard let half = Self.halfDay(&bytes) else { return nil }
                isAfternoon = half
            case .minute:
                guard let number = Self.number(&bytes, 2...2), number < 60 else { return nil }
                minute = number
            case .second:
                guard let number = Self.number(&bytes, 2...2), number < 60 else { return nil }
                second = number
            }
        }
        guard bytes.isEmpty else { return nil }
        let date: CalendarDate?
        if hasYear {
            date = CalendarDate(year: year, month: month, day: day)
        } else {
            // A 29 February comes within eight years.
            date = earliest.flatMap { earliest in
                (earliest.year...earliest.year + 8).lazy
                    .compactMap { CalendarDate(year: $0, month: month, day: day) }.first { $0 >= earliest }
            }
        }
        guard let date else { return nil }
        guard var hour else { return .date(date) }
        if isAfternoon ?? false { hour += 12 }
        return .local(date, millisecondOfDay: Int64(hour * 3600 + minute * 60 + second) * 1000)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, _ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, let byte = bytes.first, (0x30...0x39).contains(byte) {
            value = value * 10 + Int(byte - 0x30)
            bytes = bytes.dropFirst()
            count += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    /// Takes AM or PM off the bytes, as `am`, `a.m.` or `a. m.` too; true where it is the afternoon.
    private static func halfDay(_ bytes: inout ArraySlice<UInt8>) -> Bool? {
        let text = String(decoding: bytes.prefix(8), as: UTF8.self).lowercased().replacing(
            "\u{A0}",
            with: " "
        )
        let names = ["a. m.", "p. m.", "a.m.", "p.m.", "am", "pm"]
        guard let name = names.first(where: text.hasPrefix) else { return nil }
        // A no-break space is of two bytes.
        let isWide = name.utf8.count == 5 && bytes.dropFirst(2).first == 0xC2
        bytes = bytes.dropFirst(name.utf8.count + (isWide ? 1 : 0))
        return name.hasPrefix("p")
    }

    private static let monthNames = [
        ["january", "enero"], ["february", "febrero"], ["march", "marzo"], ["april", "abril"],
        ["may", "mayo"],
        ["june", "junio"], ["july", "julio"], ["august", "agosto"], ["september", "septiembre", "setiembre"],
        ["october", "octubre"], ["november", "noviembre"], ["december", "diciembre"],
    ]

    /// Removes a month's name from the bytes, the longest match: `mayo` before `may`.
    private static func month(_ bytes: inout ArraySlice<UInt8>, isShort: Bool) -> Int? {
        let text = String(decoding: bytes.prefix(12), as: UTF8.self).lowercased()
        var found: (month: Int, length: Int)?
        for (index, names) in monthNames.enumerated() {
            for name in names.map({ isShort ? String($0.prefix(3)) : $0 })
            where text.hasPrefix(name) && name.utf8.count > found?.length ?? 0 {
                found = (index + 1, name.utf8.count)
            }
        }
        guard let found else { return nil }
        bytes = bytes.dropFirst(found.length)
        return found.month
    }
}
