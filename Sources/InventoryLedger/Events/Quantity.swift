/// A whole number of units, exact over the whole of Int64.
public struct Quantity: Hashable, Comparable, Sendable, Codable, ExpressibleByIntegerLiteral {
    public let units: Int64

    public init(_ units: Int64) { self.units = units }
    public init(integerLiteral value: Int64) { units = value }

    public static func < (lhs: Quantity, rhs: Quantity) -> Bool { lhs.units < rhs.units }

    /// Reads `40`, `-3`, `+7`. No decimals, exponents or separators: those are a profile's to declare.
    public init(text: String) throws(FieldProblem) {
        var digits = text.utf8[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw FieldProblem(
                .quantity,
                value: text,
                code: .notANumber,
                "\"\(text)\" is no whole number of units; write digits only, such as 40 or -3"
            )
        }
        guard let units = Int64(text) else {
            throw FieldProblem(
                .quantity,
                value: text,
                code: .outOfRange,
                "\(text) does not fit: quantities go up to \(Int64.max)"
            )
        }
        self.units = units
    }
}

extension Quantity: CustomStringConvertible {
    public var description: String { String(units) }
}
