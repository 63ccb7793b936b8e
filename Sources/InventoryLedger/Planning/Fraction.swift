/// An exact number: a fraction of whole numbers in lowest terms. What does not fit in 128 bits is an error, never
/// rounded.
public struct Fraction: Hashable, Comparable, Sendable, CustomStringConvertible {
    let numerator: Int128
    /// Positive.
    let denominator: Int128

    /// A whole number.
    public init(_ whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// - Throws: `sumOverflow` if the divisor is 0 or a part has no magnitude in 128 bits.
    init(_ numerator: Int128, over denominator: Int128) throws {
        guard denominator != 0, numerator != .min, denominator != .min else { throw LedgerError.sumOverflow }
        let divisor = Self.greatestDivisor(numerator, denominator)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * (numerator / divisor)
        self.denominator = sign * (denominator / divisor)
    }

    /// Reads a decimal of up to six digits after the point, such as `0.15` or `-3`. Nil for anything else.
    public init?(decimal text: String) {
        var digits = Substring(text)
        let isNegative = digits.first == "-"
        if isNegative { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 18,
            parts.count == 1 || (1...6).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        var value: Int128 = 0
        var scale: Int128 = 1
        for digit in whole.utf8 { value = value * 10 + Int128(digit) - 0x30 }
        for digit in parts.dropFirst().joined().utf8 {
            value = value * 10 + Int128(digit) - 0x30
            scale *= 10
        }
        guard let made = try? Fraction(isNegative ? -value : value, over: scale) else { return nil }
        self = made
    }

    private static func greatestDivisor(_ lhs: Int128, _ rhs: Int128) -> Int128 {
        var (left, right) = (lhs.magnitude, rhs.magnitude)
        while right > UInt128(UInt64.max) { (left, right) = (right, left % right) }
        guard right != 0 else { return max(Int128(clamping: left), 1) }
        // From here on all remainders fit in 64 bits, which divide several times faster.
        var (large, small) = (UInt64(truncatingIfNeeded: right), UInt64(truncatingIfNeeded: left % right))
        while small != 0 { (large, small) = (small, large % small) }
        return Int128(large)
    }

    private static func product(_ lhs: Int128, _ rhs: Int128) throws -> Int128 {
        let (product, overflows) = lhs.multipliedReportingOverflow(by: rhs)
        if overflows { throw LedgerError.sumOverflow }
        return product
    }

    private static func sum(_ lhs: Int128, _ rhs: Int128) throws -> Int128 {
        let (sum, overflows) = lhs.addingReportingOverflow(rhs)
        if overflows { throw LedgerError.sumOverflow }
        return sum
    }

    static func + (lhs: Fraction, rhs: Fraction) throws -> Fraction {
        let shared = greatestDivisor(lhs.denominator, rhs.denominator)
        let (left, right) = (rhs.denominator / shared, lhs.denominator / shared)
        return try Fraction(
            sum(product(lhs.numerator, left), product(rhs.numerator, right)),
            over: product(lhs.denominator, left)
        )
    }

    static func - (lhs: Fraction, rhs: Fraction) throws -> Fraction {
        try lhs + Fraction(product(rhs.numerator, -1), over: rhs.denominator)
    }

    static func * (lhs: Fraction, rhs: Fraction) throws -> Fraction {
        let (first, second) = (
            greatestDivisor(lhs.numerator, rhs.denominator), greatestDivisor(rhs.numerator, lhs.denominator)
        )
        return try Fraction(
            product(lhs.numerator / first, rhs.numerator / second),
            over: product(lhs.denominator / second, rhs.denominator / first)
        )
    }

    /// - Throws: `sumOverflow` if the divisor is 0.
    static func / (lhs: Fraction, rhs: Fraction) throws -> Fraction {
        guard rhs.numerator != 0 else { throw LedgerError.sumOverflow }
        return try lhs * Fraction(rhs.denominator, over: rhs.numerator)
    }

    public static func < (lhs: Fraction, rhs: Fraction) -> Bool {
        let left = lhs.numerator.multipliedFullWidth(by: rhs.denominator)
        let right = rhs.numerator.multipliedFullWidth(by: lhs.denominator)
        return left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The least whole number that is not below this one.
    ///
    /// - Throws: `sumOverflow` if it exceeds 64 bits.
    func roundedUp() throws -> Int64 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard let whole = Int64(exactly: remainder > 0 ? quotient + 1 : quotient) else {
            throw LedgerError.sumOverflow
        }
        return whole
    }

    /// The nearest whole number; halves are rounded up.
    ///
    /// - Throws: `sumOverflow` if it exceeds 64 bits.
    func rounded() throws -> Int64 {
        try Fraction(Self.sum(Self.product(numerator, 2), denominator), over: Self.product(denominator, 2))
            .roundedDown()
    }

    private func roundedDown() throws -> Int64 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        guard let whole = Int64(exactly: remainder < 0 ? quotient - 1 : quotient) else {
            throw LedgerError.sumOverflow
        }
        return whole
    }

    /// The nearest fraction with this many decimal digits.
    func rounded(decimals: Int) throws -> Fraction {
        var scale: Int128 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = try self * Fraction(scale, over: 1)
        let half = try Fraction(
            Self.sum(Self.product(scaled.numerator, 2), scaled.denominator),
            over: 2 * scaled.denominator
        )
        let (quotient, remainder) = half.numerator.quotientAndRemainder(dividingBy: half.denominator)
        return try Fraction(remainder < 0 ? quotient - 1 : quotient, over: scale)
    }

    /// The greatest fraction with this many decimal digits that is not above this one.
    func roundedDown(decimals: Int) throws -> Fraction {
        var scale: Int128 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = try self * Fraction(scale, over: 1)
        let (quotient, remainder) = scaled.numerator.quotientAndRemainder(dividingBy: scaled.denominator)
        return try Fraction(remainder < 0 ? quotient - 1 : quotient, over: scale)
    }

    /// The number in decimal digits, the last one rounded, without trailing zeros.
    public func decimal(places: Int) -> String {
        let magnitude = numerator.magnitude
        let divisor = denominator.magnitude
        var (whole, rest) = magnitude.quotientAndRemainder(dividingBy: divisor)
        var digits: [UInt8] = []
        for _ in 0..<max(0, places) {
            let (high, low) = rest.multipliedFullWidth(by: 10)
            // The rest is less than the divisor, so the quotient is one digit.
            let (digit, left) = divisor.dividingFullWidth((high, low))
            digits.append(UInt8(truncatingIfNeeded: digit))
            rest = left
        }
        if rest >= divisor - rest {
            var place = digits.count - 1
            while place >= 0, digits[place] == 9 {
                digits[place] = 0
                place -= 1
            }
            if place >= 0 { digits[place] += 1 } else { whole += 1 }
        }
        while digits.last == 0 { _ = digits.popLast() }
        let isZero = whole == 0 && digits.isEmpty
        return (numerator < 0 && !isZero ? "-" : "") + "\(whole)"
            + (digits.isEmpty ? "" : "." + digits.map { "\($0)" }.joined())
    }

    /// Up to six decimal digits.
    public var description: String { decimal(places: 6) }

    /// The nearest binary number, for statistics and charts.
    public var double: Double { Double(numerator) / Double(denominator) }

    /// Zero.
    public static let zero = Fraction(0)
    /// One.
    public static let one = Fraction(1)
}
