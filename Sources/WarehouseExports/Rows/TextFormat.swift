/// How a text file is written: its characters, and what separates its fields.
package struct TextFormat: Hashable, Sendable {
    /// The encodings to try, in this order; empty where the bytes decide.
    package var encodings: [TextEncoding] = []
    /// Between fields; nil where the header decides between comma, semicolon, tab and pipe.
    package var delimiter: UInt8?
    /// Around fields that hold delimiters or line ends; nil where the format knows no quoting.
    package var quote: UInt8? = UInt8(ascii: "\"")
    /// The line or sheet row of the header, from 1; nil where it is the first of rows 1 to 20 that has the columns by
    /// which the profile knows its files.
    package var headerRow: Int?

    /// The last row in which a header is looked for.
    static let headerRowMax = 20

    package init() {}

    static let delimiters: [String: UInt8] = [
        "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
        "pipe": UInt8(ascii: "|"),
    ]
}
