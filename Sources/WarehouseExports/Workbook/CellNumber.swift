/// The number of a cell as digits: without an exponent, and with no more digits than a spreadsheet shows.
struct CellNumber {
    /// With a decimal point.
    let text: String
    let doubt: ValueDoubt?

    /// Spreadsheets keep this many digits. Further ones are noise of binary fractions.
    private static let digitsMax = 15
    /// Above 2^53, digits are lost whichever program wrote the file.
    private static let exactMax = "9007199254740992"

    /// Nil for text that is not a number.
    init?(_ written: ArraySlice<UInt8>) {
        if Self.isPlain(written) {
            text = String(decoding: written, as: UTF8.self)
            doubt = nil
            return
        }
        var rest = written
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        func digits() -> [UInt8] {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            return Array(digits)
        }
        var whole = digits()
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits()
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        var exponent = 0
        var isScientific = false
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            isScientific = true
            rest = rest.dropFirst()
            let isBelow = rest.first == UInt8(ascii: "-")
            if isBelow || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            let power = digits()
            guard (1...3).contains(power.count), let number = Int(String(decoding: power, as: UTF8.self)),
                number <= 40
            else { return nil }
            exponent = isBelow ? -number : number
        }
        guard rest.isEmpty, whole.count + fraction.count <= 400 else { return nil }
        if exponent > 0 {
            fraction += Array(repeating: 0x30, count: max(0, exponent - fraction.count))
            whole += fraction[..<exponent]
            fraction.removeSubrange(..<exponent)
        } else if exponent < 0 {
            whole = Array(repeating: 0x30, count: max(0, -exponent - whole.count)) + whole
            fraction = whole.suffix(-exponent) + fraction
            whole = whole.dropLast(-exponent)
        }
        Self.round(&whole, &fraction)
        whole = Array(whole.drop { $0 == 0x30 })
        if whole.isEmpty { whole = [0x30] }
        let isZero = whole == [0x30] && fraction.isEmpty
        text =
            (isNegative && !isZero ? "-" : "") + String(decoding: whole, as: UTF8.self)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
        doubt =
            Self.isRounded(whole) && fraction.isEmpty
            ? .roundedNumber : isScientific && whole != [0x30] ? .scientificNumber : nil
    }

    /// Whether a number is written as it is shown, as nearly every one is: few digits, and no zeros that mean nothing.
    private static func isPlain(_ written: ArraySlice<UInt8>) -> Bool {
        guard (1...digitsMax).contains(written.count), let first = written.first else { return false }
        let whole = written.prefix { (0x30...0x39).contains($0) }
        guard !whole.isEmpty, first != 0x30 || whole.count == 1 else { return false }
        if whole.count == written.count { return true }
        let fraction = written[whole.endIndex...].dropFirst()
        return written[whole.endIndex] == UInt8(ascii: ".") && fraction.last.map { $0 != 0x30 } ?? false
            && fraction.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Rounds a fraction to the digits that a spreadsheet shows, in decimal, and drops trailing zeros.
    private static func round(_ whole: inout [UInt8], _ fraction: inout [UInt8]) {
        var all = whole + fraction
        if let first = all.firstIndex(where: { $0 != 0x30 }), !fraction.isEmpty {
            let end = max(first + digitsMax, whole.count)
            if end < all.count {
                let isUp = all[end] >= 0x35
                all.removeSubrange(end...)
                var index = end - 1
                while isUp {
                    guard index >= 0 else {
                        all.insert(0x31, at: 0)
                        whole.append(0x30)
                        break
                    }
                    if all[index] < 0x39 {
                        all[index] += 1
                        break
                    }
                    all[index] = 0x30
                    index -= 1
                }
                let wholeCount = whole.count
                whole = Array(all[..<wholeCount])
                fraction = Array(all[wholeCount...])
            }
        }
        while fraction.last == 0x30 { _ = fraction.popLast() }
    }

    /// Whether a whole number may have lost its last digits. A spreadsheet sets those after the fifteenth to zero.
    private static func isRounded(_ whole: [UInt8]) -> Bool {
        guard whole.count > digitsMax else { return false }
        if whole.count > exactMax.utf8.count { return true }
        return whole.last == 0x30 || exactMax.utf8.lexicographicallyPrecedes(whole)
    }
}
