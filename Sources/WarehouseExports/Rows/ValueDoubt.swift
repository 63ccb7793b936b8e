import InventoryLedger

/// A reason why a value may not be what it seems, or is not a single value.
enum ValueDoubt: Hashable, Sendable {
    /// A number with so many digits that the last ones are, or may be, lost.
    case roundedNumber
    /// A number in scientific notation.
    case scientificNumber
    /// A number that the sheet shows as a date.
    case date
    /// A formula's error, such as #N/A.
    case error
    /// An array of several elements instead of one value.
    case severalValues
    /// An object or array instead of a value.
    case notAValue

    /// The problem with the value in a column; nil if it does not matter there.
    func problem(_ column: Column, _ text: String) -> FieldProblem? {
        switch self {
        case .error:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "the cell has the error \(text) instead of a value; correct the formula and save the file again"
            )
        case .severalValues:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "there are several values here; name one by its position, such as payments#1.status, or by a member, such as "
                    + "references[type=inbound_id].value, or turn them into rows in the profile: rows: NAME"
            )
        case .notAValue:
            return FieldProblem(
                column,
                value: text,
                code: .notAllowed,
                "there is an object here; name one of its members, such as shipping.id"
            )
        case .roundedNumber where column.isCode:
            return FieldProblem(
                column,
                value: text,
                code: .roundedCode,
                "\(text) has more than 15 digits, and the spreadsheet keeps only 15; format the column "
                    + "as text and copy the codes again from their source"
            )
        case .scientificNumber where column.isCode: return CodeText.scientific(column, text)
        case .date where column.isCode:
            return FieldProblem(
                column,
                value: text,
                code: .roundedCode,
                "the spreadsheet turned this code into a date; format the column as text and copy the codes again "
                    + "from their source"
            )
        default: return nil
        }
    }
}
