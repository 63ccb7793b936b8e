/// A sink that keeps what it is given, for outputs wanted as a value.
struct StringSink: TextSink {
    /// Everything written so far.
    private(set) var text = ""

    /// Appends the text; never throws.
    mutating func write(_ text: String) {
        self.text += text
    }
}
