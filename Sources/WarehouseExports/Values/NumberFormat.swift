import InventoryLedger

/// The number format of a file.
package struct NumberFormat: Hashable, Sendable {
    /// The sign before the decimals.
    package var decimal: Character = "."
    /// The sign between groups of three digits; nil if there is none.
    package var grouping: Character?
    /// Whether digits may be full-width: `４０`.
    package var allowsFullWidth = false

    /// The marks of currencies before or after amounts, the longest first.
    package var marks: [Mark] = []

    package init() {}

    /// The mark of a currency, such as `$` or `AU $`.
    package struct Mark: Hashable, Sendable {
        package let text: String
        /// The currency of amounts with this mark; nil if the mark does not tell.
        package let currency: Currency?
    }

    /// An amount without the mark of its currency, and that currency.
    func unmarked(_ text: String) -> (amount: String, currency: Currency?) {
        let sign = text.hasPrefix("-") ? "-" : ""
        let rest = text.dropFirst(sign.count)
        for mark in marks {
            if rest.hasPrefix(mark.text) {
                return (sign + String(rest.dropFirst(mark.text.count)).trimmedCode, mark.currency)
            }
            if rest.hasSuffix(mark.text) {
                return (sign + String(rest.dropLast(mark.text.count)).trimmedCode, mark.currency)
            }
        }
        return (text, nil)
    }

    var isPlain: Bool { decimal == "." && grouping == nil && !allowsFullWidth }

    /// The text with ASCII instead of full-width digits and signs, if the format has them.
    func narrowed(_ text: String) -> String {
        guard allowsFullWidth, text.unicodeScalars.contains(where: { $0.value >= 0xFF01 }) else {
            return text
        }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            // The block repeats ASCII from the exclamation mark on.
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            scalars.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(scalars)
    }

    /// The number in plain digits with a decimal point; nil if the text has another format.
    ///
    /// A group that does not have three digits is refused: `1,5` is not 15.
    func plain(_ text: String) -> String? {
        if isPlain { return text }
        var text = narrowed(text)
        if grouping == " " {
            // Programs use no-break spaces between groups.
            text = text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ")
        }
        let parts = text.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
        guard var whole = parts.first.map(String.init) else { return nil }
        if let grouping, whole.contains(grouping) {
            let isSigned = whole.hasPrefix("-") || whole.hasPrefix("+")
            let groups = whole.dropFirst(isSigned ? 1 : 0).split(
                separator: grouping,
                omittingEmptySubsequences: false
            )
            guard let first = groups.first, (1...3).contains(first.count),
                groups.dropFirst().allSatisfy({ $0.count == 3 })
            else { return nil }
            whole = (isSigned ? String(whole.prefix(1)) : "") + groups.joined()
        }
        let fraction = parts.count > 1 ? parts[1] : ""
        let isSigned = whole.hasPrefix("-") || whole.hasPrefix("+")
        // A point that is not the decimal sign may only group: `1.000` is then a thousand, never 1.
        guard (whole.dropFirst(isSigned ? 1 : 0) + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return parts.count > 1 ? whole + "." + fraction : whole
    }

    /// A whole number; decimals must be zeros.
    func whole(_ text: String) -> String? {
        guard let plain = plain(text) else { return nil }
        if isPlain { return plain }
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return plain }
        return parts[1].allSatisfy { $0 == "0" } ? String(parts[0]) : nil
    }
}
