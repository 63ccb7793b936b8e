extension String {
    /// The text with its placeholders filled: `{0}` is the first value, and `{0:unit|units}` the word for one or for several
    /// of it. Other braces stay.
    func filled(with values: [String]) -> String {
        var result = ""
        var rest = self[...]
        // In one pass, because a value may look like a placeholder.
        while let brace = rest.firstIndex(of: "{"), let end = Self.end(of: rest[brace...]) {
            result += rest[..<brace]
            let inner = rest[rest.index(after: brace)..<end]
            result += Self.filled(inner, values) ?? String(rest[brace...end])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// What stands for a placeholder; nil if it is none.
    private static func filled(_ inner: Substring, _ values: [String]) -> String? {
        let parts = inner.split(separator: ":", maxSplits: 1)
        guard let number = parts.first.flatMap({ Int($0) }), values.indices.contains(number) else {
            return nil
        }
        guard parts.count == 2 else { return values[number] }
        let words = parts[1].split(separator: "|", maxSplits: 1)
        guard words.count == 2 else { return nil }
        return String(words[values[number] == "1" ? 0 : 1]).filled(with: values)
    }

    /// The brace that closes the one that a text begins with.
    private static func end(of text: Substring) -> Index? {
        var depth = 0
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
