/// A whole number of units.
///
/// An event moves at most `unitsMax`. That is far more than any warehouse holds, and the sum of nine million such
/// events still fits in 64 bits. Sums and quantities of earlier versions may be larger.
public struct Quantity: Hashable, Comparable, Sendable, Codable, ExpressibleByIntegerLiteral {
    /// The number of units.
    public let units: Int64

    /// The largest number of units of one event, count or plan, in either direction.
    package static let unitsMax: Int64 = 1_000_000_000_000

    /// A number of units. An event checks whether its kind allows it.
    public init(_ units: Int64) { self.units = units }
    public init(integerLiteral value: Int64) { units = value }

    public static func < (lhs: Quantity, rhs: Quantity) -> Bool { lhs.units < rhs.units }

    /// Reads `40`, `-3`, `+7`. Decimals, exponents and separators need a profile.
    package init(text: String) throws(FieldProblem) {
        var digits = text.utf8[...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw FieldProblem(
                .quantity,
                value: text,
                code: .notANumber,
                "\"\(text)\" is not a whole number; write digits only, such as 40 or -3"
            )
        }
        guard let units = Int64(text) else {
            throw FieldProblem(
                .quantity,
                value: text,
                code: .outOfRange,
                Self.tooMany(text)
            )
        }
        self.units = units
    }

    /// The quantity, if it is not larger than one event can have.
    package func bounded() throws(FieldProblem) -> Quantity {
        guard units.magnitude > Self.unitsMax.magnitude else { return self }
        throw FieldProblem(
            .quantity,
            value: description,
            code: .outOfRange,
            Self.tooMany(description)
        )
    }

    private static func tooMany(_ text: String) -> String {
        "\(text) units are too many; the largest quantity is \(unitsMax). Check for a typing error"
    }
}

extension Quantity: CustomStringConvertible {
    public var description: String { String(units) }
}

extension Int64 {
    /// The number with its noun, such as "1 unit" or "40 units".
    package var inUnits: String { self == 1 ? "1 unit" : "\(self) units" }

    /// The verb that goes with this number of units.
    package var wasOrWere: String { self == 1 ? "was" : "were" }
}
