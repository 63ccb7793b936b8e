/// How a text file separates its fields.
public struct TextFormat: Hashable, Sendable {
    /// Between fields; nil where the header decides between comma, semicolon, tab and pipe.
    public var delimiter: UInt8?
    /// Around fields that hold delimiters or line ends; nil where the format knows no quoting.
    public var quote: UInt8? = UInt8(ascii: "\"")
    /// The line of the header, from 1.
    public var headerRow = 1

    public init() {}

    static let delimiters: [String: UInt8] = [
        "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
        "pipe": UInt8(ascii: "|"),
    ]
}
