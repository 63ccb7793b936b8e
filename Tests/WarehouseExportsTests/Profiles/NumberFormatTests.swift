import Testing

@testable import WarehouseExports

/// How files write numbers.
@Suite struct NumberFormatTests {
    private func format(_ decimal: Character, _ grouping: Character?) -> NumberFormat {
        var format = NumberFormat()
        format.decimal = decimal
        format.grouping = grouping
        return format
    }

    @Test(arguments: [
        ("1.234.567,89", "1234567.89"), ("-1.234,5", "-1234.5"), ("+1.000", "+1000"), ("12", "12"),
        ("0,5", "0.5"),
        ("999", "999"), ("1.000", "1000"), ("1234,5", "1234.5"),
    ])
    func `decimal commas and grouping points become plain decimals`(text: String, plain: String) {
        #expect(format(",", ".").plain(text) == plain)
    }

    @Test(arguments: [
        "1.5", "1.00", "12.34.567", "1.2345", ".123", "1..000", "1.000.", "1234.567", "1.000,5.5", "1,000,5",
        "a", "1a",
        "１,5", "-", "", "1.000 ", "- 5", "1-",
    ])
    func `a group that is not of three digits is refused`(text: String) {
        let plain = format(",", ".").plain(text)
        // Text that the quantity or the amount refuses is not a digit string either.
        #expect(plain == nil || plain == "" || plain == "-", "\(plain ?? "nil")")
    }

    @Test(arguments: ["1.5", "1.50", "1.000", "1.5,0", "12.34,5"])
    func `if the decimal sign is a comma, a point is not one`(text: String) {
        #expect(format(",", nil).plain(text) == nil)
        #expect(format(",", nil).whole(text) == nil)
    }

    @Test(
        arguments: [
            (",", " ", "1 234,50", "1234.50"), (".", ",", "1,234.50", "1234.50"),
            (".", "'", "1'234'567.5", "1234567.5"),
            (".", " ", "12 345", "12345"),
        ] as [(Character, Character, String, String)]
    )
    func `groups may be set off by a blank, a comma or an apostrophe`(
        decimal: Character,
        grouping: Character,
        text: String,
        plain: String
    ) {
        #expect(format(decimal, grouping).plain(text) == plain)
    }

    @Test(arguments: [("40,00", "40"), ("1.000,0", "1000"), ("-3,0", "-3"), ("7", "7")])
    func `a whole number may have zeros as decimals`(text: String, whole: String) {
        #expect(format(",", ".").whole(text) == whole)
    }

    @Test(arguments: ["40,5", "0,01", "1,0.0"])
    func `other decimals are not a whole number`(text: String) {
        #expect(format(",", ".").whole(text) == nil)
    }

    @Test(
        arguments: [
            ("AU $115.00", "115.00", "AUD"), ("$1,234.50", "1,234.50", nil), ("-$5.00", "-5.00", nil),
            ("$ -5.00", "-5.00", nil), ("115.00 €", "115.00", "EUR"), ("115.00", "115.00", nil),
            ("US $115.00", "US $115.00", nil), ("", "", nil),
        ] as [(String, String, String?)]
    )
    func `the mark of a currency is taken off an amount, and may tell the currency`(
        text: String,
        amount: String,
        currency: String?
    ) throws {
        let marks = "numbers: { marks: { $: MXN, AU $: AUD, €: EUR } }"
        let told = try Profile.reading("name: p\nheader: [a]\n\(marks)").numbers.unmarked(text)
        #expect(told.amount == amount)
        #expect(told.currency?.code == (amount == text ? nil : currency ?? "MXN"))
        let list = try Profile.reading("name: p\nheader: [a]\nnumbers: { marks: [$, AU $, €] }").numbers
            .unmarked(text)
        #expect(list.amount == amount && list.currency == nil)
    }

    @Test func `a mark has no digits, and stands for a currency`() {
        for marks in ["[\"\"]", "[\"1\"]", "[\"-\"]", "{ $: pesos }", "{ $: [] }"] {
            let failure = #expect(throws: ImportFailure.self, "\(marks)") {
                try Profile.reading("name: p\nheader: [a]\nnumbers: { marks: \(marks) }")
            }
            #expect(failure?.message.hasPrefix("profile.yaml:3:") == true)
        }
    }

    @Test func `without a format a text is unchanged`() {
        for text in ["40", "1,000", "x", ""] {
            #expect(NumberFormat().plain(text) == text)
            #expect(NumberFormat().whole(text) == text)
        }
    }
}
