import WarehouseExports

/// The help that the parser has laid out, with its own words in the language that the user chose.
enum HelpText {
    /// The column at which the texts of options begin.
    private static let textColumn = 26

    static func spoken(_ help: String, _ phrases: Phrases, columns: Int) -> String {
        guard phrases.language != .english else { return help }
        return help.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            fitted(translated(String(line), phrases), columns)
        }.joined(separator: "\n")
    }

    private static func translated(_ line: String, _ phrases: Phrases) -> String {
        if line.hasPrefix("OVERVIEW: ") { return String(line.dropFirst("OVERVIEW: ".count)) }
        if line.hasPrefix("USAGE:") {
            let usage = line.dropFirst("USAGE:".count)
            let title = phrases.text("USAGE:")
            // A wide colon has its space in itself.
            return title + (title.hasSuffix(":") ? usage : usage.drop { $0 == " " })
        }
        let text = line.drop { $0 == " " }
        // Titles begin the line; what ends with a colon further on was broken there.
        if text.hasSuffix(":") && !line.hasPrefix(" ") || text.hasPrefix("See '") {
            return line.prefix(line.count - text.count) + phrases.text(String(text))
        }
        return marks.reduce(line) { $0.replacing($1, with: phrases.text($1)) }
    }

    /// What the parser adds to the texts of options and commands.
    private static let marks = [
        "Show the version.", "Show help information.", "(values:", "default:", "(default)",
    ]

    /// A line in parts that fit, indented like the text of the line. The parser counts letters, of which some are two
    /// columns wide, and breaks only at spaces.
    private static func fitted(_ line: String, _ columns: Int) -> [String] {
        guard DisplayWidth.of(line) > columns else { return [line] }
        let lead = line.prefix { $0 == " " }.count
        let indent = lead == 2 && line.dropFirst(2).contains("  ") ? textColumn : lead
        guard indent + 20 <= columns else { return [line] }
        var lines: [String] = []
        var rest = line
        while DisplayWidth.of(rest) > columns {
            let end = breakPlace(rest, columns, after: lines.isEmpty ? lead : indent)
            guard let end else { break }
            lines.append(String(rest[..<end]).trimmedEnd())
            rest = String(repeating: " ", count: indent) + String(rest[end...].drop { $0 == " " })
        }
        return lines + [rest]
    }

    /// The last place at which a line may end.
    private static func breakPlace(_ line: String, _ columns: Int, after lead: Int) -> String.Index? {
        var width = 0
        var found: String.Index?
        var previous: Character = " "
        for index in line.indices {
            let character = line[index]
            if width > lead, isBreak(previous, character) { found = index }
            width += DisplayWidth.of(String(character))
            if width > columns { return found }
            previous = character
        }
        return found
    }

    /// Whether a line may end between two characters: after a space, and beside a wide character, except before a mark.
    private static func isBreak(_ previous: Character, _ next: Character) -> Bool {
        if previous == " " { return next != " " }
        let isWide = DisplayWidth.of(String(previous)) == 2 || DisplayWidth.of(String(next)) == 2
        return isWide && !"，。；：、）」！？".contains(next) && !"（「".contains(previous) && next != " "
    }
}

extension String {
    /// Without spaces at its end.
    fileprivate func trimmedEnd() -> String {
        var text = self
        while text.hasSuffix(" ") { _ = text.popLast() }
        return text
    }
}
