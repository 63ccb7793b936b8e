import InventoryLedger

/// How a profile says that texts and numbers are written.
extension ProfileReader {
    /// - Parameter mayLackYear: an earlier date of the row gives the year.
    func datePattern(_ node: YAMLNode, mayLackYear: Bool) throws -> DatePattern {
        let written = try text(node)
        guard let pattern = DatePattern(written) else {
            throw failure(node, DatePattern.problem(in: written) ?? "\"\(written)\" is not a date pattern")
        }
        guard pattern.hasYear || mayLackYear else {
            throw failure(
                node,
                "\"\(pattern.text)\" has no year; name the column with an earlier date as year_from"
            )
        }
        return pattern
    }

    /// The marks of currencies, in a list, or each with its currency.
    func currencyMarks(_ node: YAMLNode) throws -> [NumberFormat.Mark] {
        let pairs: [(key: YAMLNode, value: YAMLNode?)] =
            node.mapping != nil
            ? try pairs(node, "marks").map { ($0, $1) } : nodes(node).map { ($0, nil) }
        let marks = try pairs.map { key, value in
            let mark = try text(key).trimmedCode
            guard !mark.isEmpty, !mark.contains(where: { $0.isWholeNumber || "+-.,".contains($0) }) else {
                throw failure(key, "a mark is a sign or word such as $ or \"AU $\", without digits")
            }
            return NumberFormat.Mark(text: mark, currency: try value.map(currency))
        }
        // The longest one first: "AU $115" has the mark of Australia.
        return marks.sorted { $0.text.count > $1.text.count }
    }

    private func currency(_ node: YAMLNode) throws -> Currency {
        do {
            return try Currency(text(node))
        } catch let problem as FieldProblem {
            throw failure(node, problem.message)
        }
    }

    func textFormat(_ node: YAMLNode) throws -> TextFormat {
        var format = TextFormat()
        let entries = try entries(node, "text", allowed: ["encoding", "delimiter", "quote", "header_row"])
        format.encodings = try (entries["encoding"].map(nodes) ?? []).map(encoding)
        if let delimiter = entries["delimiter"] {
            let name = try text(delimiter)
            guard let byte = TextFormat.delimiters[name] else {
                throw failure(delimiter, "delimiter must be comma, semicolon, tab or pipe")
            }
            format.delimiter = byte
        }
        if let quote = entries["quote"] {
            guard try text(quote) == "none" else { throw failure(quote, "quote must be none, or absent") }
            format.quote = nil
        }
        if let row = entries["header_row"] {
            guard let number = Int(try text(row)), (1...1000).contains(number) else {
                throw failure(row, "header_row must be the line of the header, from 1")
            }
            format.headerRow = number
        }
        return format
    }

    func encoding(_ node: YAMLNode) throws -> TextEncoding {
        guard let encoding = TextEncoding(name: try text(node)) else {
            let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure(node, "an encoding must be one of \(names)")
        }
        return encoding
    }

    func numberFormat(_ node: YAMLNode) throws -> NumberFormat {
        var format = NumberFormat()
        let entries = try entries(node, "numbers", allowed: ["decimal", "grouping", "digits", "marks"])
        func character(_ node: YAMLNode) throws -> Character {
            let name = try text(node)
            let names: [String: Character] = [
                "comma": ",", "point": ".", "space": " ", "apostrophe": "'", ",": ",", ".": ".", " ": " ",
                "'": "'",
            ]
            guard let character = names[name] else {
                throw failure(node, "write comma, point, space or apostrophe")
            }
            return character
        }
        if let decimal = entries["decimal"] { format.decimal = try character(decimal) }
        if let grouping = entries["grouping"] { format.grouping = try character(grouping) }
        if let digits = entries["digits"] {
            guard try text(digits) == "full_width" else {
                throw failure(digits, "digits must be full_width, or absent")
            }
            format.allowsFullWidth = true
        }
        if let marks = entries["marks"] { format.marks = try currencyMarks(marks) }
        guard format.grouping != format.decimal else {
            throw failure(node, "decimal and grouping are the same character")
        }
        return format
    }
}
