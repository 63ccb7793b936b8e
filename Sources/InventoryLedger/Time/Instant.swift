/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970, UTC.
    public let milliseconds: Int64

    /// The years a ledger accepts. Anything outside is a misread date.
    public static let years = 1970...2199

    /// The first and the last millisecond of those years, UTC.
    static let range = Instant(milliseconds: 0)...Instant(milliseconds: 7_258_118_399_999)

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.milliseconds < rhs.milliseconds }

    /// The instant so many milliseconds later.
    public func advanced(byMilliseconds step: Int64) -> Instant {
        Instant(milliseconds: milliseconds &+ step)
    }

    /// The distance of a day of 24 hours, in milliseconds.
    public static let dayMilliseconds: Int64 = 86_400_000
}

extension Int64 {
    /// Division that rounds towards minus infinity, so that instants before 1970 fall into the right day.
    func quotientAndRemainderFloored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
