extension String {
    /// The text in lines of at most a number of terminal columns, broken at spaces. A longer word has its own line.
    func wrapped(to columns: Int?) -> String {
        guard let columns, DisplayWidth.of(self) > columns else { return self }
        var lines: [String] = []
        var line = ""
        var width = 0
        for word in split(separator: " ", omittingEmptySubsequences: false).map({ String($0) }) {
            let wordWidth = DisplayWidth.of(word)
            if !line.isEmpty, width + 1 + wordWidth > columns {
                lines.append(line)
                (line, width) = (word, wordWidth)
            } else {
                line += line.isEmpty ? word : " " + word
                width += wordWidth + (line == word ? 0 : 1)
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
