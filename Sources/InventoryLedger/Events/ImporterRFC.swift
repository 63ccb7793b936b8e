/// The tax number (RFC) of a Mexican importer: 12 characters for a company, 13 for a person.
public struct ImporterRFC: Hashable, Sendable, CustomStringConvertible {
    /// The number in capital letters.
    public let text: String

    /// Accepts `^[A-Z&Ñ]{3,4}[0-9]{6}[0-9A-Z]{3}$`.
    public init(_ text: String) throws(FieldProblem) {
        let characters = Array(text.unicodeScalars)
        let letters = characters.count - 9
        func isLetter(_ scalar: Unicode.Scalar) -> Bool {
            ("A"..."Z").contains(scalar) || scalar == "&" || scalar == "Ñ"
        }
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        guard letters == 3 || letters == 4, characters[..<letters].allSatisfy(isLetter),
            characters[letters..<letters + 6].allSatisfy(isDigit),
            characters[(letters + 6)...].allSatisfy({ isDigit($0) || ("A"..."Z").contains($0) })
        else {
            throw FieldProblem(
                .importerRFC,
                value: text,
                code: .notAnRFC,
                "\"\(text)\" is not an RFC; write 3 or 4 letters, 6 digits and 3 letters or digits, "
                    + "such as EKU9003173C9"
            )
        }
        self.text = text
    }

    init(trusted text: String) { self.text = text }

    public var description: String { text }

    /// The check character computed from the other characters.
    ///
    /// Source: SAT's verification digit: positions in the alphabet, weighted 13 down to 2, modulo 11.
    var expectedCheckCharacter: Unicode.Scalar {
        let alphabet = Array("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ".unicodeScalars)
        let body = Array(text.unicodeScalars.dropLast())
        let padded = Array(repeating: " " as Unicode.Scalar, count: max(0, 12 - body.count)) + body
        var sum = 0
        for (position, scalar) in padded.enumerated() {
            sum += (alphabet.firstIndex(of: scalar) ?? 0) * (13 - position)
        }
        return alphabet[(11 - sum % 11) % 11]
    }

    /// A warning if the check character does not match. About 1.5 % of the RFCs in use fail, among them
    /// `XAXX010101000` for the general public, so this is never an error.
    package var warning: FieldProblem? {
        guard text != "XAXX010101000", text.unicodeScalars.last != expectedCheckCharacter else { return nil }
        return FieldProblem(
            .importerRFC,
            value: text,
            code: .rfcCheckCharacter,
            "the check character of \(text) should be \(expectedCheckCharacter); check for a typing error"
        )
    }
}
