/// A table of the page for the template.
struct PageTable {
    struct Column {
        let text: String
        let isNumber: Bool
    }

    enum Cell {
        case text(String)
        case number(String)
        case time(String)
        /// A name with its code.
        case named(String, code: String)
        /// An empty cell to write in.
        case decision
    }

    let heading: String
    /// The text if there are no rows.
    let nothing: String
    let columns: [Column]
    let rows: [[Cell]]

    var values: [String: Any] {
        [
            "heading": heading, "nothing": nothing, "isFilled": !rows.isEmpty,
            "columns": columns.map { ["text": $0.text, "number": $0.isNumber] as [String: Any] },
            "rows": rows.map { row in
                ["cells": zip(columns, row).map { Self.values($1).merging(["label": $0.text]) { $1 } }]
            },
        ]
    }

    private static func values(_ cell: Cell) -> [String: Any] {
        switch cell {
        case .text(let text): values(text, style: nil)
        case .number(let text): values(text, style: "num")
        case .time(let text): values(text, style: "time")
        case .named(let text, let code): values(text, style: "name", code: code)
        case .decision: values("", style: "decision")
        }
    }

    private static func values(_ text: String, style: String?, code: String? = nil) -> [String: Any] {
        ["text": text, "style": style ?? false, "code": code ?? false]
    }
}
