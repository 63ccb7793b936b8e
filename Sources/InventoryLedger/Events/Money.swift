/// A currency of ISO 4217.
public struct Currency: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Three capital letters.
    public let code: String

    /// Accepts three capital letters.
    public init(_ text: String) throws(FieldProblem) {
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw FieldProblem(
                .currency,
                value: text,
                code: .notACurrency,
                "\"\(text)\" is not a currency; write its three letters, such as MXN"
            )
        }
        code = text
    }

    init(trusted code: String) { self.code = code }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }

    public var description: String { code }

    /// Digits after the decimal point. Source: ISO 4217, list one.
    public var digits: Int {
        // The currencies of nearly all rows, before a long list of comparisons.
        if code == "MXN" || code == "USD" || code == "CNY" { return 2 }
        return switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
            "VUV", "XAF", "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }
}

/// An exact amount in the minor units of one currency.
///
/// A stated amount is at most `minorUnitsMax`. A sum of amounts or the value of all stock may be larger; 128 bits
/// hold the product of any two 64-bit numbers.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    /// The amount in the currency's smallest units, such as cents.
    public let minorUnits: Int128
    /// The currency of the amount.
    public let currency: Currency

    /// The largest amount of one line or unit, in either direction: ten million million pesos.
    package static let minorUnitsMax: Int64 = 1_000_000_000_000_000

    /// An amount in the currency's smallest units.
    public init(minorUnits: Int128, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    init(storedMinorUnits: Int64, currency: Currency) {
        self.init(minorUnits: Int128(storedMinorUnits), currency: currency)
    }

    /// The amount as the log stores it. A stated amount fits in 64 bits.
    var storedMinorUnits: Int64 { Int64(clamping: minorUnits) }

    /// The amount, if it is not larger than one line or unit can cost.
    package func bounded() throws(FieldProblem) -> Money {
        guard minorUnits.magnitude > Self.minorUnitsMax.magnitude else { return self }
        throw FieldProblem(
            .amount,
            value: decimal,
            code: .outOfRange,
            "\(decimal) is too large; the largest amount is "
                + Money(storedMinorUnits: Self.minorUnitsMax, currency: currency).decimal
                + ". Check for a typing error"
        )
    }

    /// The cost of this many units at this price.
    ///
    /// - Throws: `outOfRange` if the amount does not fit.
    package func times(_ units: Int64) throws(FieldProblem) -> Money {
        let (product, overflows) = minorUnits.multipliedReportingOverflow(by: Int128(units))
        guard !overflows else {
            throw FieldProblem(
                .amount,
                value: decimal,
                code: .outOfRange,
                "\(units) units at \(decimal) \(currency) cost more than an amount can hold"
            )
        }
        return Money(minorUnits: product, currency: currency)
    }

    /// Reads a decimal such as `199.00`, `-12.5`, `199`. More decimals than the currency has are refused.
    public init(text: String, currency: Currency) throws(FieldProblem) {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let point = digits.firstIndex(of: UInt8(ascii: "."))
        let whole = digits[..<(point ?? digits.endIndex)]
        let fraction = point.map { digits[$0...].dropFirst() } ?? digits[digits.endIndex...]
        func areDigits(_ part: Substring.UTF8View) -> Bool { part.allSatisfy { (0x30...0x39).contains($0) } }
        guard !whole.isEmpty, areDigits(whole), areDigits(fraction), point == nil || !fraction.isEmpty
        else {
            throw FieldProblem(
                .amount,
                value: text,
                code: .notMoney,
                "\"\(text)\" is not an amount; write digits with a decimal point, such as 199.00"
            )
        }
        guard fraction.count <= currency.digits else {
            throw FieldProblem(
                .amount,
                value: text,
                code: .notMoney,
                "\(text) has too many decimals: \(currency) has \(currency.digits)"
            )
        }
        var minor: Int64 = 0
        var fits = true
        func add(_ digit: UInt8) {
            let (tens, overTens) = minor.multipliedReportingOverflow(by: 10)
            let (sum, overSum) = tens.subtractingReportingOverflow(Int64(digit))
            minor = sum
            if overTens || overSum { fits = false }
        }
        for byte in whole { add(byte - 0x30) }
        for byte in fraction { add(byte - 0x30) }
        for _ in 0..<max(0, currency.digits - fraction.count) { add(0) }
        // Counted downwards, because Int64 reaches one further there.
        guard fits, isNegative || minor != .min else {
            throw FieldProblem(
                .amount,
                value: text,
                code: .outOfRange,
                "\(text) is too large; check for a typing error"
            )
        }
        minorUnits = Int128(isNegative ? minor : -minor)
        self.currency = currency
    }

    /// The decimal with all of the currency's digits: `199.00`.
    public var decimal: String {
        let places = currency.digits
        guard places > 0 else { return String(minorUnits) }
        // From the last digit to the sign.
        var text: [UInt8] = []
        func add(_ digit: UInt8) {
            text.append(UInt8(ascii: "0") + digit)
            if text.count == places { text.append(UInt8(ascii: ".")) }
        }
        var rest = minorUnits.magnitude
        while rest > UInt128(UInt64.max) {
            add(UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        var left = UInt64(truncatingIfNeeded: rest)
        while left > 0 || text.count <= places + 1 {
            add(UInt8(truncatingIfNeeded: left % 10))
            left /= 10
        }
        if minorUnits < 0 { text.append(UInt8(ascii: "-")) }
        return String(decoding: text.reversed(), as: UTF8.self)
    }

    public var description: String { "\(decimal) \(currency)" }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey {
        case amount, currency
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            text: container.decode(String.self, forKey: .amount),
            currency: container.decode(Currency.self, forKey: .currency)
        )
    }

    /// The amount as a decimal string, so that no reader uses a floating-point number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decimal, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
