import InventoryLedger

/// A date format, such as `dd/MM/yyyy HH:mm` or `d-MMM-yy`.
///
/// `yyyy`, `yy` (2000 to 2099), `MM`, `M`, `MMM` and `MMMM` (the first three letters of months, in English or Spanish,
/// and their full names, in English, Spanish or Portuguese), `dd`, `d`, `HH`, `H`, `hh` and `h` with `a`, `mm`, `ss`, and
/// `n` for the place within the day, counted in milliseconds; other signs are literal, and so is text in apostrophes:
/// `d 'de' MMMM 'de' yyyy HH:mm 'hs.'`. `epoch seconds` and `epoch milliseconds` count from 1970.
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
        case placeInDay
        case epochSeconds, epochMilliseconds
        case literal(UInt8)

        var isHour: Bool { if case .hour = self { true } else { false } }
        var isHalfDayHour: Bool { if case .halfDayHour = self { true } else { false } }
        var isDay: Bool { if case .day = self { true } else { false } }
        var isMonth: Bool {
            if case .month = self { true } else { self == .monthName || self == .shortMonthName }
        }
    }

    private static let tokens: [(text: String, part: Part)] = [
        ("yyyy", .year4), ("yy", .year2), ("MMMM", .monthName), ("MMM", .shortMonthName),
        ("MM", .month(2)), ("M", .month(1)), ("dd", .day(2)), ("d", .day(1)), ("HH", .hour(2)),
        ("H", .hour(1)),
        ("hh", .halfDayHour(2)), ("h", .halfDayHour(1)), ("mm", .minute), ("ss", .second), ("a", .halfDay),
        ("n", .placeInDay),
    ]

    /// Nil if the text has a problem.
    package init?(_ text: String) {
        guard let parts = try? Self.parts(of: text) else { return nil }
        self.text = text
        self.parts = parts
        hasYear = !Set(parts).isDisjoint(with: [.year4, .year2, .epochSeconds, .epochMilliseconds])
    }

    /// Why a text is not a date pattern; nil if it is one.
    package static func problem(in text: String) -> String? {
        do throws(Mistake) {
            _ = try parts(of: text)
            return nil
        } catch {
            return error.message
        }
    }

    private struct Mistake: Error {
        let message: String
    }

    private static let apostrophe = UInt8(ascii: "'")

    private static func isLetter(_ byte: UInt8) -> Bool {
        // The bit that tells small letters from capitals.
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func parts(of text: String) throws(Mistake) -> [Part] {
        switch text {
        case "epoch seconds": return [.epochSeconds]
        case "epoch milliseconds": return [.epochMilliseconds]
        default: break
        }
        var parts: [Part] = []
        var rest = Substring(text).utf8
        // From the first letter of the current word on, for the error.
        var word = rest
        while let next = rest.first {
            if !isLetter(next) { word = rest.dropFirst() }
            if next == apostrophe, let end = rest.dropFirst().firstIndex(of: apostrophe) {
                let quoted = rest[rest.index(after: rest.startIndex)..<end]
                // Two apostrophes mean one.
                parts += quoted.isEmpty ? [.literal(apostrophe)] : quoted.map { .literal($0) }
                rest = rest[rest.index(after: end)...]
                word = rest
            } else if let token = tokens.first(where: { rest.starts(with: $0.text.utf8) }) {
                parts.append(token.part)
                rest = rest.dropFirst(token.text.utf8.count)
            } else {
                guard !isLetter(next) || next == UInt8(ascii: "T") || next == UInt8(ascii: "Z") else {
                    throw Mistake(
                        message:
                            "\"\(Substring(word.prefix(while: isLetter)))\" means nothing in a date pattern; the letters are "
                            + tokens.map(\.text).joined(separator: ", ")
                            + "; put letters that stand for themselves in apostrophes"
                    )
                }
                parts.append(.literal(next))
                rest = rest.dropFirst()
            }
        }
        try check(parts)
        return parts
    }

    private static func check(_ parts: [Part]) throws(Mistake) {
        guard parts.contains(where: \.isMonth), parts.contains(where: \.isDay) else {
            throw Mistake(
                message:
                    "a date pattern needs year, month and day, such as dd/MM/yyyy HH:mm or MM/dd/yyyy hh:mm:ss a"
            )
        }
        guard parts.contains(where: \.isHalfDayHour) == parts.contains(.halfDay) else {
            throw Mistake(
                message: parts.contains(.halfDay)
                    ? "a reads AM or PM, and needs hh or h; HH and H are hours from 0 to 23"
                    : "hh and h are hours from 1 to 12, and need a for AM or PM; write HH or H for hours from 0 to 23"
            )
        }
        guard !parts.contains(.placeInDay) || !parts.contains(where: { $0.isHour || $0.isHalfDayHour }) else {
            throw Mistake(message: "n is the place within a day without a clock; remove it, or the hours")
        }
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
        var place: Int?
        for part in parts {
            switch part {
            case .epochSeconds, .epochMilliseconds:
                // The digits tell seconds from milliseconds, so that neither is taken for the other.
                let isSeconds = part == .epochSeconds
                guard let number = Self.number(&bytes, isSeconds ? 9...10 : 12...13), bytes.isEmpty else {
                    return nil
                }
                return .instant(Instant(milliseconds: Int64(number) * (isSeconds ? 1000 : 1)))
            case .placeInDay:
                guard let number = Self.number(&bytes, 1...7) else { return nil }
                place = number
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
        if let place { return .local(date, millisecondOfDay: Int64(place)) }
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

    /// Whether colons only stand before the minutes and seconds of a clock.
    var hasPlainClock: Bool {
        let colons = parts.indices.filter { parts[$0] == .literal(UInt8(ascii: ":")) }
        return colons.allSatisfy { place in
            guard place > 0, place + 1 < parts.count else { return false }
            switch (parts[place - 1], parts[place + 1]) {
            case (.hour, .minute), (.halfDayHour, .minute), (.minute, .second): return true
            default: return false
            }
        }
    }

    /// Takes AM or PM off the bytes, as `am`, `a.m.` or `a. m.` too; true where it is the afternoon.
    private static func halfDay(_ bytes: inout ArraySlice<UInt8>) -> Bool? {
        guard let letter = bytes.popFirst().map({ $0 | 0x20 }),
            letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p")
        else { return nil }
        let isDotted = bytes.first == UInt8(ascii: ".")
        if isDotted {
            bytes = bytes.dropFirst()
            for blank in [" ", "\u{A0}"] where bytes.starts(with: blank.utf8) {
                bytes = bytes.dropFirst(blank.utf8.count)
            }
        }
        guard let last = bytes.popFirst(), last | 0x20 == UInt8(ascii: "m") else { return nil }
        if isDotted, bytes.popFirst() != UInt8(ascii: ".") { return nil }
        return letter == UInt8(ascii: "p")
    }

    private static let monthNames = [
        ["january", "enero"], ["february", "febrero"], ["march", "marzo"], ["april", "abril"],
        ["may", "mayo"],
        ["june", "junio"], ["july", "julio"], ["august", "agosto"], ["september", "septiembre", "setiembre"],
        ["october", "octubre"], ["november", "noviembre"], ["december", "diciembre"],
    ]

    /// Only in full, because their first letters are those of other languages' words.
    private static let portugueseMonthNames = [
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
        "novembro", "dezembro",
    ]

    private typealias MonthName = (text: String, month: Int)

    /// The longest come first: `mayo` before `may`.
    private static func byLength(_ names: [[String]]) -> [MonthName] {
        names.enumerated().flatMap { index, names in names.map { ($0, index + 1) } }
            .sorted { $0.text.utf8.count > $1.text.utf8.count }
    }

    private static let fullNames = byLength(zip(monthNames, portugueseMonthNames).map { $0 + [$1] })
    private static let shortNames = byLength(monthNames.map { $0.map { String($0.prefix(3)) } })

    /// Removes a month's name from the bytes.
    private static func month(_ bytes: inout ArraySlice<UInt8>, isShort: Bool) -> Int? {
        let text = String(decoding: bytes.prefix(12), as: UTF8.self).lowercased()
        let names = isShort ? shortNames : fullNames
        guard let found = names.first(where: { text.utf8.starts(with: $0.text.utf8) }) else { return nil }
        bytes = bytes.dropFirst(found.text.utf8.count)
        return found.month
    }
}
