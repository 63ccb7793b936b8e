import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct MoneyTests {
    @Test(arguments: [
        ("199.00", "MXN", 19_900, "199.00"), ("199", "MXN", 19_900, "199.00"), ("0.05", "MXN", 5, "0.05"),
        ("12.5", "USD", 1_250, "12.50"), ("-12.5", "USD", -1_250, "-12.50"), ("-0.01", "EUR", -1, "-0.01"),
        ("+3", "CNY", 300, "3.00"), ("0", "MXN", 0, "0.00"), ("-0.00", "MXN", 0, "0.00"),
        ("1500", "JPY", 1_500, "1500"), ("-1500", "CLP", -1_500, "-1500"), ("7", "KRW", 7, "7"),
        ("1.234", "KWD", 1_234, "1.234"), ("0.007", "BHD", 7, "0.007"), ("1", "TND", 1_000, "1.000"),
        ("1.2345", "CLF", 12_345, "1.2345"), ("000199.00", "MXN", 19_900, "199.00"),
    ])
    func `an amount is exact in the currency's own digits`(
        text: String,
        currency: String,
        minorUnits: Int,
        decimal: String
    ) throws {
        let money = try Money(text: text, currency: Currency(currency))
        #expect(money.minorUnits == Int64(minorUnits))
        #expect(money.decimal == decimal)
        #expect(money.description == "\(decimal) \(currency)")
        #expect(try Money(text: decimal, currency: Currency(currency)) == money)
    }

    @Test(arguments: [
        ("199.001", "MXN"), ("199.000", "MXN"), ("1.0", "JPY"), ("1.2345", "KWD"), ("1.23456", "CLF"),
    ])
    func `more decimals than the currency has are refused, even zeros`(text: String, currency: String) throws
    {
        let currency = try Currency(currency)
        let problem = #expect(throws: FieldProblem.self) { try Money(text: text, currency: currency) }
        #expect(problem?.code == .notMoney)
        #expect(problem?.column == .amount)
        #expect(problem?.message.contains("too many decimals") == true)
    }

    @Test(arguments: [
        "", "-", ".", ".5", "5.", "1,000.00", "1.2.3", "$5", "5 ", " 5", "5 MXN", "1e3", "--5", "+-5", "NaN",
        "１.00",
        "5.-1", "0x5",
    ])
    func `text that is not a decimal is refused`(text: String) throws {
        let problem = #expect(throws: FieldProblem.self) {
            try Money(text: text, currency: Currency("MXN"))
        }
        #expect(problem?.code == .notMoney)
        #expect(problem?.value == text)
    }

    @Test(arguments: [
        ("92233720368547758.07", "MXN", Int64.max), ("9223372036854775807", "JPY", Int64.max),
        ("-92233720368547758.07", "MXN", -Int64.max), ("9223372036854775.807", "KWD", Int64.max),
    ])
    func `amounts go to the edge of 64 bits`(text: String, currency: String, minorUnits: Int64) throws {
        let money = try Money(text: text, currency: Currency(currency))
        #expect(money.minorUnits == minorUnits)
        #expect(money.decimal == text)
    }

    @Test(arguments: [
        ("92233720368547758.08", "MXN"), ("9223372036854775808", "JPY"), ("9223372036854775.808", "KWD"),
        ("-92233720368547758.09", "MXN"), ("99999999999999999999999999", "MXN"),
        ("922337203685477581", "MXN"),
    ])
    func `a larger amount is refused`(text: String, currency: String) throws {
        let problem = #expect(throws: FieldProblem.self) {
            try Money(text: text, currency: Currency(currency))
        }
        #expect(problem?.code == .outOfRange)
    }

    @Test(arguments: [
        (1_000_000_000_000_000, true), (-1_000_000_000_000_000, true), (1_000_000_000_000_001, false),
        (-1_000_000_000_000_001, false), (Int64.max, false), (Int64.min, false),
    ])
    func `a line costs at most ten million million`(minorUnits: Int64, isTaken: Bool) throws {
        var fields = try Event.stated("order_placed").fields
        fields.amount = Money(minorUnits: Int128(minorUnits), currency: try Currency("MXN"))
        guard !isTaken else {
            #expect(try Event(fields).amount == fields.amount)
            return
        }
        let problem = #expect(throws: FieldProblem.self) { try Event(fields) }
        #expect(problem?.column == .amount)
        #expect(problem?.code == .outOfRange)
        #expect(problem?.message.contains("the largest amount is 10000000000000.00") == true)
    }

    private static let shares: [(amount: Int128, part: Int64, whole: Int64, share: Int128)] = [
        (100, 1, 3, 33), (-100, 1, 3, -33), (100, 3, 3, 100), (100, 0, 3, 0), (7, 2, 0, 0), (5, 4, 3, 0),
        (Int128(Int64.max) * 1_000_000, Int64.max - 1, Int64.max, (Int128(Int64.max) - 1) * 1_000_000),
        (-Int128(Int64.max) * Int128(Int64.max), 1, Int64.max, -Int128(Int64.max)),
    ]

    @Test func `a share of an amount is rounded towards zero, whatever the amount`() {
        for (amount, part, whole, share) in Self.shares {
            #expect(amount.share(part, of: whole) == share, "\(amount) \(part) \(whole)")
        }
    }

    @Test func `a sum of amounts and the cost of all units may exceed 64 bits`() throws {
        let currency = try Currency("MXN")
        let most = Money(minorUnits: Int128(Money.minorUnitsMax), currency: currency)
        #expect(try most.times(.max).minorUnits == Int128(Money.minorUnitsMax) * Int128(Int64.max))
        var sum: [Money] = []
        for _ in 0..<10_000 { sum.add(most) }
        #expect(sum.map(\.decimal) == ["100000000000000000.00"])
    }

    @Test func `a reversal has the amount with the other sign`() throws {
        let book = try Book()
        var fields = try Event.stated("order_placed").fields
        fields.amount = try Money(text: "10000000000000.00", currency: Currency("MXN"))
        try book.ledger.record([Event(fields)])
        _ = try book.ledger.undo(batch: 1)
        #expect(try book.ledger.event(seq: 2)?.event.amount?.decimal == "-10000000000000.00")
        #expect(try book.ledger.event(seq: 2)?.event.quantity == -5)
    }

    @Test(arguments: ["", "mxn", "Mxn", "MX", "MXNN", "M X", "MX1", "ＭＸＮ", "$", "MXN "])
    func `a currency is three capital letters`(text: String) {
        let problem = #expect(throws: FieldProblem.self) { try Currency(text) }
        #expect(problem?.code == .notACurrency)
        #expect(problem?.column == .currency)
    }

    /// ISO 4217, list one: every currency whose minor unit is not a hundredth.
    @Test func `every currency has the digits of ISO 4217`() throws {
        let digits = [
            "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
            "RWF": 0,
            "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3,
            "JOD": 3,
            "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4, "MXN": 2, "USD": 2, "CNY": 2,
            "EUR": 2,
            "BRL": 2, "COP": 2, "ARS": 2, "HKD": 2, "TWD": 2, "GBP": 2, "CAD": 2,
        ]
        for (code, count) in digits { #expect(try Currency(code).digits == count, "\(code)") }
    }
}
