/// A time as written in a file: an instant if it has an offset, else a date or a local time that needs a zone.
package enum WrittenTime: Hashable, Sendable {
    case instant(Instant)
    case local(CalendarDate, millisecondOfDay: Int64)
    case date(CalendarDate)

    /// Reads ISO 8601: `2026-11-13`, `2026-11-13T08:30`, `2026-11-13 08:30:15.250`, `...Z`, `...-06:00`, `...-0600`.
    /// Nil if the text is anything else, or not an existing date.
    package init?(_ text: String) {
        var text = text
        guard let time = text.withUTF8({ WrittenTime(utf8: $0) }) else { return nil }
        self = time
    }

    /// Reads ISO 8601 from its bytes.
    package init?(utf8 bytes: some RandomAccessCollection<UInt8>) {
        var reader = DigitReader(bytes)
        guard let year = reader.number(digits: 4), reader.skip(UInt8(ascii: "-")),
            let month = reader.number(digits: 2), reader.skip(UInt8(ascii: "-")),
            let day = reader.number(digits: 2), let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        if reader.isAtEnd {
            self = .date(date)
            return
        }
        guard
            reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: " "))
                || reader.skip(UInt8(ascii: "t")),
            let millisecondOfDay = reader.clock()
        else { return nil }
        if reader.isAtEnd {
            self = .local(date, millisecondOfDay: millisecondOfDay)
            return
        }
        // Some systems write a blank before the offset.
        let isSpaced = reader.skip(UInt8(ascii: " "))
        guard let offsetMinutes = reader.offsetMinutes(allowsZulu: !isSpaced), reader.isAtEnd else {
            return nil
        }
        let midnight = Int64(date.dayNumber) * Instant.dayMilliseconds
        self = .instant(
            Instant(milliseconds: midnight + millisecondOfDay - Int64(offsetMinutes) * 60_000)
        )
    }
}

/// Reads fixed-width numbers from bytes, as dates and clocks are written.
struct DigitReader<Bytes: RandomAccessCollection<UInt8>> {
    private let bytes: Bytes
    private var index: Bytes.Index

    init(_ bytes: Bytes) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        bytes.formIndex(after: &index)
        return true
    }

    /// A number with exactly this many digits.
    mutating func number(digits: Int) -> Int? {
        var value = 0
        var cursor = index
        for _ in 0..<digits {
            guard cursor < bytes.endIndex, case let digit = bytes[cursor] &- 0x30, digit < 10 else {
                return nil
            }
            value = value * 10 + Int(digit)
            bytes.formIndex(after: &cursor)
        }
        index = cursor
        return value
    }

    /// `08:30`, `08:30:15` or `08:30:15.25`, as milliseconds of the day.
    mutating func clock() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, skip(UInt8(ascii: ":")),
            let minute = number(digits: 2), minute < 60
        else { return nil }
        var milliseconds = Int64(hour * 3600 + minute * 60) * 1000
        guard skip(UInt8(ascii: ":")) else { return milliseconds }
        guard let second = number(digits: 2), second < 60 else { return nil }
        milliseconds += Int64(second) * 1000
        guard skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) else { return milliseconds }
        var scale: Int64 = 100
        guard let first = number(digits: 1) else { return nil }
        milliseconds += Int64(first) * scale
        while let digit = number(digits: 1) {
            // Digits after the millisecond are dropped.
            scale /= 10
            milliseconds += Int64(digit) * scale
        }
        return milliseconds
    }

    /// `Z`, `-06:00`, `-0600` or `-06`, in minutes east of UTC.
    mutating func offsetMinutes(allowsZulu: Bool) -> Int? {
        if allowsZulu, skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z")) { return 0 }
        let isWest = skip(UInt8(ascii: "-"))
        guard isWest || skip(UInt8(ascii: "+")), let hours = number(digits: 2), hours <= 18 else {
            return nil
        }
        let hasColon = skip(UInt8(ascii: ":"))
        let minutes = number(digits: 2)
        if minutes == nil && hasColon { return nil }
        guard let minutes = minutes ?? (isAtEnd ? 0 : nil), minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

extension Instant: LosslessStringConvertible {
    /// Reads ISO 8601 with an offset: `2026-11-13T08:30:00Z`, `2026-11-13T02:30:00-06:00`. Nil for anything else.
    public init?(_ description: String) {
        guard case .instant(let instant)? = WrittenTime(description) else { return nil }
        self = instant
    }

    /// ISO 8601 in UTC, with milliseconds only if they are not zero: `2026-11-13T06:00:00Z`.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        text.append(self)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends an instant in ISO 8601.
    package mutating func append(_ instant: Instant) {
        let (day, rest) = instant.milliseconds.quotientAndRemainderFloored(by: Instant.dayMilliseconds)
        let seconds = Int(rest / 1000)
        let fraction = Int(rest % 1000)
        append(CalendarDate(dayNumber: Int(day)))
        append(UInt8(ascii: "T"))
        append(clock: seconds, showsSeconds: true)
        if fraction != 0 {
            append(UInt8(ascii: "."))
            append(digits: fraction, atLeast: 3)
        }
        append(UInt8(ascii: "Z"))
    }

    /// Appends a time of day, such as `06:00:00` or `06:00`.
    mutating func append(clock seconds: Int, showsSeconds: Bool) {
        append(digits: seconds / 3600, atLeast: 2)
        append(UInt8(ascii: ":"))
        append(digits: seconds / 60 % 60, atLeast: 2)
        guard showsSeconds else { return }
        append(UInt8(ascii: ":"))
        append(digits: seconds % 60, atLeast: 2)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant: \(text)")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension CalendarDate: LosslessStringConvertible {
    /// Reads a date as `2026-11-13`. Nil for anything else, and for a day that does not exist.
    public init?(_ description: String) {
        guard case .date(let date)? = WrittenTime(description) else { return nil }
        self = date
    }
}

extension CalendarDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CalendarDate(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date: \(text)")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
