import InventoryLedger

/// Formats numbers and times for the page.
struct PageText {
    let language: PageLanguage
    let zone: BusinessZone

    func units(_ count: Int64?) -> String { count.map { Self.grouped("\($0)") } ?? "–" }

    func number(_ value: Double?, decimals: Int = 1) -> String {
        guard let value, value.isFinite else { return "–" }
        return Self.grouped(Decimals.text(value, decimals: decimals))
    }

    func percent(_ ratio: Double?) -> String {
        ratio.map { number($0 * 100) + (language == .english || language == .spanish ? "\u{A0}%" : "%") }
            ?? "–"
    }

    func money(_ amounts: [Money]) -> String {
        amounts.isEmpty
            ? "–"
            : amounts.map { Self.grouped($0.decimal) + "\u{A0}" + $0.currency.code }.joined(separator: ", ")
    }

    /// A time in the promotion's zone.
    func time(_ instant: Instant?) -> String {
        guard let instant else { return "–" }
        let local = instant.advanced(byMilliseconds: zone.offset(at: instant)).description
        return local.prefix(10) + " " + local.dropFirst(11).prefix(5)
    }

    /// The time between two instants in days, or in hours if it is shorter than two days.
    func span(_ from: Instant, _ to: Instant) -> String {
        let hours = Double(to.milliseconds - from.milliseconds) / 3_600_000
        if hours < 48 { return Decimals.text(hours, decimals: 0) + "\u{A0}h" }
        let days = Decimals.text(hours / 24, decimals: 0)
        switch language {
        case .english: return days + " days"
        case .spanish: return days + " días"
        case .chinese: return days + " 天"
        }
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
