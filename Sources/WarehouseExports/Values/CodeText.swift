import InventoryLedger

/// Codes that a spreadsheet has damaged.
enum CodeText {
    /// The problem with a code shown as a number: `8.90123E+12` has lost its digits.
    ///
    /// The sign distinguishes it, because spreadsheets always write it and codes hardly ever have it: `12E4` is a
    /// code.
    static func problem(_ column: Column, _ text: String) -> FieldProblem? {
        // From the end: after at most four digits, nearly every code is ruled out.
        var rest = text.utf8[...]
        var digits = 0
        while let last = rest.last, (0x30...0x39).contains(last), digits < 4 {
            rest = rest.dropLast()
            digits += 1
        }
        guard (1...3).contains(digits), rest.popLast() == UInt8(ascii: "+"),
            let exponent = rest.popLast(), exponent | 0x20 == UInt8(ascii: "e")
        else { return nil }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let first = rest.popFirst(), (0x30...0x39).contains(first) else { return nil }
        if let point = rest.popFirst() {
            guard point == UInt8(ascii: ".") || point == UInt8(ascii: ","),
                rest.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
        }
        return scientific(column, text)
    }

    static func scientific(_ column: Column, _ text: String) -> FieldProblem {
        FieldProblem(
            column,
            value: text,
            code: .roundedCode,
            "\(text) is a number in scientific notation, so digits of the code are lost; format the column as text and "
                + "copy the codes again from their source"
        )
    }
}

extension Column {
    /// Whether its values are codes of other systems, in which every character counts.
    var isCode: Bool { rule.isCode }
}
