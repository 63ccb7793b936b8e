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

    @Test func `without a format a text is unchanged`() {
        for text in ["40", "1,000", "x", ""] {
            #expect(NumberFormat().plain(text) == text)
            #expect(NumberFormat().whole(text) == text)
        }
    }
}
