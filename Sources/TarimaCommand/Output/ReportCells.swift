import InventoryLedger

extension Cell {
    /// A ratio or a rate, rounded; null if there is none.
    static func ratio(_ value: Double?, decimals: Int = 4) -> Cell {
        guard let value, value.isFinite else { return .null }
        return .number(Decimals.text(value, decimals: decimals))
    }

    /// A share of a whole, such as the units sold of those supplied; null if there is none.
    static func share(_ value: Double?) -> Cell {
        guard let value, value.isFinite else { return .null }
        return .figure(
            number: Decimals.text(value, decimals: 4),
            shown: Decimals.text(value * 100, decimals: 1, fills: true) + "%"
        )
    }

    /// A rate, which people see with fewer decimals, and not at all if it rests on too little.
    static func rate(_ value: Double?, decimals: Int, shown: Int = 1, isWeak: Bool = false) -> Cell {
        guard let value, value.isFinite else { return .null }
        return .figure(
            number: Decimals.text(value, decimals: decimals),
            shown: isWeak ? "-" : Decimals.text(value, decimals: shown)
        )
    }

    /// A duration in hours; null if there is none.
    static func hours(_ milliseconds: Int64?) -> Cell {
        rate(milliseconds.map { Double($0) / 3_600_000 }, decimals: 2)
    }

    static func optional(_ value: Int64?) -> Cell { value.map { .integer($0) } ?? .null }
    static func optional(_ text: String?) -> Cell { text.map { .text($0) } ?? .null }
    static func optional(_ instant: Instant?) -> Cell { instant.map { .instant($0) } ?? .null }

    /// The day of an instant; null if there is none.
    static func day(_ instant: Instant?, in zone: BusinessZone) -> Cell {
        .optional(instant.map { CalendarDate(dayNumber: zone.day(of: $0)).description })
    }

    /// Amounts by currency, as decimals.
    static func money(_ amounts: [Money]) -> Cell {
        .object(amounts.map { Member(name: $0.currency.code, value: .decimal($0.decimal)) })
    }
}

/// Ratios as text.
enum Decimals {
    /// The rounded number, without trailing zeros unless it fills its decimals.
    static func text(_ value: Double, decimals: Int, fills: Bool = false) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard scaled.magnitude < 9e15 else { return "\(value)" }
        let whole = Int64(scaled)
        let divisor = Int64(scale)
        var fraction = String(whole.magnitude % divisor.magnitude)
        fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
        if !fills { while fraction.hasSuffix("0") { _ = fraction.popLast() } }
        let sign = whole < 0 ? "-" : ""
        let digits = "\(whole.magnitude / divisor.magnitude)"
        return sign + digits + (decimals == 0 || fraction.isEmpty ? "" : "." + fraction)
    }
}
