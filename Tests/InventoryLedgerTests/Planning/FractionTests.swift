import TestSupport
import Testing

@testable import InventoryLedger

@Suite struct FractionTests {
    @Test(arguments: [
        ("0.15", "0.15"), ("-3", "-3"), ("12.340000", "12.34"), ("0.000001", "0.000001"), ("007.5", "7.5"),
    ])
    func `decimals are read and written`(text: String, written: String) {
        #expect(Fraction(decimal: text)?.description == written)
    }

    @Test(arguments: ["", ".5", "1.", "1e3", "0.1234567", "--1", "1,5", "½", "+1", "1234567890123456789"])
    func `anything else is not a decimal`(text: String) {
        #expect(Fraction(decimal: text) == nil)
    }

    @Test func `digits are rounded half away from zero`() throws {
        let third = try Fraction(1, over: 3)
        #expect(third.decimal(places: 4) == "0.3333")
        #expect(try Fraction(2, over: 3).decimal(places: 2) == "0.67")
        #expect(try Fraction(-1, over: 8).decimal(places: 2) == "-0.13")
        #expect(try Fraction(1999, over: 1000).decimal(places: 2) == "2")
        #expect(try Fraction(-1, over: 1000).decimal(places: 2) == "0")
        #expect(try Fraction(5, over: 2).rounded() == 3)
        #expect(try Fraction(-5, over: 2).rounded() == -2)
        #expect(try third.rounded(decimals: 2) == Fraction(33, over: 100))
        #expect(try Fraction(-7, over: 2).roundedUp() == -3)
        #expect(try Fraction(2, over: 3).roundedDown(decimals: 2) == Fraction(66, over: 100))
        #expect(try Fraction(-2, over: 3).roundedDown(decimals: 2) == Fraction(-67, over: 100))
    }

    @Test func `what does not fit is an error`() throws {
        let large = try Fraction(Int128.max, over: 1)
        #expect(throws: LedgerError.self) { try large + Fraction(1) }
        #expect(throws: LedgerError.self) { try large * Fraction(2) }
        #expect(throws: LedgerError.self) { try Fraction(1) / .zero }
        #expect(throws: LedgerError.self) { try large.roundedUp() }
        #expect(large > Fraction(.max))
        let power = Int128(1) << 100
        #expect(try Fraction(power * 3, over: power * 6) == Fraction(1, over: 2))
        #expect(try Fraction(power, over: 3 * (Int128(1) << 70)) == Fraction(1 << 30, over: 3))
        #expect(try Fraction(0, over: power) == .zero)
        #expect(try large * (Fraction(1) / large) == .one)
    }

    /// Against sums over one common denominator.
    @Test(arguments: seeds(5))
    func `sums, products and order are those over a common denominator`(seed: UInt64) throws {
        var draws = SeededDraws(seed: seed)
        for _ in 0..<200 {
            let (a, c) = (
                Int128.random(in: -999...999, using: &draws), Int128.random(in: -999...999, using: &draws)
            )
            let (b, d) = (Int128.random(in: 1...99, using: &draws), Int128.random(in: 1...99, using: &draws))
            let (left, right) = (try Fraction(a, over: b), try Fraction(c, over: d))
            let (sum, difference) = (try left + right, try left - right)
            #expect(sum.numerator * b * d == (a * d + c * b) * sum.denominator)
            #expect(difference.numerator * b * d == (a * d - c * b) * difference.denominator)
            let product = try left * right
            #expect(product.numerator * b * d == a * c * product.denominator)
            #expect((left < right) == (a * d < c * b))
            if c != 0 {
                let quotient = try left / right
                #expect(quotient.numerator * b * c == a * d * quotient.denominator)
            }
        }
    }
}
