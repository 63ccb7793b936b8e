/// Writes cells as JSON values, each on a single line.
struct JSONCellWriter: Sendable {
    /// Whether a space follows commas and colons, for people reading along.
    let spaced: Bool

    private var comma: String { spaced ? ", " : "," }
    private var colon: String { spaced ? ": " : ":" }

    /// Appends the value of a cell.
    ///
    /// A `number` that is not a JSON number is quoted, because it would invalidate the whole document.
    func append(_ cell: Cell, to json: inout String) {
        switch cell {
        case .null: json += "null"
        case .text(let text), .decimal(let text): JSONString.append(text, to: &json)
        case .integer(let value): json += String(value)
        case .number(let text) where JSONNumber.isValid(text),
            .figure(let text, _) where JSONNumber.isValid(text):
            json += text
        case .number(let text), .figure(let text, _): JSONString.append(text, to: &json)
        case .instant(let instant): JSONString.append(instant.description, to: &json)
        case .flag(let value): json += value ? "true" : "false"
        case .list(let cells):
            json += "["
            for (index, cell) in cells.enumerated() {
                if index > 0 { json += comma }
                append(cell, to: &json)
            }
            json += "]"
        case .object(let members): appendObject(members, to: &json)
        }
    }

    /// Appends an object with its members in the given order.
    func appendObject(_ members: some Sequence<Member>, to json: inout String) {
        json += "{"
        for (index, member) in members.enumerated() {
            if index > 0 { json += comma }
            append(member, to: &json)
        }
        json += "}"
    }

    /// Appends a name and its value, without any braces around them.
    func append(_ member: Member, to json: inout String) {
        JSONString.append(member.name, to: &json)
        json += colon
        append(member.value, to: &json)
    }
}
