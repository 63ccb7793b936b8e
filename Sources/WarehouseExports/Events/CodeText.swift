import InventoryLedger

/// Codes that a spreadsheet has spoilt on their way.
enum CodeText {
    /// What is wrong with a code that was shown as a number: `8.90123E+12` has lost its digits.
    ///
    /// The sign is what spreadsheets always write and codes hardly ever have: `12E4` is a code.
    static func problem(_ column: Column, _ text: String) -> FieldProblem? {
        let bytes = text.utf8
        // Most codes hold none of it: looked at first, byte by byte.
        guard let exponent = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            bytes.index(after: exponent) < bytes.endIndex
        else { return nil }
        var mantissa = bytes[..<exponent]
        if mantissa.first == UInt8(ascii: "-") { mantissa = mantissa.dropFirst() }
        guard let first = mantissa.popFirst(), (0x30...0x39).contains(first) else { return nil }
        if let sign = mantissa.first {
            guard sign == UInt8(ascii: ".") || sign == UInt8(ascii: ",") else { return nil }
            guard mantissa.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        }
        let power = bytes[bytes.index(after: exponent)...]
        guard power.first == UInt8(ascii: "+"), (2...4).contains(power.count),
            power.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return scientific(column, text)
    }

    static func scientific(_ column: Column, _ text: String) -> FieldProblem {
        FieldProblem(
            column,
            value: text,
            code: .roundedCode,
            "\(text) is a number in scientific notation, and the code's digits are gone; format the column as text and "
                + "take the codes from their origin again"
        )
    }
}

extension Column {
    /// Whether its values are codes that others gave, of which every character counts.
    var isCode: Bool {
        switch self {
        case .document, .line, .sku, .warehouse, .toWarehouse, .shipment, .order, .pedimento, .tracking: true
        default: false
        }
    }
}
