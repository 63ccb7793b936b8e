/// Writes cells as JSON values, each on a single line.
struct JSONCellWriter: Sendable {
    /// Whether a space follows commas and colons, for people reading along.
    let spaced: Bool

    private var comma: String.UTF8View { (spaced ? ", " : ",").utf8 }
    private var colon: String.UTF8View { (spaced ? ": " : ":").utf8 }

    /// Appends the value of a cell.
    ///
    /// A `number` that is not a JSON number is quoted, because it would invalidate the whole document.
    func append(_ cell: Cell, to json: inout [UInt8]) {
        switch cell {
        case .null: json += "null".utf8
        case .text(let text), .decimal(let text): JSONString.append(text, to: &json)
        case .integer(let value): json += String(value).utf8
        case .number(let text) where JSONNumber.isValid(text),
            .figure(let text, _) where JSONNumber.isValid(text):
            json += text.utf8
        case .number(let text), .figure(let text, _): JSONString.append(text, to: &json)
        case .instant(let instant):
            json.append(UInt8(ascii: "\""))
            json.append(instant)
            json.append(UInt8(ascii: "\""))
        case .flag(let value): json += (value ? "true" : "false").utf8
        case .list(let cells):
            json.append(UInt8(ascii: "["))
            for (index, cell) in cells.enumerated() {
                if index > 0 { json += comma }
                append(cell, to: &json)
            }
            json.append(UInt8(ascii: "]"))
        case .object(let members):
            appendObject(members.lazy.map { (key: key($0.name), value: $0.value) }, to: &json)
        }
    }

    /// Appends an object with its members in the given order.
    ///
    /// - Parameter members: pairs of a key and a value.
    func appendObject(_ members: some Sequence<(key: [UInt8], value: Cell)>, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in members {
            if !isFirst { json += comma }
            isFirst = false
            json += key
            append(value, to: &json)
        }
        json.append(UInt8(ascii: "}"))
    }

    /// Appends a name and its value, without any braces around them.
    func append(_ member: Member, to json: inout [UInt8]) {
        json += key(member.name)
        append(member.value, to: &json)
    }

    /// A quoted name and its colon.
    func key(_ name: String) -> [UInt8] {
        var json: [UInt8] = []
        JSONString.append(name, to: &json)
        return json + colon
    }
}
