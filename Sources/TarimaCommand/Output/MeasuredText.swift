/// Text made safe for a terminal together with its width, measured once and used for layout and printing.
struct MeasuredText: Sendable {
    let text: String
    let width: Int

    /// Makes the text visible and measures the result, since escapes are wider than what they replace.
    init(_ text: String) {
        self.text = TerminalText.visible(text)
        self.width = DisplayWidth.of(self.text)
    }
}
