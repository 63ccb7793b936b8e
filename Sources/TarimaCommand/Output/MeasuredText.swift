/// Text made safe for a terminal together with its width, measured once and used for layout and printing.
struct MeasuredText: Sendable {
    let text: String
    let width: Int

    /// Makes the text visible and measures the result, since escapes are wider than what they replace.
    init(_ text: String) {
        // Most texts are printable ASCII: visible already, one column a byte.
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        self.text = isPlain ? text : TerminalText.visible(text)
        self.width = isPlain ? text.utf8.count : DisplayWidth.of(self.text)
    }

    private init(visible text: String, width: Int) {
        self.text = text
        self.width = width
    }

    /// The text with its middle left out, so that it takes at most a number of columns. Codes of one family differ at
    /// their ends, and sentences begin with what they are about.
    func shortened(to columns: Int) -> MeasuredText {
        guard width > columns else { return self }
        guard columns > 1 else {
            return MeasuredText(visible: columns == 1 ? "…" : "", width: max(0, columns))
        }
        let head = Self.fitting(text, (columns - 1) * 2 / 3)
        let tail = Self.fitting(String(text.reversed()), columns - 1 - head.width)
        let ends = head.text + "…" + String(tail.text.reversed())
        return MeasuredText(visible: ends, width: DisplayWidth.of(ends))
    }

    /// The beginning of a text that takes at most a number of columns.
    private static func fitting(_ text: String, _ columns: Int) -> (text: String, width: Int) {
        var (taken, width) = ("", 0)
        for character in text {
            let next = DisplayWidth.of(String(character))
            guard width + next <= columns else { break }
            taken.append(character)
            width += next
        }
        return (taken, width)
    }
}
