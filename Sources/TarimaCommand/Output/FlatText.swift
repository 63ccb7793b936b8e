import InventoryLedger

/// Turns a cell into plain text, for formats without nested values.
struct FlatText: Sendable {
    /// The text of null.
    let null: String

    /// The text between the entries of a list or an object.
    let separator: String

    /// Whether people read the text.
    var isForPeople = false

    /// The clock on which people read instants; nil for UTC.
    var zone: BusinessZone?

    /// The text of a cell of a column, whose sentences are translated.
    func text(of cell: Cell, in column: ReportColumn, _ phrases: Phrases) -> String {
        let text = text(of: cell)
        return column.isSentence ? phrases.text(text) : text
    }

    /// The text of a cell; numbers come out exactly as stored, without grouping.
    func text(of cell: Cell) -> String {
        switch cell {
        case .null: null
        case .text(let text), .decimal(let text), .number(let text): text
        case .figure(let number, let shown): isForPeople ? shown : number
        case .instant(let instant): zone?.clock(instant) ?? instant.description
        case .integer(let value): String(value)
        case .flag(let value): value ? "true" : "false"
        case .list(let cells): cells.map { text(of: $0) }.joined(separator: separator)
        case .object(let members):
            members.map { "\($0.name)=\(text(of: $0.value))" }.joined(separator: separator)
        }
    }
}
