import InventoryLedger
import WarehouseExports

/// Formats numbers and times for the page.
struct PageText {
    let language: Language
    let zone: BusinessZone

    init(language: Language, zone: BusinessZone) {
        self.language = language
        self.zone = zone
    }

    /// For the days of a promotion.
    init(language: Language, promotion: Promotion) throws {
        self.init(language: language, zone: try LedgerSettings(timeZone: promotion.timeZone).zone)
    }

    func units(_ count: Int64?) -> String { count.map { Self.grouped("\($0)") } ?? "–" }

    func number(_ value: Double?, decimals: Int = 1) -> String {
        guard let value, value.isFinite else { return "–" }
        return Self.grouped(Decimals.text(value, decimals: decimals))
    }

    func percent(_ ratio: Double?) -> String {
        guard let ratio, ratio.isFinite else { return "–" }
        let text = number(ratio * 100)
        return (text.contains(".") ? text : text + ".0") + "%"
    }

    func money(_ amounts: [Money]) -> String {
        amounts.isEmpty
            ? "–"
            : amounts.map { Self.grouped($0.decimal) + "\u{A0}" + $0.currency.code }.joined(separator: ", ")
    }

    /// An estimated or rounded amount, in whole units of its currency.
    func about(_ amounts: [Money]) -> String {
        amounts.isEmpty
            ? "–"
            : amounts.map { money in
                let one = (0..<money.currency.digits).reduce(Int128(1)) { one, _ in one * 10 }
                let (whole, rest) = money.minorUnits.magnitude.quotientAndRemainder(dividingBy: one.magnitude)
                let rounded = whole + (rest * 2 >= one.magnitude ? 1 : 0)
                return (money.minorUnits < 0 ? "−" : "") + Self.grouped("\(rounded)") + "\u{A0}"
                    + money.currency.code
            }.joined(separator: ", ")
    }

    /// A time in the promotion's zone, such as 13 Nov 2025, 21:52.
    func time(_ instant: Instant?) -> String {
        guard let instant else { return "–" }
        let local = instant.advanced(byMilliseconds: zone.offset(at: instant)).description
        let date = day(CalendarDate(dayNumber: zone.day(of: instant)))
        return date + (language == .chinese ? " " : ", ") + local.dropFirst(11).prefix(5)
    }

    /// A day as it is written in the language, such as 13 Nov 2025.
    func day(_ day: CalendarDate?) -> String {
        guard let day else { return "–" }
        return switch language {
        case .english, .spanish: "\(shortDay(day)) \(day.year)"
        case .chinese: "\(day.year)年\(shortDay(day))"
        }
    }

    /// A day without its year.
    func shortDay(_ day: CalendarDate) -> String {
        let months =
            switch language {
            case .english:
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            case .spanish:
                ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
            case .chinese: (1...12).map { "\($0)月" }
            }
        let month = months.indices.contains(day.month - 1) ? months[day.month - 1] : "\(day.month)"
        return language == .chinese ? "\(month)\(day.day)日" : "\(day.day) \(month)"
    }

    /// The days from one to another.
    func days(_ from: CalendarDate, _ to: CalendarDate) -> String {
        if from == to { return day(from) }
        guard from.year == to.year else { return language.phrase(.fromTo, day(from), day(to)) }
        let isOneMonth = from.month == to.month
        return switch language {
        case .english:
            (isOneMonth ? "\(from.day)" : shortDay(from) + " ") + "–" + (isOneMonth ? "" : " ") + day(to)
        case .spanish: language.phrase(.fromTo, isOneMonth ? "\(from.day)" : shortDay(from), day(to))
        case .chinese: language.phrase(.fromTo, day(from), isOneMonth ? "\(to.day)日" : shortDay(to))
        }
    }

    /// The days before a promotion that give the normal rate of its review.
    func baselineDays(of window: ReportWindow) -> String {
        let eve = CalendarDate(dayNumber: zone.day(of: window.start) - 1)
        let first = CalendarDate(dayNumber: zone.day(of: window.baselineStart))
        return days(min(first, eve), eve)
    }

    /// The time between two instants in days, or in hours if it is shorter than two days.
    func span(_ from: Instant, _ to: Instant) -> String {
        let hours = Double(to.milliseconds - from.milliseconds) / 3_600_000
        if hours < 48 { return language.phrase(.hoursLong, Decimals.text(hours, decimals: 0)) }
        let days = Decimals.text(hours / 24, decimals: 1)
        return language.phrase(.daysLong, days)
    }

    /// Digits in groups of three. All three languages separate them by commas in Mexico.
    static func grouped(_ text: String) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", maxSplits: 1)
        guard let whole = parts.first else { return text }
        var groups: [Substring] = []
        var rest = whole
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return (isNegative ? "−" : "") + groups.joined(separator: ",")
            + (parts.count > 1 ? "." + parts[1] : "")
    }
}
