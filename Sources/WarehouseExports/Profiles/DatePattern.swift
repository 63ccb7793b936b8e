import InventoryLedger

/// A way to write dates, such as `dd/MM/yyyy HH:mm` or `d-MMM-yy`.
///
/// `yyyy`, `yy` (2000 to 2099), `MM`, `M`, `MMM` (English month names), `dd`, `d`, `HH`, `H`, `mm`, `ss`; anything
/// else stands for itself.
public struct DatePattern: Hashable, Sendable {
    public let text: String
    private let parts: [Part]

    private enum Part: Hashable {
        case year4, year2, monthName
        case month(Int)
        case day(Int)
        case hour(Int)
        case minute, second
        case literal(UInt8)
    }

    /// Nil where the pattern names no full date.
    public init?(_ text: String) {
        self.text = text
        var parts: [Part] = []
        var rest = Substring(text)
        let tokens: [(String, Part)] = [
            ("yyyy", .year4), ("yy", .year2), ("MMM", .monthName), ("MM", .month(2)), ("M", .month(1)),
            ("dd", .day(2)), ("d", .day(1)), ("HH", .hour(2)), ("H", .hour(1)), ("mm", .minute),
            ("ss", .second),
        ]
        while !rest.isEmpty {
            if let (token, part) = tokens.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(token.count)
            } else {
                parts += rest.removeFirst().utf8.map { .literal($0) }
            }
        }
        self.parts = parts
        let hasYear = parts.contains(.year4) || parts.contains(.year2)
        let hasMonth = parts.contains { part in
            if case .month = part { true } else { part == .monthName }
        }
        let hasDay = parts.contains { if case .day = $0 { true } else { false } }
        guard hasYear, hasMonth, hasDay else { return nil }
    }

    /// Reads a date, or a date with a time of day; nil where the text is written another way or no such date exists.
    func read(_ text: String) -> WrittenTime? {
        var bytes = Array(text.utf8)[...]
        var year = 0
        var month = 0
        var day = 0
        var hour: Int?
        var minute = 0
        var second = 0
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
            case .monthName:
                guard let number = Self.month(&bytes) else { return nil }
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
            case .minute:
                guard let number = Self.number(&bytes, 2...2), number < 60 else { return nil }
                minute = number
            case .second:
                guard let number = Self.number(&bytes, 2...2), number < 60 else { return nil }
                second = number
            }
        }
        guard bytes.isEmpty, let date = CalendarDate(year: year, month: month, day: day) else { return nil }
        guard let hour else { return .date(date) }
        return .local(date, millisecondOfDay: Int64(hour * 3600 + minute * 60 + second) * 1000)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, _ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, let byte = bytes.first, (0x30...0x39).contains(byte) {
            value = value * 10 + Int(byte - 0x30)
            bytes.removeFirst()
            count += 1
        }
        return count >= digits.lowerBound ? value : nil
    }

    private static func month(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let text = String(decoding: bytes.prefix(3), as: UTF8.self).lowercased()
        guard let index = names.firstIndex(of: text) else { return nil }
        bytes = bytes.dropFirst(3)
        return index + 1
    }
}
