/// The number of a Mexican customs declaration.
///
/// 15 digits: year of validation (2), customs office (2), broker's patent (4), last digit of the current year (1),
/// consecutive number (6). Printed with 21 characters, in groups of 2, 2, 4 and 7 with two spaces between.
public struct Pedimento: Hashable, Sendable, CustomStringConvertible {
    /// The 15 digits, as stored.
    public let digits: String

    /// Accepts two spaces, one space, a hyphen or nothing between the groups.
    public init(_ text: String) throws(FieldProblem) {
        guard let digits = Self.digits(in: text) else {
            throw FieldProblem(
                .pedimento,
                value: text,
                code: .notAPedimento,
                "\"\(text)\" is not a pedimento; write 15 digits, such as 26  51  3746  6000123"
            )
        }
        self.digits = digits
    }

    init(trusted digits: String) { self.digits = digits }

    private static func digits(in text: String) -> String? {
        var digits: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case UInt8(ascii: " "), UInt8(ascii: "-"):
                // Separators are allowed only between the groups, so that a mistyped number is not joined.
                guard [2, 4, 8].contains(digits.count) else { return nil }
            default: return nil
            }
        }
        return digits.count == 15 ? String(decoding: digits, as: UTF8.self) : nil
    }

    /// The 21 printed characters: `26  51  3746  6000123`.
    public var printed: String {
        var text = ""
        for (place, character) in digits.unicodeScalars.enumerated() {
            if place == 2 || place == 4 || place == 8 { text += "  " }
            text.unicodeScalars.append(character)
        }
        return text
    }

    public var description: String { printed }

    /// A warning if the year's last digit differs from the year of validation. Consolidated and rectified pedimentos
    /// keep the earlier digit, so this is never an error.
    package var warning: FieldProblem? {
        let characters = Array(digits)
        guard characters[1] != characters[8] else { return nil }
        return FieldProblem(
            .pedimento,
            value: printed,
            code: .pedimentoYear,
            "the year digit \(characters[8]) differs from the year of validation \(characters[0])\(characters[1]); "
                + "this is right for consolidated or rectified pedimentos, and a typing error otherwise"
        )
    }
}
