import InventoryLedger
import Testing

@Suite struct ImporterRFCTests {
    @Test(arguments: ["XEXX010101000", "EKU9003173C9", "XIA190128J61"])
    func `a right check character is accepted without a warning`(text: String) throws {
        let rfc = try ImporterRFC(text)
        #expect(rfc.text == text)
        #expect(rfc.warning == nil)
    }

    @Test func `the number for the general public fails the check and is still valid`() throws {
        #expect(try ImporterRFC("XAXX010101000").warning == nil)
    }

    @Test(
        arguments: [
            ("EKU9003173C8", "9"), ("EKU9003173CA", "9"), ("XEXX010101001", "0"), ("XIA190128J62", "1"),
            ("XIA190182J61", nil), ("XAXX010101001", nil),
        ] as [(String, String?)]
    )
    func `a wrong check character is a warning and never an error`(text: String, expected: String?) throws {
        let warning = try #require(try ImporterRFC(text).warning)
        #expect(warning.code == .rfcCheckCharacter)
        #expect(warning.column == .importerRFC)
        #expect(warning.value == text)
        if let expected { #expect(warning.message.contains("should be \(expected);")) }
    }

    /// The published rule, implemented again: positions in the alphabet, weighted 13 down to 2, modulo 11.
    private func checkCharacter(_ body: String) throws -> Character {
        let alphabet = Array("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")
        var sum = 0
        for (character, weight) in zip(
            String(repeating: " ", count: 12 - body.count) + body,
            stride(from: 13, through: 2, by: -1)
        ) {
            sum += try #require(alphabet.firstIndex(of: character)) * weight
        }
        let rest = sum % 11
        return rest == 0 ? "0" : rest == 1 ? "A" : Character(String(11 - rest))
    }

    @Test(arguments: [
        "Ñ&A010101AA", "&&&991231ZZ", "ÑÑÑÑ500615H0", "GODE561231GR", "AAA010101AA", "VECJ880326XX",
    ])
    func `the check character follows the published rule, with & and Ñ in the alphabet`(body: String) throws {
        let right = try checkCharacter(body)
        for last in "0123456789A" {
            #expect((try ImporterRFC(body + String(last)).warning == nil) == (last == right))
        }
    }

    @Test(arguments: [
        "", "EKU9003173C", "EKU9003173C99X", "eku9003173c9", "EK19003173C9", "EKU90031-3C9", "EKU9003173Ñ9",
        "EKU9003173&9", " EKU9003173C9", "EKU9003173C9 ", "ÉKU9003173C9", "ABCDE900317AA1", "EKU900317",
        "９KU9003173C9",
    ])
    func `text that does not look like an RFC is refused`(text: String) {
        let problem = #expect(throws: FieldProblem.self) { try ImporterRFC(text) }
        #expect(problem?.code == .notAnRFC)
        #expect(problem?.column == .importerRFC)
    }

    @Test func `a company has 12 characters and a person 13`() throws {
        #expect(try ImporterRFC("XIA190128J61").text.count == 12)
        #expect(try ImporterRFC("XEXX010101000").text.count == 13)
    }
}
