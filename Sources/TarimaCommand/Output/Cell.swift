import InventoryLedger

/// One value of a report, with just enough type for every output format to print it faithfully.
///
/// Amounts travel as text so that no format ever rounds them through binary floating point.
enum Cell: Equatable, Sendable {
    /// A value that is unknown or does not apply.
    case null

    /// Free text, possibly typed by a stranger: every renderer treats it as untrusted.
    case text(String)

    /// A whole number, exact over the full range of `Int64`.
    case integer(Int64)

    /// A decimal amount such as `199.00`; its trailing zeros matter, so JSON quotes it.
    case decimal(String)

    /// A ratio such as `0.8125`, written with the grammar of a JSON number and printed bare in JSON.
    case number(String)

    /// A number that people read in another form: `0.8125` for programs and `81.3%` for people.
    case figure(number: String, shown: String)

    /// An instant: in UTC for programs, and on the ledger's clock for people.
    case instant(Instant)

    /// A yes-or-no value.
    case flag(Bool)

    /// Several values in one cell.
    case list([Cell])

    /// Named values in one cell, in the order they are to be printed.
    case object([Member])

    /// Whether the cell contains only numbers, so that a leading sign belongs to a number.
    var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .number, .figure: true
        case .list(let cells): !cells.isEmpty && cells.allSatisfy(\.isNumeric)
        case .null, .text, .instant, .flag, .object: false
        }
    }

    /// Whether the cell says nothing: a table in which a column has only such cells can do without it.
    var isBlank: Bool {
        switch self {
        case .null, .integer(0): true
        case .text(let text): text.isEmpty
        case .decimal(let text), .number(let text), .figure(let text, _):
            text.allSatisfy { $0 == "0" || $0 == "." || $0 == "-" }
        case .list(let cells): cells.allSatisfy(\.isBlank)
        case .object(let members): members.allSatisfy { $0.value.isBlank }
        case .integer, .instant, .flag: false
        }
    }

    /// Whether the cell needs attention: a negative number, which in stock means that something is missing.
    var isNegative: Bool {
        switch self {
        case .integer(let value): value < 0
        case .decimal(let text), .number(let text): text.hasPrefix("-")
        case .null, .text, .figure, .instant, .flag, .list, .object: false
        }
    }
}

/// A named value: an entry of an object cell, a parameter of a report or one of its totals.
///
/// Kept in arrays rather than dictionaries because the order of printing is part of the output.
struct Member: Equatable, Sendable {
    let name: String
    /// How people see the name; nil where they see it as it is.
    var title: String?
    let value: Cell
}
