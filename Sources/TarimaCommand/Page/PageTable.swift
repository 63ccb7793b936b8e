/// A table of the page for the template.
struct PageTable {
    struct Column {
        let text: String
        let isNumber: Bool
        /// Whether it is for the printed page only.
        var isPrinted = false
    }

    enum Cell {
        case text(String)
        case number(String)
        case time(String)
        /// A name, and its code as a note.
        case named(String, note: String)
        /// A number with a note.
        case noted(String, note: String)
        /// A sentence.
        case advice(String)
        /// An empty cell of the printed page to write in.
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
            "columns": columns.map { column in
                [
                    "text": column.text,
                    "style": column.isNumber ? "num" : column.isPrinted ? "decision" : false,
                ] as [String: Any]
            },
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
        case .named(let text, let note): values(text, style: "name", note: note)
        case .noted(let text, let note): values(text, style: "num", note: note)
        case .advice(let text): values(text, style: "advice")
        case .decision: values("", style: "decision")
        }
    }

    private static func values(_ text: String, style: String?, note: String? = nil) -> [String: Any] {
        ["text": text, "style": style ?? false, "note": note ?? false]
    }
}
